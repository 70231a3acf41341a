"""Loads the academy's first content from files: brand, home, glossary, pages, authors. What is there is kept."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from wagtail.models import Locale, Page, Site

from cms.markdown import MarkdownError, to_blocks, to_rich_text, typographic
from cms.markdown_export import from_blocks, from_rich_text
from cms.models import (
    Author,
    BrandSettings,
    CardMixin,
    GlossaryIndexPage,
    GlossaryTermPage,
    HomePage,
    StandardPage,
    TermRelation,
)
from cms.queries import term_link, term_links
from common import content
from common.content import LoadReport, read_markdown, read_yaml

EDITORS_MAY = {"Editors": ("add", "change", "view"), "Moderators": ("add", "change", "delete", "view")}
N_FEATURED = 3


def register_loaders() -> None:
    """Register what this app loads; chosen pages come last, when the pages of all apps are there."""
    content.register("cms", load, order=30, dump=dump)
    content.register("cms-featured", feature, order=90)


def load(folder: Path, report: LoadReport) -> None:
    """Load everything that is ours from `folder`."""
    site, is_new = _home_and_site(folder, report)
    if is_new:
        _let_editors_work()
    _load_brand(folder / "brand.yaml", site, report)
    _load_authors(folder / "authors.yaml", report)
    glossary = _load_glossary(folder / "glossary" / "terms.yaml", site, report)
    for path in sorted((folder / "pages").glob("*.md")):
        _load_page(path, site, report)
    if is_new:
        _fill_home(read_yaml(folder / "pages" / "home.yaml"), site, glossary)


def publish(page: Page) -> None:
    """Publish a page through a revision, so that an editor can always go back to what was delivered."""
    page.save_revision(clean=False).publish(log_action=False)


def _add(parent: Page, page: Page) -> Page:
    parent.add_child(instance=page)
    return page


# Home, site, people who edit ------------------------------------------------------------------------------------------


def _home_and_site(folder: Path, report: LoadReport) -> tuple[Site, bool]:
    """Return the default site with a home page of ours; say whether it was made now."""
    home = HomePage.objects.filter(locale=Locale.get_default()).first()
    is_new = home is None
    report.count("home pages", is_new=is_new)
    address = urlsplit(settings.BASE_URL)
    where = {
        "hostname": address.hostname or "localhost",
        "port": address.port or (443 if address.scheme == "https" else 80),
    }
    site = Site.objects.filter(is_default_site=True).first()
    if home is None:
        data = read_yaml(folder / "pages" / "home.yaml")
        root = Page.get_first_root_node()
        welcome = root.get_children().filter(slug=data["slug"]).first()
        if welcome is not None:  # the page that Wagtail's own migration made
            Page.objects.filter(pk=welcome.pk).update(slug="replaced", url_path="/replaced/")
            root.refresh_from_db()
        home = _add(root, HomePage(title=data["title"], slug=data["slug"], summary=data["summary"]))
        site = site or Site(is_default_site=True)
        site.root_page, site.site_name = home, settings.WAGTAIL_SITE_NAME
        site.hostname, site.port = where["hostname"], where["port"]
        site.save()
        if welcome is not None:
            Page.objects.get(pk=welcome.pk).delete()
    elif site and (site.hostname, site.port) != (where["hostname"], where["port"]):
        site.hostname, site.port = where["hostname"], where["port"]  # the environment says where this runs
        site.save()
    if site is None:
        raise ValueError(
            "There is a home page, but no default site. Make one in the back office under Settings, Sites."
        )
    return site, is_new


def _let_editors_work() -> None:
    """Let Wagtail's own two groups look after authors; pages, images, documents and the workflow come with Wagtail."""
    for name, actions in EDITORS_MAY.items():
        group, _ = Group.objects.get_or_create(name=name)
        codenames = [f"{action}_author" for action in actions]
        group.permissions.add(*Permission.objects.filter(content_type__app_label="cms", codename__in=codenames))


