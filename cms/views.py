"""Small answers for machines: the brand's color, robots.txt."""

import hashlib

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import etag, require_GET
from wagtail.models import Site

from cms.addresses import absolute
from cms.queries import frame

NOT_FOR_CRAWLERS = (
    "/account/",
    "/billing/",
    "/cms/",
    "/coaching/bookings/",
    "/demo/",
    "/documents/",
    "/growth/",
    "/learn/",
)


def _brand_css(request: HttpRequest) -> str:
    color = frame(Site.find_for_request(request) or None)["brand"]["color"]
    return f":root {{ --brand-seed: {color}; }}\n"


def _brand_etag(request: HttpRequest) -> str:
    return '"' + hashlib.sha256(_brand_css(request).encode()).hexdigest()[:16] + '"'


@require_GET
@cache_control(public=True, max_age=300)
@etag(_brand_etag)
def brand_css(request: HttpRequest) -> HttpResponse:
    """Serve the brand's own color, from which the style sheet derives all others."""
    return HttpResponse(_brand_css(request), content_type="text/css; charset=utf-8")


@require_GET
@cache_control(public=True, max_age=3600)
def robots_txt(request: HttpRequest) -> HttpResponse:
    """Tell crawlers where not to go, and where the list of pages is."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in NOT_FOR_CRAWLERS)]
    lines += ["", f"Sitemap: {absolute('/sitemap.xml', request)}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
