"""Every write about frameworks and attempts."""

import uuid
from datetime import datetime
from typing import Any

import structlog
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from assessments import method, questionnaire
from assessments.errors import (
    AnswerRefused,
    AttemptClosed,
    ConsentMissing,
    FrameworkFaulty,
    NothingAnswered,
    TargetUnknown,
)
from assessments.models import Attempt, Behavior, FrameworkVersion, Response, Skill, SkillFramework
from assessments.queries import items_of, targets_for

log = structlog.get_logger(__name__)


@transaction.atomic
def publish_framework(*, framework: SkillFramework, now: datetime, change_note: str = "") -> FrameworkVersion:
    """Make the draft a version that never changes; a draft that was published before returns that version.

    Raises `FrameworkFaulty`, naming every place, when a text or a behavior is missing or doubled.
    """
    framework = SkillFramework.objects.select_for_update(no_key=True).get(pk=framework.pk)
    if faults := questionnaire.faults(framework.source):
        raise FrameworkFaulty("\n".join(faults))
    content = questionnaire.compile_content(framework.source)
    content_hash = questionnaire.content_hash(content)
    if known := framework.versions.filter(content_hash=content_hash).first():
        return known
    _keep_skills(content)
    latest = framework.versions.order_by("-number").first()
    version = framework.versions.create(
        number=latest.number + 1 if latest else 1,
        content=content,
        content_hash=content_hash,
        change_note=change_note,
        published_at=now,
    )
    log.info("framework_published", framework=framework.key, number=version.number)
    return version


def _keep_skills(content: dict[str, Any]) -> None:
    """Give every skill and behavior of the content its row; what is gone keeps its own."""
    for place, described in enumerate(content["skills"]):
        skill, _is_new = Skill.objects.update_or_create(
            key=described["key"],
            defaults={"name": described["name"], "summary": described["summary"], "position": place},
        )
        for number, one in enumerate(described["behaviors"]):
            Behavior.objects.update_or_create(
                key=one["key"], defaults={"skill": skill, "title": one["title"], "position": number}
            )


@transaction.atomic
def start_attempt(
    *,
    kind: Attempt.Kind,
    version: FrameworkVersion,
    taker: User | None,
    has_consented: bool,
    now: datetime,
    named: uuid.UUID | None = None,
) -> Attempt:
    """Begin an attempt, or return the open one: the taker's own, or the short check `named` in a visitor's session.

    Raises `ConsentMissing` when a new one would begin without consent.
    """
    if taker:
        User.objects.select_for_update(no_key=True).get(pk=taker.pk)  # two clicks begin one attempt
    mine = Attempt.objects.visible_to(taker or AnonymousUser(), named)
    if begun := mine.filter(kind=kind).open().first():
        return begun
    if not has_consented:
        raise ConsentMissing(_("Please say that you agree; without that nothing can be stored."))
    attempt = Attempt.objects.create(
        kind=kind,
        version=version,
        taker=taker,
        target=version.framework.target_profiles.filter(is_default=True).first() if kind == Attempt.Kind.SELF else None,
        started_at=now,
        consent_version=method.CONSENT_VERSION,
        consent_purpose=str(method.CONSENT_PURPOSE),
        consented_at=now,
    )
    log.info("attempt_started", attempt=str(attempt.public_id), kind=kind)
    return attempt


@transaction.atomic
def answer(
    *, attempt: Attempt, behavior_key: str, now: datetime, level: int | None = None, code: str = "", evidence: str = ""
) -> None:
    """Keep the answer to one item; the last write to an item wins, and no other item is touched.

    Raises `AttemptClosed` after it was handed in, `AnswerRefused` for an item or an answer that is none here.
    """
    _open(attempt)
    if behavior_key not in {item.key for _skill, item in items_of(attempt)}:
        raise AnswerRefused(_("This behavior is not part of what you are answering."))
    if (level is None) == (not code) or (level is not None and level not in method.LEVELS):
        raise AnswerRefused(_("Please choose exactly one of the answers."))
    if code and code not in Response.Code.values:
        raise AnswerRefused(_("Please choose exactly one of the answers."))
    if len(evidence) > method.EVIDENCE_MAX:
        raise AnswerRefused(_("Please keep the example under %(n)d characters.") % {"n": method.EVIDENCE_MAX})
    given = Response(
        attempt=attempt, behavior_key=behavior_key, level=level, code=code, evidence=evidence, answered_at=now
    )
    Response.objects.bulk_create(
        [given],
        update_conflicts=True,
        unique_fields=["attempt", "behavior_key"],
        update_fields=["level", "code", "evidence", "answered_at"],
    )


@transaction.atomic
def submit_attempt(*, attempt: Attempt, now: datetime) -> None:
    """Hand in: from now on the answers stay as they are. Handing in twice changes nothing.

    Raises `NothingAnswered` when there is no answer at all.
    """
    locked = _lock(attempt)
    if not locked.is_open:
        return
    if not locked.responses.exists():
        raise NothingAnswered(_("There is no answer yet, so there is nothing to show. Answer at least one item."))
    Attempt.objects.filter(pk=locked.pk).update(submitted_at=now)
    attempt.submitted_at = now
    log.info("attempt_submitted", attempt=str(attempt.public_id), kind=attempt.kind)


@transaction.atomic
def claim_short_check(*, public_id: uuid.UUID, taker: User) -> bool:
    """Make the unclaimed short check that a visitor's session named theirs; say whether there was one."""
    claimed = Attempt.objects.filter(public_id=public_id, kind=Attempt.Kind.SHORT, taker=None).update(taker=taker)
    if claimed:
        log.info("short_check_claimed", attempt=str(public_id))
    return bool(claimed)


@transaction.atomic
def choose_target(*, attempt: Attempt, key: str) -> None:
    """Measure this self-assessment against another target profile of the same framework; scores stay as they are.

    Raises `TargetUnknown` when the framework has no such profile.
    """
    profile = targets_for(attempt).filter(key=key).first()
    if attempt.is_short or profile is None:
        raise TargetUnknown(_("There is no such target profile. Please choose one from the list."))
    Attempt.objects.filter(pk=attempt.pk).update(target=profile)
    attempt.target = profile


@transaction.atomic
def drop_unclaimed(*, now: datetime) -> int:
    """Delete short checks that nobody claimed in time; return how many."""
    waiting = Attempt.objects.filter(kind=Attempt.Kind.SHORT, taker=None, started_at__lt=now - method.UNCLAIMED_FOR)
    n_dropped = waiting.count()
    waiting.delete()
    log.info("short_checks_dropped", count=n_dropped)
    return n_dropped


def _lock(attempt: Attempt) -> Attempt:
    return Attempt.objects.select_for_update(no_key=True).get(pk=attempt.pk)


def _open(attempt: Attempt) -> Attempt:
    locked = _lock(attempt)
    if not locked.is_open:
        raise AttemptClosed(_("This has been handed in. The answers stay as they were; nothing was changed."))
    return locked
