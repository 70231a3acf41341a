"""Which zone a visitor sees times in, and the list to choose another from."""

from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from accounts.zones import FALLBACK, VISITOR_COOKIE, known_zone

COOKIE_AGE = 60 * 60 * 24 * 365


def asked_zone(request: HttpRequest) -> str:
    """Return the zone named in the address, if it is one."""
    name = request.GET.get("zone", "")
    return name if name and known_zone(name) == name else ""


def zone_for(request: HttpRequest) -> ZoneInfo:
    """Return the zone to show times in: the one asked for, else the person's own or the one they chose before."""
    asked = asked_zone(request)
    return ZoneInfo(asked) if asked else ZoneInfo(timezone.get_current_timezone_name())


def is_guess(request: HttpRequest) -> bool:
    """Say whether nobody has told us a zone, so that the browser may."""
    return not asked_zone(request) and timezone.get_current_timezone_name() == FALLBACK


def remember_zone(request: HttpRequest, response: HttpResponseBase) -> None:
    """Keep the zone that a visitor chose; it says nothing about who they are."""
    if zone := asked_zone(request):
        response.set_cookie(VISITOR_COOKIE, zone, max_age=COOKIE_AGE, samesite="Lax", httponly=True)


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
