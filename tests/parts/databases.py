"""Each process's own test database: a copy of the migrated template, put back after a test that committed.

Flushing would delete row by row, meet the append-only triggers, and drop Wagtail's root page.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tests.parts import postgres
from tests.parts.locks import locked
from tests.parts.places import run_folder, wants_postgres, worker_name
from tests.parts.shared import shared_postgres
from tests.parts.templates import TEMPLATE_DATABASE, import_content, sqlite_academy, sqlite_template

ACADEMY_DATABASE = "roundhouse_academy"
_now = {"academy": False}  # whether the tests now running start from the starter content


def database_name() -> str:
    """Return the name of this process's PostgreSQL database."""
    return f"roundhouse_{worker_name()}"


def database_url() -> str:
    """Return the DATABASE_URL of this process's test database; starts PostgreSQL when it is wanted."""
    if wants_postgres():
        return postgres.url(shared_postgres(), database_name())
    return f"sqlite:///{run_folder() / worker_name() / 'test.sqlite3'}"  # threads cannot share one in memory


def restore_database() -> None:
    """Make this process's database a fresh copy of the template, as it is before each test."""
    from django.db import connections

    if wants_postgres():
        connections.close_all()
        _clone_postgres(database_name(), _academy_database() if _now["academy"] else TEMPLATE_DATABASE)
    else:
        _copy_sqlite(sqlite_academy() if _now["academy"] else sqlite_template())


@contextmanager
def starter_content() -> Iterator[None]:
    """Let every test within start from the starter content."""
    _now["academy"] = True
    restore_database()
    try:
        yield
    finally:
        _now["academy"] = False
        restore_database()


def drop_database() -> None:
    """Let go of the database; its files go with the run's folder or server."""
    from django.db import connections

    connections.close_all()


def _clone_postgres(name: str, template: str) -> None:
    postgres.execute(
        shared_postgres(),
        f"DROP DATABASE IF EXISTS {name} WITH (FORCE)",  # a thread of the test may have left a connection
        f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY",
    )


def _academy_database() -> str:
    made = run_folder() / ACADEMY_DATABASE
    with locked(run_folder() / f"{ACADEMY_DATABASE}.lock"):
        if not made.exists():
            _clone_postgres(ACADEMY_DATABASE, TEMPLATE_DATABASE)
            import_content(postgres.url(shared_postgres(), ACADEMY_DATABASE))
            made.touch()
    return ACADEMY_DATABASE


def _copy_sqlite(path: Path) -> None:
    from django.db import connection

    connection.ensure_connection()
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as template:
        template.backup(connection.connection)
