"""Tags for templates that show pages: trail, cards, kept texts, addresses for machines."""

from typing import Any

from django import template
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from wagtail.models import Page

from cms import kept
from cms.queries import Link, absolute

register = template.Library()


@register.simple_tag(takes_context=True)
def page_trail(context: dict[str, Any], page: Any) -> list[Link]:
    """Return the breadcrumbs of a page, itself last, for `components/breadcrumbs.html`."""
    request = context.get("request")
    trail: list[Link] = [{"title": above.title, "url": above.get_url(request)} for above in page.trail]
    return [*trail, {"title": page.title, "url": ""}] if trail else []


@register.simple_tag(takes_context=True)
def canonical_url(context: dict[str, Any], page: Any) -> str:
    """Return the one address of a page that search engines should keep."""
    request = context.get("request")
    return absolute(page.get_url(request) or "", request)


@register.simple_tag(takes_context=True)
def alternates(context: dict[str, Any], page: Any) -> list[dict[str, str]]:
    """Return language and address of every live translation, the page itself included; nothing when it has none."""
    if context.get("n_languages", 1) < 2:
        return []
    request = context.get("request")
    found = page.get_translations(inclusive=True).live().public().select_related("locale")
    links = [{"language": p.locale.language_code, "url": absolute(p.get_url(request) or "", request)} for p in found]
    return links if len(links) > 1 else []


@register.simple_tag(takes_context=True)
def card(context: dict[str, Any], page: Any) -> SafeString:
    """Show a page that has `CardMixin` as a card."""
    request = context.get("request")
    user = getattr(request, "user", None) or AnonymousUser()
    return render_to_string(page.card_template, {**page.card_context(user), "request": request}, request=request)


@register.simple_tag(takes_context=True)
def kept_text(context: dict[str, Any], page: Page, field: str = "body") -> SafeString:
    """Show a StreamField or rich text of a page, kept until something is published; previews are never kept.

    Only for texts that are the same for everybody: nothing of the visitor is known while they are made.
    """
    if getattr(context.get("request"), "is_preview", False):
        return _text(page, field)
    return kept.keep(f"text:{page.pk}:{field}:{get_language()}", lambda: _text(page, field))


def _text(page: Page, field: str) -> SafeString:
    return render_to_string("cms/text.html", {"text": getattr(page, field), "page": page})
