"""Hands Wagtail's own background jobs (search index, reference index, file deletion) to Celery, after commit."""

from threading import Lock
from typing import Any

from celery import shared_task
from django.db import DatabaseError
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.module_loading import import_string
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskResult, TaskResultStatus
from django_tasks.utils import normalize_json

from common.work import nudge_after_commit

_turn = Lock()


@shared_task(autoretry_for=(DatabaseError,), retry_backoff=1, retry_jitter=True, max_retries=5)
def run(path: str, args: list[Any], kwargs: dict[str, Any]) -> None:
    """Run the django-tasks task at `path`.

    Two that index the same page at once collide: within a process they take turns, between processes the loser tries
    again.
    """
    with _turn:
        import_string(path).call(*args, **kwargs)


class CeleryBackend(BaseTaskBackend):
    """Django-tasks' default runs jobs inside the request and swallows their errors; this one does neither."""

    supports_defer = False

    def enqueue(self, task: Task[Any, Any], args: Any, kwargs: Any) -> TaskResult[Any]:
        """Queue the task once the surrounding transaction has committed."""
        self.validate_task(task)
        args, kwargs = normalize_json(list(args)), normalize_json(dict(kwargs))
        nudge_after_commit(run, task.module_path, args, kwargs)
        return TaskResult(
            task=task,
            id=get_random_string(32),
            status=TaskResultStatus.READY,
            enqueued_at=timezone.now(),
            started_at=None,
            finished_at=None,
            last_attempted_at=None,
            args=args,
            kwargs=kwargs,
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )
