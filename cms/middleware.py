"""Spares every request the query for the site it belongs to."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.http.request import split_domain_port
from django.utils.functional import SimpleLazyObject
from wagtail.models import Site

from cms.queries import site_for


class KeptSiteMiddleware:
    """Puts the kept site where `Site.find_for_request` looks first, without finding it before somebody asks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Remember how to find the site, and go on."""
        request._wagtail_site = SimpleLazyObject(lambda: _site_of(request))  # type: ignore[attr-defined]  # noqa: SLF001
        return self.get_response(request)


def _site_of(request: HttpRequest) -> Site | None:
    hostname = split_domain_port(request._get_raw_host())[0]  # type: ignore[attr-defined]  # noqa: SLF001  as Wagtail reads it
    return site_for(hostname, request.get_port())
