"""What is wrong with the parts behind a process, in words."""

from celery import current_app
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from kombu.exceptions import OperationalError

from common.db.guards import missing_guards

BROKER_TIMEOUT_SECONDS = 2


def problems() -> dict[str, str]:
    """Return the parts that do not work, each with a sentence; empty when all do."""
    found: dict[str, str] = {}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        if waiting := _waiting_migrations():
            found["migrations"] = f"{waiting} not applied; run manage.py migrate"
        if missing := missing_guards(connection):
            found["guards"] = f"triggers missing: {', '.join(missing)}; run manage.py migrate"
    except DatabaseError:
        found["database"] = "does not answer"
    if sentence := _broker_problem():
        found["broker"] = sentence
    return found


_seen_migrated: set[str] = set()


def _waiting_migrations() -> int:
    if connection.alias in _seen_migrated:  # reading the whole plan costs 0.2 s; it cannot grow while this code runs
        return 0
    executor = MigrationExecutor(connection)
    waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if not waiting:
        _seen_migrated.add(connection.alias)
    return waiting


def _broker_problem() -> str:

    if settings.CELERY_BROKER_URL == "filesystem://":
        return ""
    try:
        with current_app.connection_for_write() as broker:
            broker.ensure_connection(max_retries=1, timeout=BROKER_TIMEOUT_SECONDS)
    except (OSError, OperationalError):
        return "does not answer; work waits in the database"
    return ""
