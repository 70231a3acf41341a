"""What every template knows: the brand, the menu, whether this is a demo."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from wagtail.models import Site

from cms.queries import frame


def brand(request: HttpRequest) -> dict[str, Any]:
    """Return `brand`, `nav` (each entry knows whether the visitor is in it), `n_languages` and `demo`."""
    around = frame(Site.find_for_request(request) or None)
    nav = [{**link, "current": _leads_here(link["url"], request.path)} for link in around["nav"]]
    return {"demo": settings.DEMO, "brand": around["brand"], "nav": nav, "n_languages": around["n_languages"]}


def _leads_here(url: str, path: str) -> bool:
    return path == url or (len(url) > 1 and path.startswith(url))
