"""Shows each person their own time."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from accounts.zones import VISITOR_COOKIE, known_zone


class PersonalTimeMiddleware:
    """Activates the time zone of the person who asks; a visitor's comes from the cookie that the zone picker sets."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer in the person's own zone."""
        name = request.user.time_zone if request.user.is_authenticated else request.COOKIES.get(VISITOR_COOKIE, "")
        with timezone.override(ZoneInfo(known_zone(name))):
            return self.get_response(request)
