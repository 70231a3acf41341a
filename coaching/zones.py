"""Which zone a visitor sees times in."""

from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

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
