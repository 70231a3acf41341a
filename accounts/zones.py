"""Time zone names as browsers and people send them."""

from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

VISITOR_COOKIE = "zone"
FALLBACK = "UTC"


@lru_cache(maxsize=1024)  # the name comes from anybody's cookie: an endless memory would be theirs to fill
def known_zone(name: str) -> str:
    """Return `name` if it is a zone we know (legacy names included), else UTC; junk and path tricks are harmless."""
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):  # ZoneInfo's own NotFound is a KeyError
        return FALLBACK
    return name if name in available_timezones() else FALLBACK
