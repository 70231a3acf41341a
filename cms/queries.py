"""Reads for more than one caller: the frame around every page, the site of a request, glossary keys, page links."""

from types import SimpleNamespace
from typing import Any, TypedDict

from django.conf import settings
from django.db.models import F
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from wagtail.models import Locale, Page, Site
from wagtail.models.sites import get_site_for_hostname

from cms import kept, screens
from cms.addresses import Link
from cms.markdown import TermLink
from cms.models import BrandSettings, GlossaryTermPage, StandardPage
from cms.models.brand import DEFAULT_COLOR


def site_for(hostname: str, port: str) -> Site | None:
    """Return the site that answers at this host, kept between requests with its root page."""
    return kept.keep(f"site:{hostname}:{port}", lambda: _find_site(hostname, port))


def _find_site(hostname: str, port: str) -> Site | None:
    try:
        site: Site = get_site_for_hostname(hostname, port)
    except Site.DoesNotExist:
        return None
    root = site.root_page
    root.specific = (
        root.specific_deferred
    )  # routing needs no field of the home page: spares a query on every other page
    return site


def default_site() -> Site | None:
    """Return the site that mails speak for."""
    return Site.objects.filter(is_default_site=True).select_related("root_page").first()


def frame(site: Site | None) -> dict[str, Any]:
    """Return what surrounds every page in the active language: `brand`, `nav`, `n_languages`, kept together."""
    name = f"frame:{site.pk if site else None}:{get_language()}"
    return kept.keep(name, lambda: _frame(site))


def _frame(site: Site | None) -> dict[str, Any]:
    return {"brand": _brand(site), "nav": _nav(site), "n_languages": Locale.objects.count()}


def _brand(site: Site | None) -> dict[str, Any]:
    saved = BrandSettings.objects.select_related("logo").filter(site=site).first() if site else None
    brand = saved or BrandSettings(name="Roundhouse")
    logo = brand.logo.get_rendition("max-480x96") if brand.logo else None
    return {
        "name": brand.name,
        "tagline": brand.tagline,
        "logo": {"url": logo.url, "width": logo.width, "height": logo.height} if logo else None,
        "color": brand.color or DEFAULT_COLOR,
        "footer_note": brand.footer_note,
        "legal_line": brand.legal_line,
        "support_email": brand.support_email,
        "legal_pages": [
            *_links(StandardPage.objects.filter(in_footer=True), site),
            *(link for screen in screens.in_footer() if (link := _screen_link(screen))),
        ],
    }


def _nav(site: Site | None) -> list[Link]:
    pages = _links(Page.objects.filter(show_in_menus=True, depth=site.root_page.depth + 1), site) if site else []
    entries = [(50, link) for link in pages]
    entries += [(screen.menu_order or 0, link) for screen in screens.in_menu() if (link := _screen_link(screen))]
    return [link for _order, link in sorted(entries, key=lambda entry: entry[0])]


def _screen_link(screen: screens.Screen) -> Link | None:
    try:
        return {"title": str(screen.label), "url": reverse(screen.url_name)}
    except NoReverseMatch:
        return None


def _links(pages: Any, site: Site | None) -> list[Link]:
    """Return live public pages of the active language under the site's home, in the order of the tree."""
    if site is None:
        return []
    home = site.root_page.localized
    found = pages.filter(path__startswith=home.path).live().public().order_by("path")
    return [{"title": page.title, "url": page.get_url(current_site=site)} for page in found]


def brand_for_mail() -> dict[str, Any]:
    """Return what every mail knows of the academy."""
    return {"brand": frame(default_site())["brand"], "base_url": settings.BASE_URL.rstrip("/")}


def term_link(key: str) -> TermLink:
    """Return the page of a glossary term in the language that the starter content is written in; raises `KeyError`."""
    return term_links()[key]


def term_links() -> dict[str, TermLink]:
    """Return all glossary terms of the default language by key, drafts too."""
    terms = GlossaryTermPage.objects.filter(locale=Locale.get_default())
    return {slug: TermLink(pk, title) for pk, slug, title in terms.values_list("pk", "slug", "title")}


class PageLink(TypedDict):
    """Where a link in a text leads, and what it shows when pointed at."""

    url: str
    definition: str


def page_links() -> dict[int, PageLink]:
    """Return the live pages by id, each in the active language where it has a translation."""
    return kept.keep(f"links:{get_language()}", _page_links)


def _page_links() -> dict[int, PageLink]:
    pages = list(
        Page.objects.live()
        .annotate(definition=F("glossarytermpage__short_definition"))
        .only("id", "url_path", "path", "depth", "locale", "translation_key", "content_type")
    )
    active = Locale.get_active().pk
    translated = {page.translation_key: page for page in pages if page.locale_id == active}
    found: dict[int, PageLink] = {}
    memo = SimpleNamespace()  # Wagtail remembers the list of sites on it
    for page in pages:
        target = translated.get(page.translation_key, page)
        parts = target.get_url_parts(memo)
        if parts:
            found[page.pk] = {"url": parts[2] or "", "definition": target.definition or ""}
    return found