def _load_brand(path: Path, site: Site, report: LoadReport) -> None:
    if not path.exists():
        return
    _brand, is_new = BrandSettings.objects.get_or_create(site=site, defaults=read_yaml(path))
    report.count("brands", is_new=is_new)
    if is_new and site.site_name == settings.WAGTAIL_SITE_NAME:
        site.site_name = _brand.name
        site.save()


def _load_authors(path: Path, report: LoadReport) -> None:
    for row in read_yaml(path) if path.exists() else []:
        _author, is_new = Author.objects.get_or_create(
            key=row["key"], locale=Locale.get_default(), defaults={name: row[name] for name in ("name", "role", "bio")}
        )
        report.count("authors", is_new=is_new)


# Glossary -------------------------------------------------------------------------------------------------------------


def _load_glossary(path: Path, site: Site, report: LoadReport) -> GlossaryIndexPage | None:
    """Load the terms: first all pages, then the texts, which may link to any of them."""
    if not path.exists():
        return None
    home = site.root_page.specific
    glossary = GlossaryIndexPage.objects.child_of(home).first()
    if glossary is None:
        glossary = _add(
            home,
            GlossaryIndexPage(
                title="Glossary",
                slug="glossary",
                summary="The words of the trade in plain language: what each means and how it looks in practice.",
                show_in_menus=True,
            ),
        )
        publish(glossary)
    rows = {row["key"]: row for row in read_yaml(path)}
    known = set(GlossaryTermPage.objects.child_of(glossary).values_list("slug", flat=True))
    made = {key: _add(glossary, _term(row)) for key, row in rows.items() if key not in known}
    links = term_links()
    for key, page in made.items():
        page.body = _checked(
            f"{path}: {key}", lambda row=rows[key]: to_rich_text(row.get("body") or "", links.__getitem__)
        )
        for other in rows[key].get("related") or []:
            if key not in rows.get(other, {}).get("related", []) or key < other:  # one row for a pair
                page.relations.add(TermRelation(other_id=links[other].page_id))
        publish(page)
    for key in rows:
        report.count("glossary terms", is_new=key in made)
    return glossary


def _term(row: dict[str, Any]) -> GlossaryTermPage:
    return GlossaryTermPage(
        title=row["term"],
        slug=row["key"],
        short_definition=typographic(row["definition"]),
        other_names=", ".join(row.get("aliases") or []),
        source=row.get("source") or "",
    )


def _checked(where: str, make: Any) -> Any:
    try:
        return make()
    except (MarkdownError, KeyError) as error:
        raise ValueError(f"{where}: {error}") from error


# Pages ----------------------------------------------------------------------------------------------------------------


def _load_page(path: Path, site: Site, report: LoadReport) -> None:
    head, text = read_markdown(path)
    is_new = not Page.objects.child_of(site.root_page).filter(slug=head["slug"]).exists()
    report.count("pages", is_new=is_new)
    if is_new:
        page = StandardPage(
            title=head["title"],
            slug=head["slug"],
            summary=typographic(head.get("summary", "")),
            in_footer=head.get("in_footer", False),
            body=_checked(str(path), lambda: to_blocks(text, term_link)),
        )
        publish(_add(site.root_page.specific, page))


def _fill_home(data: dict[str, Any], site: Site, glossary: GlossaryIndexPage | None) -> None:
    """Arrange the sections of a home page that was made now. The two ways in are the short check and the catalog."""
    hero, proof, loop, example, questions = (data[k] for k in ("hero", "proof", "route", "example_route", "questions"))
    ways = {
        "primary": {"text": hero["primary"], "screen": "assessments:short-check"},
        "secondary": {"text": hero["secondary"], "address": "/courses/"},
    }
    sections = [
        ("hero", {**hero, **ways}),
        ("loop", loop),
        ("proof", proof),
        ("example_route", example),
        ("questions", questions),
    ]
    if glossary is not None:
        door = data.get("glossary") or {"title": "Plain words for the trade"}
        sections.append(("glossary_door", {"n_terms": 12, **door, "glossary": glossary.pk}))
    home = site.root_page.specific
    home.body = [{"type": kind, "value": _typographic(value)} for kind, value in sections]
    publish(home)


