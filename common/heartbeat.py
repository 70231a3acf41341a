"""When a background process was last seen."""

from datetime import datetime, timedelta

from common.models import Heartbeat

MISSING_AFTER = timedelta(minutes=3)


def beat(name: str, *, now: datetime) -> None:
    """Note that the process `name` is alive."""
    Heartbeat.objects.update_or_create(name=name, defaults={"seen_at": now})


def last_seen(name: str) -> datetime | None:
    """Return when the process `name` was last seen, if ever."""
    return Heartbeat.objects.filter(name=name).values_list("seen_at", flat=True).first()


def is_missing(name: str, *, now: datetime) -> bool:
    """Say whether the process `name` has been silent for longer than it should."""
    seen = last_seen(name)
    return seen is None or now - seen > MISSING_AFTER
