"""Two live sessions of one coach never overlap: an exclusion constraint on PostgreSQL, triggers on SQLite.

The write path locks the coach and looks first; this is the last line, and it holds against raw SQL too.
"""

from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F, Func, Model, Q, Value
from django.db.utils import DEFAULT_DB_ALIAS

from common.db.guards import register_guard

NAME = "no_overlapping_sessions"
TABLE = "coaching_session"
LIVE = ("held", "confirmed")  # the states in which a session keeps its coach busy
MESSAGE = f"{TABLE}: {NAME}"


class PortableExclusionConstraint(ExclusionConstraint):
    """An exclusion constraint that is not there on other engines, where triggers do its work."""

    def constraint_sql(self, model: type[Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> Any:
        """Return the constraint inside CREATE TABLE."""
        return super().constraint_sql(model, schema_editor) if _is_postgresql(schema_editor) else None

    def create_sql(self, model: type[Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> Any:
        """Return the statement that adds the constraint."""
        return super().create_sql(model, schema_editor) if _is_postgresql(schema_editor) else None

    def remove_sql(self, model: type[Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> Any:
        """Return the statement that drops the constraint."""
        return super().remove_sql(model, schema_editor) if _is_postgresql(schema_editor) else None

    def validate(
        self,
        model: type[Model],
        instance: Model,
        exclude: Any = None,
        using: str = DEFAULT_DB_ALIAS,
    ) -> None:
        """Leave the check to the operation, which looks under the coach's lock on every engine."""


def _is_postgresql(schema_editor: BaseDatabaseSchemaEditor | None) -> bool:
    return schema_editor is not None and schema_editor.connection.vendor == "postgresql"


def one_live_session_at_a_time() -> PortableExclusionConstraint:
    """Return the constraint; spelled with ranges that core PostgreSQL can index, so that no extension is needed."""
    coach = Func(F("coach"), F("coach"), Value("[]"), function="int8range")
    blocked = Func(F("blocked_from"), F("blocked_until"), Value("[)"), function="tstzrange")
    return PortableExclusionConstraint(
        name=NAME,
        expressions=[(coach, "&&"), (blocked, "&&")],
        condition=Q(status__in=LIVE),
    )


def _trigger(event: str) -> list[str]:
    name = f"{NAME}_{event.lower()}"
    live = ", ".join(f"'{status}'" for status in LIVE)
    rival = (
        f"SELECT 1 FROM {TABLE} WHERE coach_id = NEW.coach_id AND status IN ({live}) AND id IS NOT NEW.id "  # noqa: S608  # nosec B608  ours
        "AND blocked_from < NEW.blocked_until AND NEW.blocked_from < blocked_until"
    )
    return [
        f"DROP TRIGGER IF EXISTS {name}",
        f"CREATE TRIGGER {name} BEFORE {event} ON {TABLE} WHEN NEW.status IN ({live}) AND EXISTS ({rival}) "
        f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END",
    ]


OVERLAP_GUARD = register_guard(NAME, TABLE, sqlite=[*_trigger("INSERT"), *_trigger("UPDATE")], postgresql=[])
