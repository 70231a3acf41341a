"""Makes what tests of assessments need: the starter framework, and attempts with answers."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from assessments import operations
from assessments.content import load
from assessments.models import Attempt, FrameworkVersion
from assessments.queries import current_version, items_of
from common.content import LoadReport

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CONTENT = Path(settings.BASE_DIR) / "content"


def load_framework() -> FrameworkVersion:
    """Publish the starter framework with its target profiles, as `make run` does."""
    load(CONTENT, LoadReport())
    version = current_version()
    assert version
    return version


def begin(kind: Attempt.Kind = Attempt.Kind.SELF, *, taker: Any = None, now: datetime = MONDAY) -> Attempt:
    """Begin an attempt on the newest version."""
    version = current_version()
    assert version
    return operations.start_attempt(kind=kind, version=version, taker=taker, has_consented=True, now=now)


def fill(attempt: Attempt, level: int = 3, *, now: datetime = MONDAY, **answers: int | str | None) -> Attempt:
    """Answer every item with `level`, but for those named by key: another level, a code, or None to skip."""
    for _skill, item in items_of(attempt):
        given = answers.get(item.key, level)
        if isinstance(given, int):
            operations.answer(attempt=attempt, behavior_key=item.key, level=given, now=now)
        elif given:
            operations.answer(attempt=attempt, behavior_key=item.key, code=given, now=now)
    return attempt


def submitted(taker: Any, *, now: datetime = MONDAY, level: int = 3, **answers: int | str | None) -> Attempt:
    """Return a self-assessment that was begun, answered and handed in half an hour later."""
    attempt = fill(begin(taker=taker, now=now), level, now=now, **answers)
    operations.submit_attempt(attempt=attempt, now=now + timedelta(minutes=30))
    return attempt


def source(**changes: Any) -> Mapping[str, Any]:
    """Return a small faultless draft of one skill with three behaviors."""
    behaviors = [
        {
            "key": f"LIS{number}",
            "title": f"Listens, part {number}",
            "anchors_self": [f"I do it, way {level}." for level in range(1, 6)],
            "anchors_observer": [f"Does it, way {level}." for level in range(1, 6)],
        }
        for number in range(1, 4)
    ]
    skill = {"key": "LIS", "name": "Listening", "summary": "Hears.", "evidence_prompt": "When?", "behaviors": behaviors}
    return {
        "key": "rte",
        "title": "Skills",
        "stem_self": "Which fits best?",
        "stem_observer": "Which fits this person best?",
        "levels": [{"level": n, "name": f"Level {n}", "summary": f"Way {n}."} for n in range(1, 6)],
        "skills": [skill],
        "short_check": {"LIS": "LIS1"},
        **changes,
    }
