"""Small answers for machines: the brand's colors, robots.txt."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET


@require_GET
def brand_css(_request: HttpRequest) -> HttpResponse:
    """Serve the brand's own colors."""
    return HttpResponse("", content_type="text/css")


@require_GET
def robots_txt(_request: HttpRequest) -> HttpResponse:
    """Tell crawlers where not to go."""
    return HttpResponse("User-agent: *\nDisallow: /cms/\n", content_type="text/plain")
