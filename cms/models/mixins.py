"""What pages of every app share: how machines and other pages show them. Mixins stand left of `Page`."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.html import strip_tags
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from accounts.rules import Visitor
from cms import kept
from cms.addresses import Link, page_address
from cms.rules import shorten

PAGE_LINK_FIELDS = ("id", "title", "slug", "url_path", "path", "depth", "locale", "live", "content_type")
HOME_DEPTH = 2  # below the root that nobody sees


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

    @property
    def trail(self) -> list[Link]:
        """Return the live pages from the home page down to this one's parent, kept until something is published."""
        return kept.keep(f"trail:{self.path}:{get_language()}", self._trail)  # type: ignore[attr-defined]

    def _trail(self) -> list[Link]:
        above = self.get_ancestors().live().filter(depth__gte=HOME_DEPTH)  # type: ignore[attr-defined]
        return [
            {"title": gettext("Home") if page.depth == HOME_DEPTH else page.title, "url": page.get_url() or ""}
            for page in above.only(*PAGE_LINK_FIELDS)
        ]

    def get_sitemap_urls(self, request: HttpRequest | None = None) -> list[dict[str, Any]]:
        """Return the page's entry in the sitemap, under the address that search engines should keep."""
        entries: list[dict[str, Any]] = super().get_sitemap_urls(request)  # type: ignore[misc]
        return [{**entry, "location": page_address(self, request)} for entry in entries]


class CardMixin:
    """Lets other pages show this one as a card without knowing its kind."""

    card_template = "cms/cards/page.html"

    def visible_excerpt(self, user: Visitor) -> str:  # noqa: ARG002  pages with closed parts ask who it is
        """Return what `user` may read of this page in a card or a search result."""
        return str(getattr(self, "seo_description", ""))

    def card_context(self, user: Visitor) -> dict[str, Any]:
        """Return the variables of `card_template`."""
        return {"page": self, "excerpt": self.visible_excerpt(user)}
