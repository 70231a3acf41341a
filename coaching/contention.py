"""What a database says when many want the same row: answered here once, so that nobody sees an error page for it."""

import random
import time
from collections.abc import Callable
from typing import TypeVar

from django.db import OperationalError, connection

TRIES = 3
PAUSE = 0.05  # seconds; doubled and jittered, so that rivals do not meet again
RETRIED_STATES = {"40P01", "40001", "55P03"}  # deadlock, serialization, lock not available
SQLITE_BUSY = 5  # the low byte of every SQLITE_BUSY_* code

T = TypeVar("T")


def again_on_contention(call: Callable[[], T]) -> T:
    """Return what `call` returns; a transaction that the database gave up for its rivals' sake runs again.

    Inside a surrounding transaction nothing can run again: it is that transaction's owner who must.
    """
    for attempt in range(1, TRIES):
        try:
            return call()
        except OperationalError as error:
            if connection.in_atomic_block or not is_contention(error):
                raise
            time.sleep(PAUSE * 2**attempt * random.random())  # noqa: S311  spreads rivals, hides nothing
    return call()


def is_contention(error: OperationalError) -> bool:
    """Say whether rivals caused this error, so that the same transaction may succeed a moment later."""
    cause = error.__cause__
    state = getattr(cause, "sqlstate", None)
    code = getattr(cause, "sqlite_errorcode", None)
    return state in RETRIED_STATES or (code is not None and code & 0xFF == SQLITE_BUSY)
