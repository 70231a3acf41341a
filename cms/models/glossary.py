"""The glossary: an index, and a page of its own for each term."""

from typing import Any, ClassVar

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel, MultipleChooserPanel, PageChooserPanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable, Page
from wagtail.search import index

from accounts.rules import Visitor
from cms import kept
from cms.addresses import Link, absolute, page_address
from cms.forms import GlossaryTermForm
from cms.models.mixins import CardMixin, SeoMixin
from cms.rules import first_letter, letter_anchor, sort_key, split_aliases

DEFINITION_LENGTH = 280


class GlossaryIndexPage(SeoMixin, CardMixin, Page):
    """All terms from A to Z on one page."""

    summary = models.CharField(
        _("lead"), max_length=300, blank=True, help_text=_("One or two sentences under the title.")
    )

    content_panels = [*Page.content_panels, FieldPanel("summary")]
    search_fields = [*Page.search_fields, index.SearchField("summary")]
    template = "cms/glossary_index.html"
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.GlossaryTermPage"]
    max_count_per_parent = 1
    page_description = _("Lists every term of the glossary under its first letter.")

    class Meta:
        verbose_name = _("glossary")
        verbose_name_plural = _("glossaries")

    def letters(self) -> list[dict[str, Any]]:
        """Return the live terms in reading order, grouped: `{"letter", "anchor", "terms"}`."""
        rows = GlossaryTermPage.objects.child_of(self).live().public()
        terms = rows.values("title", "slug", "other_names", "short_definition")
        groups: dict[str, list[dict[str, str]]] = {}
        for term in sorted(terms, key=lambda term: sort_key(term["title"])):
            groups.setdefault(first_letter(term["title"]), []).append(term)
        return [
            {"letter": letter, "anchor": letter_anchor(letter), "terms": terms}
            for letter, terms in sorted(groups.items())
        ]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the letters, kept between requests."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        groups = kept.keep(f"letters:{self.pk}", self.letters)
        return {
            **context,
            "groups": groups,
            "n_terms": sum(len(group["terms"]) for group in groups),
            "base_url": self.get_url(request),
        }

    def structured_data(self) -> list[dict[str, Any]]:
        """Describe the page as a set of defined terms."""
        return [{"@type": "DefinedTermSet", "name": self.title, "url": page_address(self)}]


class GlossaryTermPage(SeoMixin, CardMixin, Page):
    """One glossary term; `short_definition` is plain text, shown on hover. Its key is the slug."""

    short_definition = models.TextField(
        _("definition"),
        max_length=DEFINITION_LENGTH,
        validators=[MaxLengthValidator(DEFINITION_LENGTH)],
        help_text=_("Plain text of at most 280 characters. It also shows where a lesson links to the term."),
    )
    other_names = models.CharField(
        _("other names"), max_length=300, blank=True, help_text=_("Separated by commas, such as “ART, release train”.")
    )
    body = RichTextField(
        _("in practice"),
        blank=True,
        features=["bold", "italic", "ol", "ul", "link"],
        help_text=_("One to three short paragraphs: what it means in practice, and what it is not."),
    )
    source = models.CharField(_("source"), max_length=300, blank=True)

    content_panels = [
        *Page.content_panels,
        FieldPanel("short_definition"),
        FieldPanel("other_names"),
        FieldPanel("body"),
        MultiFieldPanel(
            [
                HelpPanel(_("A relation shows on both terms. Write it on one of them; remove it there as well.")),
                MultipleChooserPanel("relations", chooser_field_name="other", label=_("Related term")),
                HelpPanel(template="cms/admin/related_from.html"),
            ],
            heading=_("Related terms"),
        ),
        FieldPanel("source"),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("short_definition", boost=2),
        index.SearchField("other_names", boost=4),
        index.SearchField("body"),
        index.AutocompleteField("other_names"),
    ]
    base_form_class = GlossaryTermForm
    template = "cms/glossary_term.html"
    card_template = "cms/cards/term.html"
    parent_page_types = ["cms.GlossaryIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    page_description = _("One term: a short definition, what it means in practice, related terms.")

    class Meta:
        verbose_name = _("glossary term")
        verbose_name_plural = _("glossary terms")

    @property
    def name_list(self) -> list[str]:
        """Return the other names one by one."""
        return split_aliases(self.other_names)

    @property
    def summary(self) -> str:
        """Return the definition, which also describes the page to machines."""
        return self.short_definition

    def related_terms(self) -> list["GlossaryTermPage"]:
        """Return live related terms, written on either of the two, in reading order; a draft knows its own."""
        ids = {relation.other_id for relation in self.relations.all()}
        ids |= set(self.relations_from_others.values_list("term", flat=True))
        return sorted(
            GlossaryTermPage.objects.filter(pk__in=ids).live().public(), key=lambda term: sort_key(term.title)
        )

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the related terms, kept between requests, and the way back."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        is_preview = getattr(request, "is_preview", False)
        related = self._related_links() if is_preview else kept.keep(f"related:{self.pk}", self._related_links)
        list_url = self.trail[-1]["url"] if self.trail else ""
        return {**context, "related": related, "back_url": f"{list_url}#{letter_anchor(self.title)}"}

    def _related_links(self) -> list[Link]:
        return [{"title": term.title, "url": term.get_url() or ""} for term in self.related_terms()]

    def structured_data(self) -> list[dict[str, Any]]:
        """Describe the page as one defined term."""
        data = {
            "@type": "DefinedTerm",
            "name": self.title,
            "description": self.short_definition,
            "url": page_address(self),
            "inDefinedTermSet": absolute(self.trail[-1]["url"]) if self.trail else "",
        }
        return [{**data, "alternateName": self.name_list} if self.name_list else data]

    def visible_excerpt(self, user: Visitor) -> str:  # noqa: ARG002  the same for everybody
        """Return the definition, which everybody may read."""
        return self.short_definition


class TermRelation(Orderable):
    """Says that two terms belong together. It is written on one of them and read from both."""

    term = ParentalKey(GlossaryTermPage, on_delete=models.CASCADE, related_name="relations")
    other = models.ForeignKey(
        GlossaryTermPage, verbose_name=_("related term"), on_delete=models.CASCADE, related_name="relations_from_others"
    )

    panels = [PageChooserPanel("other", page_type="cms.GlossaryTermPage")]

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(fields=["term", "other"], name="one_relation_per_pair"),
            models.CheckConstraint(condition=~Q(term=F("other")), name="no_term_related_to_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.term} – {self.other}"
