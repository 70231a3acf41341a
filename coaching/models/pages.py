"""The pages that present coaches."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from cms.blocks import BodyStreamBlock
from cms.models import CardMixin, SeoMixin
from coaching.models.coaches import Coach


class CoachIndexPage(SeoMixin, CardMixin, Page):
    """All coaches."""

    summary = models.CharField(
        _("lead"),
        max_length=300,
        blank=True,
        help_text=_("One or two sentences under the title."),
    )

    content_panels = [*Page.content_panels, FieldPanel("summary")]
    search_fields = [*Page.search_fields, index.SearchField("summary")]
    template = "coaching/coach_index_page.html"
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["coaching.CoachPage"]
    max_count_per_parent = 1
    page_description = _("Lists the coaches with what they are good at and when they are free.")

    class Meta:
        verbose_name = _("list of coaches")
        verbose_name_plural = _("lists of coaches")


class CoachPage(SeoMixin, CardMixin, Page):
    """A coach as clients see them. The title is the name."""

    record = models.ForeignKey(Coach, verbose_name=_("coach"), on_delete=models.PROTECT, related_name="pages")
    headline = models.CharField(
        _("headline"),
        max_length=200,
        help_text=_("What this coach helps with, in one line."),
    )
    portrait = models.ForeignKey(
        "cms.AcademyImage",
        verbose_name=_("portrait"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    body = StreamField(BodyStreamBlock(), verbose_name=_("about"), blank=True)
    style = models.TextField(_("how they work"), max_length=600, blank=True)
    not_doing = models.TextField(_("what they do not do"), max_length=600, blank=True)
    credentials = models.CharField(
        _("credentials"),
        max_length=300,
        blank=True,
        help_text=_("As the coach states them; nobody has checked them."),
    )
    experience = models.TextField(_("experience"), max_length=600, blank=True)

    content_panels = [
        *Page.content_panels,
        FieldPanel("record"),
        FieldPanel("headline"),
        FieldPanel("portrait"),
        FieldPanel("body"),
        MultiFieldPanel(
            [FieldPanel("style"), FieldPanel("not_doing")],
            heading=_("Working together"),
        ),
        MultiFieldPanel(
            [FieldPanel("credentials"), FieldPanel("experience")],
            heading=_("Background"),
        ),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("headline", boost=2),
        index.SearchField("body"),
        index.SearchField("style"),
        index.SearchField("experience"),
    ]
    template = "coaching/coach_page.html"
    card_template = "coaching/cards/coach.html"
    parent_page_types = ["coaching.CoachIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    page_description = _("One coach: about, style, languages, skills, session types and the next free time.")

    class Meta:
        verbose_name = _("coach's page")
        verbose_name_plural = _("coaches' pages")

    @property
    def summary(self) -> str:
        """Return the headline, which also describes the page to machines."""
        return self.headline

    def structured_data(self) -> list[dict[str, Any]]:
        """Describe the coach as a person."""
        person: dict[str, Any] = {
            "@type": "Person",
            "name": self.title,
            "url": self.full_url,
            "jobTitle": str(_("Coach")),
            "description": self.headline,
        }
        if self.record.languages:
            person["knowsLanguage"] = list(self.record.languages)
        skills = [skill.name for skill in self.record.skills.all()]
        if skills:
            person["knowsAbout"] = skills
        if self.portrait:
            person["image"] = self.portrait.get_rendition("fill-600x600").full_url
        return [person]