def _typographic(value: Any) -> Any:
    """Return the same value with curly quotes in every text."""
    if isinstance(value, str):
        return typographic(value)
    if isinstance(value, dict):
        return {key: _typographic(part) for key, part in value.items()}
    return [_typographic(part) for part in value] if isinstance(value, list) else value


def feature(_folder: Path, report: LoadReport) -> None:
    """Show the first pages of each section of the menu as cards on a home page that nobody has edited yet."""
    home = HomePage.objects.filter(locale=Locale.get_default()).first()
    if home is None or any(block.block_type == "featured" for block in home.body) or _is_edited(home):
        return
    raw = list(home.body.raw_data)
    place = next((i for i, block in enumerate(raw) if block["type"] == "example_route"), len(raw))
    shown = [section for section in _sections_with_cards(home) if section["pages"]]
    if shown:
        blocks = [{"type": "featured", "value": value} for value in shown]
        home.body = [*raw[:place], *blocks, *raw[place:]]
        publish(home)
        report.count("sections of chosen pages", is_new=True)
        for glossary in GlossaryIndexPage.objects.child_of(home):
            glossary.move(home, pos="last-child")  # in the menu, what there is to do comes before what to look up


def _is_edited(page: Page) -> bool:
    return bool(page.revisions.filter(user__isnull=False).exists())


def _sections_with_cards(home: HomePage) -> Iterable[dict[str, Any]]:
    for section in home.get_children().live().filter(show_in_menus=True):
        if section.specific_class is GlossaryIndexPage:
            continue
        children = section.get_children().live().public().specific()
        pages = [page.pk for page in children if CardMixin in type(page).__mro__]
        more = {"text": f"All {section.title[:1].lower()}{section.title[1:]}", "page": section.pk}
        yield {"title": section.title, "lead": "", "pages": pages[:N_FEATURED], "more": more}


# Out again ------------------------------------------------------------------------------------------------------------


def dump(folder: Path) -> None:
    """Write glossary, pages, authors and brand in the form that `load` reads."""
    keys = {link.page_id: key for key, link in term_links().items()}
    (folder / "glossary").mkdir(parents=True, exist_ok=True)
    (folder / "pages").mkdir(exist_ok=True)
    terms = GlossaryTermPage.objects.live().filter(locale=Locale.get_default()).order_by("path")
    _write(folder / "glossary" / "terms.yaml", [_term_row(term, keys) for term in terms])
    for page in StandardPage.objects.live().filter(locale=Locale.get_default()):
        head = {"slug": page.slug, "title": page.title, "summary": page.summary, "in_footer": page.in_footer}
        text = from_blocks(page.body.raw_data, keys.get)
        path = folder / "pages" / f"{page.slug}.md"
        path.write_text(f"---\n{_yaml(head)}---\n{text}\n", encoding="utf-8")
    _write(folder / "authors.yaml", list(Author.objects.order_by("key").values("key", "name", "role", "bio")))
    brand = BrandSettings.objects.filter(site__is_default_site=True)
    fields = ("name", "tagline", "color", "footer_note", "legal_line", "support_email")
    if values := brand.values(*fields).first():
        _write(folder / "brand.yaml", values)


def _term_row(term: GlossaryTermPage, keys: dict[int, str]) -> dict[str, Any]:
    row = {
        "key": term.slug,
        "term": term.title,
        "aliases": term.name_list,
        "definition": term.short_definition,
        "body": from_rich_text(term.body, keys.get),
        "related": [keys[other.pk] for other in term.related_terms() if other.pk in keys],
    }
    return {**row, "source": term.source} if term.source else row


def _yaml(value: Any) -> str:
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=120)


def _write(path: Path, value: Any) -> None:
    path.write_text(_yaml(value), encoding="utf-8")
