"""Addresses that work outside of the site: in search engines, link previews and mails."""

from typing import TypedDict

from django.conf import settings
from django.http import HttpRequest
from wagtail.models import Page, Site


class Link(TypedDict):
    """A title and where it leads."""

    title: str
    url: str


def absolute(url: str, request: HttpRequest | None = None) -> str:
    """Return `url` under `BASE_URL`, or under the host of the further site that answers `request`."""
    if not url.startswith("/"):
        return url
    site = Site.find_for_request(request) if request else None
    root = site.root_url if site and not site.is_default_site else settings.BASE_URL
    return root.rstrip("/") + url


def page_address(page: Page, request: HttpRequest | None = None) -> str:
    """Return the one address of a page that others should keep."""
    return absolute(page.get_url(request) or "", request)
