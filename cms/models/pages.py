"""Home page and plain pages."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index
from wagtail.url_routing import RouteResult

from cms.addresses import page_address
from cms.blocks import BodyStreamBlock
from cms.home_blocks import HomeStreamBlock
from cms.models.mixins import CardMixin, SeoMixin


class HomePage(SeoMixin, Page):
    """The front door: sections that an editor arranges."""

    summary = models.CharField(
        _("summary"),
        max_length=300,
        blank=True,
        help_text=_("Describes the academy to search engines and link previews."),
    )
    body = StreamField(HomeStreamBlock(), verbose_name=_("sections"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("summary"), FieldPanel("body")]
    search_fields = [*Page.search_fields, index.SearchField("body")]
    template = "cms/home.html"
    parent_page_types = ["wagtailcore.Page"]
    page_description = _("The front door of the academy: hero, proof, questions and answers, chosen pages.")

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Find the page at an address in two queries at any depth; other addresses go step by step, as in Wagtail."""
        if path_components:
            url_path = f"{self.url_path}{'/'.join(path_components)}/"
            page = Page.objects.filter(url_path=url_path, path__startswith=self.path, live=True).first()
            if page is not None:
                return page.specific.route(request, [])
        elif self.get_deferred_fields():  # the kept one, which only routes: `cms.queries.site_for`
            return type(self).objects.get(pk=self.pk).route(request, [])
        return super().route(request, path_components)

    def structured_data(self) -> list[dict[str, Any]]:
        """Describe the academy."""
        return [
            {
                "@type": "EducationalOrganization",
                "name": self.title,
                "url": page_address(self),
                "description": self.summary,
            }
        ]


class StandardPage(SeoMixin, CardMixin, Page):
    """A page of text: about, privacy, terms, how we measure."""

    summary = models.CharField(
        _("lead"),
        max_length=300,
        blank=True,
        help_text=_("One or two sentences under the title, and in search results."),
    )
    body = StreamField(BodyStreamBlock(), verbose_name=_("text"), blank=True)
    in_footer = models.BooleanField(_("link in the foot of every page"), default=False)

    content_panels = [*Page.content_panels, FieldPanel("summary"), FieldPanel("body")]
    promote_panels = [*SeoMixin.promote_panels, FieldPanel("in_footer")]
    search_fields = [*Page.search_fields, index.SearchField("summary"), index.SearchField("body")]
    template = "cms/standard_page.html"
    parent_page_types = ["cms.HomePage", "cms.StandardPage"]
    subpage_types: ClassVar[list[str]] = ["cms.StandardPage"]
    page_description = _("A page of text, such as about, privacy or terms.")

    class Meta:
        verbose_name = _("page of text")
        verbose_name_plural = _("pages of text")

    def structured_data(self) -> list[dict[str, Any]]:
        """Describe the page to machines."""
        return [
            {"@type": "WebPage", "name": self.title, "url": page_address(self), "description": self.seo_description}
        ]
