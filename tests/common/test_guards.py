"""Append-only tables refuse changes on both engines, and get their triggers back after a migrate."""

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from common.db import guards

TABLE = "test_journal"


@pytest.fixture
def journal(db):
    """Make a small guarded table."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {TABLE} (id integer PRIMARY KEY, line varchar(20))")
        guard = guards.append_only(TABLE)
        guards.install(guard, connection)
        cursor.execute(f"INSERT INTO {TABLE} (id, line) VALUES (1, 'first')")
        yield cursor
    guards._guards.pop(guard.name)


@pytest.mark.parametrize("statement", [f"UPDATE {TABLE} SET line = 'other'", f"DELETE FROM {TABLE}"])
def test_a_written_row_can_be_neither_changed_nor_deleted(journal, statement):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        journal.execute(statement)


def test_erasure_opens_the_one_door_for_delete(journal):
    with guards.erasing():
        journal.execute(f"DELETE FROM {TABLE}")
    journal.execute(f"SELECT count(*) FROM {TABLE}")
    assert journal.fetchone() == (0,)


def test_a_door_inside_a_door_is_the_same_door(journal):
    with guards.erasing():
        with guards.erasing():
            pass
        journal.execute(f"DELETE FROM {TABLE}")
    journal.execute(f"INSERT INTO {TABLE} (id, line) VALUES (2, 'second')")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        journal.execute(f"DELETE FROM {TABLE}")


def test_the_door_is_shut_again_afterwards(journal):
    with guards.erasing():
        pass
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        journal.execute(f"DELETE FROM {TABLE}")


def test_the_door_never_opens_for_update(journal):
    with pytest.raises(DatabaseError, match="append-only"), guards.erasing():
        journal.execute(f"UPDATE {TABLE} SET line = 'other'")


@pytest.mark.django_db
@pytest.mark.sqlite
def test_migrate_puts_back_a_trigger_that_sqlite_dropped():
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%_no_update' LIMIT 1")
        name = cursor.fetchone()[0]
        cursor.execute(f"DROP TRIGGER {name}")
    assert guards.missing_guards(connection) == [name]
    call_command("migrate", verbosity=0)
    assert guards.missing_guards(connection) == []
