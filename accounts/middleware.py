"""What every request learns of the person behind it."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.zones import VISITOR_COOKIE, known_zone

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class PersonalTimeMiddleware:
    """Activates the time zone of the person who asks; a visitor's comes from the cookie that the zone picker sets."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer in the person's own zone."""
        name = request.user.time_zone if request.user.is_authenticated else request.COOKIES.get(VISITOR_COOKIE, "")
        with timezone.override(ZoneInfo(known_zone(name))):
            return self.get_response(request)


class StaffSecondFactorMiddleware:
    """Keeps the back office closed to people with a password alone, where `STAFF_NEEDS_MFA` is on (the default)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Send staff without a second factor to the page where they add one."""
        is_inside = request.path_info.startswith("/cms/") and request.user.is_authenticated
        if settings.STAFF_NEEDS_MFA and is_inside and not is_mfa_enabled(request.user):
            messages.warning(request, _("Before you enter the back office, please add a second factor."))
            return redirect("mfa_index")
        return self.get_response(request)
