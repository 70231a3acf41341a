"""Time zone names as browsers and people send them."""

from functools import cache, lru_cache
from zoneinfo import ZoneInfo, available_timezones

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

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


@cache
def zone_names() -> tuple[str, ...]:
    """Return the zones worth choosing: one for each place, UTC first."""
    places = (
        name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "US/", "SystemV/"))
    )
    return "UTC", *sorted(places)


@cache
def _all_options() -> str:
    return format_html_join(
        "", '<option value="{}">{}</option>', ((name, name.replace("_", " ")) for name in zone_names())
    )


def zone_options(chosen: str) -> SafeString:
    """Return the options of a zone select; made once, since five hundred template rows cost more than the page."""
    option = f'<option value="{chosen}"'
    options = _all_options()
    if option in options:
        return mark_safe(options.replace(option, f"{option} selected", 1))  # noqa: S308  `chosen` is one of our own
    return format_html('<option value="{0}" selected>{0}</option>', chosen) + mark_safe(options)  # noqa: S308
