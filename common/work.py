"""Hands work to the background: a nudge after commit. What must happen is a row already, and a sweep finds it again."""

from functools import partial
from typing import Any

import structlog
from django.db import transaction
from kombu.exceptions import OperationalError

log = structlog.get_logger(__name__)


def nudge(task: Any, *args: Any) -> None:
    """Ask a worker to run `task` now; without a broker this is noted, and nobody's request fails for it."""
    try:
        task.delay(*args)
    except (OperationalError, OSError):
        log.exception("nudge_lost", task=task.name)


def nudge_after_commit(task: Any, *args: Any) -> None:
    """Nudge once the surrounding transaction has committed."""
    transaction.on_commit(partial(nudge, task, *args))
