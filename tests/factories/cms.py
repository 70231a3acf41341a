"""Pages with plain defaults."""

from itertools import count
from typing import Any

from wagtail.models import Page, Site

from cms.models import GlossaryIndexPage, GlossaryTermPage, HomePage, StandardPage, TermRelation

numbers = count(1)


def home_of_site(**fields: Any) -> HomePage:
    """Return the home page of the default site, made in place of the one that Wagtail's migration makes."""
    home = HomePage.objects.first()
    if home is None:
        root = Page.get_first_root_node()
        home = root.add_child(instance=HomePage(title="Academy", slug="academy", summary="An academy.", **fields))
        Site.objects.update(root_page=home)
        Site.clear_site_root_paths_cache()
        site = Site.objects.get(is_default_site=True)
        site.save()  # tells everything kept that the site is another
    return home


def standard_page(title: str = "About", text: str = "<p>Words.</p>", **fields: Any) -> StandardPage:
    """Return a live page of text under the home page."""
    page = StandardPage(title=title, body=[{"type": "rich_text", "value": text}], **fields)
    return home_of_site().add_child(instance=page)


def glossary(**fields: Any) -> GlossaryIndexPage:
    """Return the glossary."""
    found = GlossaryIndexPage.objects.first()
    return found or home_of_site().add_child(instance=GlossaryIndexPage(title="Glossary", slug="glossary", **fields))


def term(title: str | None = None, **fields: Any) -> GlossaryTermPage:
    """Return a live term."""
    values = {"title": title or f"Term {next(numbers)}", "short_definition": "What it means.", **fields}
    return glossary().add_child(instance=GlossaryTermPage(**values))


def relate(one: GlossaryTermPage, other: GlossaryTermPage) -> TermRelation:
    """Write a relation on `one`."""
    return TermRelation.objects.create(term=one, other=other)
