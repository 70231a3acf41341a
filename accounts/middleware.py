"""What every request learns of the person behind it."""

from collections.abc import Callable
from http import HTTPStatus
from zoneinfo import ZoneInfo

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.rules import is_editor
from accounts.zones import VISITOR_COOKIE, known_zone

DOOR = "/cms/"
OPEN_TO_ALL = {"/cms/jsi18n/", "/cms/sprite/", "/cms/logout/"}  # words and icons, and the way out
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


class BackOfficeDoorMiddleware:
    """Keeps the back office to editors, in a session with a second factor where `STAFF_NEEDS_MFA` is on (the default).

    Wagtail would send a signed-in learner to sign in again, from where allauth sends them back, for ever.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Refuse people without a role here; send staff to where they add a second factor, or show theirs once."""
        person = request.user if request.path_info.startswith(DOOR) else None
        if person is None or not person.is_authenticated or request.path_info in OPEN_TO_ALL:
            return self.get_response(request)
        if not is_editor(person):
            raise PermissionDenied
        if settings.STAFF_NEEDS_MFA and not is_mfa_enabled(person):
            messages.warning(request, _("Before you enter the back office, please add a second factor."))
            return redirect("mfa_index")
        if settings.STAFF_NEEDS_MFA and not _showed_second_factor(request, person):
            return redirect(f"{_second_factor_page(person)}?{urlencode({'next': request.get_full_path()})}")
        return self.get_response(request)


def _showed_second_factor(request: HttpRequest, person: User) -> bool:
    """Say whether this very session has seen the person's second factor: at sign-in or since."""
    return any(record["method"] == "mfa" for record in get_authentication_records(request, person))


def _second_factor_page(person: User) -> str:
    ways: list[dict[str, str]] = get_adapter().get_reauthentication_methods(person)
    return next(way["url"] for way in ways if way["id"].startswith("mfa_reauthenticate"))


class RefusedFormMiddleware:
    """Gives allauth's forms the status that ours have: what was refused is answered with 422, the form still filled."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on; the work is done where the template is about to be drawn."""
        return self.get_response(request)

    def process_template_response(self, request: HttpRequest, response: TemplateResponse) -> TemplateResponse:
        """Change the status where a form was sent and has errors."""
        form = (response.context_data or {}).get("form")
        is_theirs = request.method == "POST" and request.path_info.startswith("/account/")
        if is_theirs and response.status_code == HTTPStatus.OK and getattr(form, "errors", None):
            response.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
        return response
