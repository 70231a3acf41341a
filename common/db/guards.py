"""Triggers that hold on both engines, installed by migrations and, on SQLite, again after every migrate.

SQLite drops a table's triggers when a later migration rebuilds the table, without a word (docs/decisions).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.db.migrations.operations import RunPython

ERASING = "roundhouse_erasing"


@dataclass(frozen=True)
class Guard:
    """One invariant as SQL for each engine; each statement replaces an earlier version of itself."""

    name: str
    table: str
    sqlite: tuple[str, ...]
    postgresql: tuple[str, ...]


_guards: dict[str, Guard] = {}


def register_guard(name: str, table: str, *, sqlite: list[str], postgresql: list[str]) -> Guard:
    """Remember a guard, so that it can be installed again after each migrate."""
    guard = Guard(name, table, tuple(sqlite), tuple(postgresql))
    _guards[name] = guard
    return guard


def append_only(table: str, *, erasable: bool = True) -> Guard:
    """Refuse UPDATE always, and DELETE except inside `erasing()` (never, if not `erasable`)."""
    message = f"{table} is append-only"
    door = "WHEN NOT EXISTS (SELECT 1 FROM common_erasuredoor)" if erasable else ""
    pg_door = f"IF TG_OP = 'DELETE' AND current_setting('{ERASING}.open', true) = 'on' THEN RETURN OLD; END IF;"
    return register_guard(
        f"{table}_append_only",
        table,
        sqlite=[
            f"DROP TRIGGER IF EXISTS {table}_no_update",
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, '{message}'); END",
            f"DROP TRIGGER IF EXISTS {table}_no_delete",
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {door} "
            f"BEGIN SELECT RAISE(ABORT, '{message}'); END",
        ],
        postgresql=[
            f"CREATE OR REPLACE FUNCTION {table}_append_only() RETURNS trigger AS $$ BEGIN "
            f"{pg_door if erasable else ''} "
            f"RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END $$ LANGUAGE plpgsql",
            f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}",
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_append_only()",
        ],
    )


@contextmanager
def erasing() -> Iterator[None]:
    """Open the one guarded door for DELETE on append-only tables, for this transaction (erasure and retention only).

    Inside another `erasing()` it is open already, and stays so until the outer one ends.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        if _is_door_open(cursor):
            yield
        elif connection.vendor == "postgresql":
            cursor.execute(f"SELECT set_config('{ERASING}.open', 'on', true)")
            yield
            cursor.execute(f"SELECT set_config('{ERASING}.open', 'off', true)")
        else:
            cursor.execute("INSERT INTO common_erasuredoor (id) VALUES (1)")
            yield
            cursor.execute("DELETE FROM common_erasuredoor")


def _is_door_open(cursor: CursorWrapper) -> bool:
    if connection.vendor == "postgresql":
        cursor.execute(f"SELECT current_setting('{ERASING}.open', true) = 'on'")
    else:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM common_erasuredoor)")
    return bool(cursor.fetchone()[0])


def install(guard: Guard, database: BaseDatabaseWrapper) -> None:
    """Install one guard; doing it again replaces it."""
    statements = guard.postgresql if database.vendor == "postgresql" else guard.sqlite
    with database.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def reinstall_guards(database: BaseDatabaseWrapper) -> None:
    """Install every guard whose table exists."""
    tables = set(database.introspection.table_names())
    for guard in _guards.values():
        if guard.table in tables:
            install(guard, database)


def missing_guards(database: BaseDatabaseWrapper) -> list[str]:
    """Return the names of the SQLite triggers that are missing (none on PostgreSQL, which keeps its own)."""
    if database.vendor != "sqlite":
        return []
    with database.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger'")
        present = {" ".join(row[0].split()) for row in cursor.fetchall()}
    wanted = [sql for guard in _guards.values() for sql in guard.sqlite if sql.startswith("CREATE TRIGGER")]
    return [sql.split()[2] for sql in wanted if " ".join(sql.split()) not in present]


def install_guard(guard: Guard) -> RunPython:
    """Return the migration operation that installs `guard`."""
    return RunPython(lambda _apps, editor: install(guard, editor.connection), RunPython.noop)
