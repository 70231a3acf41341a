"""Headers that every response carries."""

from collections.abc import Callable

from csp.constants import SELF
from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_cache_control


class ContentSecurityPolicyMiddleware(CSPMiddleware):
    """The strict policy for the site, and a second one for the back office, whose editor needs inline script."""

    def get_policy_parts(
        self,
        request: HttpRequest,
        response: HttpResponseBase,
        report_only: bool = False,  # noqa: FBT001, FBT002  django-csp's signature
    ) -> PolicyParts:
        """Return the policy for this path; the editor's preview panel frames a page under the site's own policy."""
        parts: PolicyParts = super().get_policy_parts(request, response, report_only)
        if request.path_info.startswith("/cms/") and not report_only:
            parts.config = settings.CONTENT_SECURITY_POLICY_BACK_OFFICE
        elif getattr(request, "is_preview", False) and not report_only:
            parts.replace = {**(parts.replace or {}), "frame-ancestors": [SELF]}
        return parts


class OnePersonsMiddleware:
    """Keeps what was made for somebody out of caches that others read, unless the view has said better."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Mark the answer as private where a session asked for it, or a cookie leaves with it."""
        response = self.get_response(request)
        is_known = settings.SESSION_COOKIE_NAME in request.COOKIES or bool(response.cookies)
        if is_known and not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True)
        return response
