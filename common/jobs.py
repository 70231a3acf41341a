"""Jobs: a row first, then work; a lost task is found by a sweep, a repeated one does nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from common.models import Job
from common.work import nudge_after_commit

log = structlog.get_logger(__name__)

KEEP_RESULT = timedelta(hours=48)
LOST_AFTER = timedelta(seconds=30)
STUCK_AFTER = timedelta(minutes=10)


@dataclass(frozen=True)
class Result:
    """What a job leaves: a file for its owner."""

    name: str
    content: bytes


Report = Callable[[int], None]
Run = Callable[[Any, Report], Result]

_kinds: dict[str, Run] = {}


def register(kind: str, run: Run) -> None:
    """Say how jobs of `kind` are done: `run(owner, report)` returns a `Result` and may `report(percent)` on its way."""
    _kinds[kind] = run


def start(*, owner: Any, kind: str) -> Job:
    """Open a job for `owner`, or return the one of this kind that was open already (a double click makes one job)."""
    from common.tasks import run_job  # noqa: PLC0415  tasks import this module

    try:
        with transaction.atomic():
            job = Job.objects.create(owner=owner, kind=kind)
    except IntegrityError:
        return Job.objects.filter(owner=owner, kind=kind).latest("pk")  # open a moment ago; it may have ended since
    nudge_after_commit(run_job, job.pk)
    return job


def run(job_id: int) -> None:
    """Do the job, if nobody else has begun it."""
    now = timezone.now()
    claimed = Job.objects.filter(pk=job_id, state=Job.State.WAITING).update(state=Job.State.RUNNING, started_at=now)
    if not claimed:
        return
    job = Job.objects.select_related("owner").get(pk=job_id)
    mine = Job.objects.filter(pk=job_id, state=Job.State.RUNNING, started_at=now)

    def report(percent: int) -> None:
        mine.update(progress=min(max(percent, 0), 99))

    try:
        result = _kinds[job.kind](job.owner, report)
        job.result.save(f"{job.public_id}-{result.name}", ContentFile(result.content), save=False)
    except Exception:
        log.exception("job_failed", job_id=job_id, kind=job.kind)
        mine.update(state=Job.State.FAILED, finished_at=timezone.now())
        return
    done_at = timezone.now()
    is_kept = mine.update(
        state=Job.State.DONE,
        progress=100,
        result=job.result.name,
        result_name=result.name,
        finished_at=done_at,
        expires_at=done_at + KEEP_RESULT,
    )
    if not is_kept:  # its owner was erased meanwhile, or another worker took over: nobody would ever find the file
        job.result.delete(save=False)


def waiting(*, now: datetime) -> list[int]:
    """Return the jobs whose task was lost; one whose worker died long ago waits again."""
    Job.objects.filter(state=Job.State.RUNNING, started_at__lt=now - STUCK_AFTER).update(state=Job.State.WAITING)
    lost = Job.objects.filter(state=Job.State.WAITING, created_at__lt=now - LOST_AFTER)
    return list(lost.order_by("pk").values_list("pk", flat=True)[:100])


def drop_expired(*, now: datetime) -> int:
    """Delete results whose time is over, file first; returns how many."""
    expired = list(Job.objects.filter(expires_at__lt=now))
    for job in expired:
        job.result.delete(save=False)
        job.delete()
    return len(expired)
