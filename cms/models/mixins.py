"""What pages of every app share: how machines and other pages show them. Mixins stand left of `Page`."""

import json
from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page

from accounts.rules import Visitor
from cms.rules import shorten

JSON_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


class SeoMixin(models.Model):
    """Adds what search engines and link previews read. Templates that extend `cms/page.html` print all of it."""

    social_image = models.ForeignKey(
        "cms.AcademyImage",
        verbose_name=_("image for shared links"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Shown when somebody shares the link; 1200 × 630 pixels fit everywhere."),
    )

    promote_panels = [
        MultiFieldPanel(
            [FieldPanel("slug"), FieldPanel("seo_title"), FieldPanel("search_description"), FieldPanel("social_image")],
            heading=_("For search engines and shared links"),
        ),
        MultiFieldPanel([FieldPanel("show_in_menus")], heading=_("For the menu")),
    ]

    class Meta:
        abstract = True

    @property
    def seo_description(self) -> str:
        """Return one plain paragraph about the page: what the editor wrote for search engines, else its summary."""
        described: str = getattr(self, "search_description", "") or getattr(self, "summary", "")
        return shorten(strip_tags(described), 300)

    def structured_data(self) -> list[dict[str, Any]]:
        """Return schema.org objects that describe the page; the breadcrumb list is added by the template."""
        return []

    @cached_property
    def trail(self) -> list[Page]:
        """Return the live pages from the home page down to this one's parent."""
        above = self.get_ancestors().live().filter(depth__gte=2)  # type: ignore[attr-defined]
        return list(above.only(*PAGE_LINK_FIELDS))

    def structured_json(self, request: HttpRequest | None = None) -> SafeString:
        """Return `structured_data()` and the breadcrumbs as JSON that is safe inside a script element."""
        graph = self.structured_data()
        if self.trail:
            pages = [*self.trail, self]
            places = [
                {
                    "@type": "ListItem",
                    "position": position,
                    "name": page.title,  # type: ignore[union-attr]
                    "item": page.get_full_url(request),  # type: ignore[union-attr]
                }
                for position, page in enumerate(pages, start=1)
            ]
            graph = [*graph, {"@type": "BreadcrumbList", "itemListElement": places}]
        if not graph:
            return mark_safe("")
        text = json.dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False)
        return mark_safe(text.translate(JSON_ESCAPES))  # noqa: S308  every character that could end the element is escaped


PAGE_LINK_FIELDS = ("id", "title", "slug", "url_path", "path", "depth", "locale", "live", "content_type")


class CardMixin:
    """Lets other pages show this one as a card without knowing its kind."""

    card_template = "cms/cards/page.html"

    def visible_excerpt(self, user: Visitor) -> str:
        """Return what `user` may read of this page in a card or a search result."""
        return str(getattr(self, "seo_description", ""))

    def card_context(self, user: Visitor) -> dict[str, Any]:
        """Return the variables of `card_template`."""
        return {"page": self, "excerpt": self.visible_excerpt(user)}
