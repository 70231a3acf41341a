"""Each process's own test database: a copy of the migrated template, put back after a test that committed.

Flushing would delete row by row, meet the append-only triggers, and drop Wagtail's root page.
"""

import sqlite3
from contextlib import closing

from tests.parts import postgres
from tests.parts.places import run_folder, wants_postgres, worker_name
from tests.parts.shared import shared_postgres
from tests.parts.templates import TEMPLATE_DATABASE, sqlite_template


def database_name() -> str:
    """Return the name of this process's PostgreSQL database."""
    return f"roundhouse_{worker_name()}"


def database_url() -> str:
    """Return the DATABASE_URL of this process's test database; starts PostgreSQL when it is wanted."""
    if wants_postgres():
        return postgres.url(shared_postgres(), database_name())
    return f"sqlite:///{run_folder() / worker_name() / 'test.sqlite3'}"  # threads cannot share one in memory


def create_database() -> None:
    """Make this process's database as a copy of the template."""
    if wants_postgres():
        _clone_postgres(database_name())
    else:
        _copy_sqlite()


def restore_database() -> None:
    """Make the database again what it was before the first test."""
    from django.db import connections

    if wants_postgres():
        connections.close_all()
        _clone_postgres(database_name())
    else:
        _copy_sqlite()


def drop_database() -> None:
    """Let go of the database; its files go with the run's folder or server."""
    from django.db import connections

    connections.close_all()


def _clone_postgres(name: str, template: str = TEMPLATE_DATABASE) -> None:
    postgres.execute(
        shared_postgres(),
        f"DROP DATABASE IF EXISTS {name} WITH (FORCE)",  # a thread of the test may have left a connection
        f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY",
    )


def _copy_sqlite() -> None:
    from django.db import connection

    connection.ensure_connection()
    with closing(sqlite3.connect(f"file:{sqlite_template()}?mode=ro", uri=True)) as template:
        template.backup(connection.connection)
