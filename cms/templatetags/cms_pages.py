"""Tags for templates that show pages: trail, cards, kept texts, addresses for machines."""

import json
from typing import Any, cast

from django import template
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from wagtail.models import Page

from cms import kept
from cms.addresses import Link, absolute, page_address
from cms.headings import Text, with_places

register = template.Library()

CARD_KEPT = 60  # seconds; prices and next free times on a visitor's card may be that old

JSON_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@register.simple_tag
def page_trail(page: Any) -> list[Link]:
    """Return the breadcrumbs of a page, itself last, for `components/breadcrumbs.html`."""
    return [*page.trail, {"title": page.title, "url": ""}] if page.trail else []


@register.simple_tag(takes_context=True)
def canonical_url(context: dict[str, Any], page: Any) -> str:
    """Return the one address of a page that search engines should keep."""
    return page_address(page, context.get("request"))


@register.simple_tag(takes_context=True)
def alternates(context: dict[str, Any], page: Any) -> list[dict[str, str]]:
    """Return language and address of every live translation, the page itself included; nothing when it has none."""
    if context.get("n_languages", 1) < 2:
        return []
    request = context.get("request")
    found = page.get_translations(inclusive=True).live().public().select_related("locale")
    links = [{"language": p.locale.language_code, "url": page_address(p, request)} for p in found]
    return links if len(links) > 1 else []


@register.simple_tag(takes_context=True)
def structured_data(context: dict[str, Any], page: Any) -> SafeString:
    """Return what a page says of itself to machines, with its trail, as JSON that is safe inside a script element."""
    request = context.get("request")
    graph = list(page.structured_data())
    if page.trail:
        trail = [*((link["title"], absolute(link["url"], request)) for link in page.trail)]
        trail.append((page.title, page_address(page, request)))
        places = [
            {"@type": "ListItem", "position": position, "name": title, "item": address}
            for position, (title, address) in enumerate(trail, start=1)
        ]
        graph.append({"@type": "BreadcrumbList", "itemListElement": places})
    text = json.dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False) if graph else ""
    return mark_safe(text.translate(JSON_ESCAPES))  # noqa: S308  nothing is left that could end the element


@register.simple_tag(takes_context=True)
def social_image(context: dict[str, Any], page: Any) -> dict[str, str] | None:
    """Return address and description of the image that a shared link shows."""
    if page.social_image_id is None:
        return None
    rendition = page.social_image.get_rendition("fill-1200x630|format-jpeg")
    return {"url": absolute(rendition.url, context.get("request")), "alt": page.social_image.default_alt_text}


@register.simple_tag(takes_context=True)
def card(context: dict[str, Any], page: Any) -> SafeString:
    """Show a page that has `CardMixin` as a card."""
    request = context.get("request")
    user = getattr(request, "user", None) or AnonymousUser()

    def draw() -> SafeString:
        return render_to_string(page.card_template, {**page.card_context(user), "request": request}, request=request)

    if user.is_authenticated:
        return draw()
    zone = timezone.get_current_timezone_name()
    key = f"cms:card:{page.pk}:{page.latest_revision_id}:{get_language()}:{zone}"
    return cast("SafeString", cache.get_or_set(key, draw, CARD_KEPT))


@register.simple_tag(takes_context=True)
def kept_text(context: dict[str, Any], page: Page, field: str = "body") -> Text:
    """Show a StreamField or rich text of a page, kept until something is published; previews are never kept.

    Only for texts that are the same for everybody: nothing of the visitor is known while they are made.
    With `as text` it also lists the text's `headings`.
    """
    if getattr(context.get("request"), "is_preview", False):
        return _text(page, field)
    return kept.keep(f"text:{page.pk}:{field}:{get_language()}", lambda: _text(page, field))


def _text(page: Page, field: str) -> Text:
    return with_places(render_to_string("cms/text.html", {"text": getattr(page, field), "page": page}))
