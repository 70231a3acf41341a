"""How a person's attempts leave the house, and how they go."""

from typing import Any

from accounts.models import User
from assessments.models import Attempt


def export_attempts(person: User) -> list[dict[str, Any]]:
    """Return every attempt with its answers, its consent, and the version that it was taken on."""
    attempts = person.attempts.select_related("version__framework", "target").prefetch_related("responses")
    return [_exported(attempt) for attempt in attempts]


def _exported(attempt: Attempt) -> dict[str, Any]:
    return {
        "id": attempt.public_id,
        "kind": attempt.kind,
        "framework": attempt.version.framework.key,
        "version": attempt.version.number,
        "content_hash": attempt.version.content_hash,
        "target_profile": attempt.target.key if attempt.target else None,
        "started_at": attempt.started_at,
        "submitted_at": attempt.submitted_at,
        "consent": {
            "version": attempt.consent_version,
            "purpose": attempt.consent_purpose,
            "given_at": attempt.consented_at,
        },
        "responses": [
            {
                "behavior": response.behavior_key,
                "level": response.level,
                "code": response.code,
                "evidence": response.evidence,
                "answered_at": response.answered_at,
            }
            for response in sorted(attempt.responses.all(), key=lambda response: response.behavior_key)
        ],
    }


def erase_attempts(person: User) -> None:
    """Delete every attempt with its answers."""
    person.attempts.all().delete()
