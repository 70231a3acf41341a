"""Headers that every response carries."""

from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase


class ContentSecurityPolicyMiddleware(CSPMiddleware):
    """The strict policy for the site, and a second one for the back office, whose editor needs inline script."""

    def get_policy_parts(
        self,
        request: HttpRequest,
        response: HttpResponseBase,
        report_only: bool = False,  # noqa: FBT001, FBT002  django-csp's signature
    ) -> PolicyParts:
        """Return the policy for this path."""
        parts: PolicyParts = super().get_policy_parts(request, response, report_only)
        if request.path_info.startswith("/cms/") and not report_only:
            parts.config = settings.CONTENT_SECURITY_POLICY_BACK_OFFICE
        return parts
