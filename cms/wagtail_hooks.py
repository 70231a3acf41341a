"""The back office as editors of an academy need it: links in texts, icons, the three frequent tasks, a short menu."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.models import Page
from wagtail.rich_text.feature_registry import FeatureRegistry

from accounts.rules import is_administrator
from cms.links import PageLink
from cms.models import GlossaryIndexPage, HomePage

MENU_ORDER = {"explorer": 10, "images": 30, "documents": 40, "snippets": 50, "reports": 80, "help": 90, "settings": 100}
ICONS = ["book-open", "palette"]


@hooks.register("register_rich_text_features", order=10)
def write_links_from_kept_addresses(features: FeatureRegistry) -> None:
    """Let links to pages be written by `cms.links`; the editor's side stays Wagtail's."""
    features.register_link_type(PageLink)


@hooks.register("register_icons")
def add_icons(icons: list[str]) -> list[str]:
    """Offer the icons that Wagtail lacks."""
    return [*icons, *(f"cms/admin/icons/{name}.svg" for name in ICONS)]


@hooks.register("construct_main_menu")
def order_menu(_request: HttpRequest, items: list[Any]) -> None:
    """Put pages first and settings last; what other apps add stands between."""
    for item in items:
        item.order = MENU_ORDER.get(item.name, item.order)


class FrequentTasks(Component):
    """Says hello and leads to what editors do most."""

    name = "frequent_tasks"
    template_name = "cms/admin/frequent_tasks.html"
    order = 50

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Return the tasks that this person may do."""
        user = parent_context["request"].user
        return {"tasks": list(_tasks(user)), "is_administrator": is_administrator(user)}


def _tasks(user: Any) -> Any:
    home = HomePage.objects.first()
    if home is None:
        return
    glossary = GlossaryIndexPage.objects.first()
    sections = home.get_children().filter(show_in_menus=True).exclude(pk=glossary.pk if glossary else 0)
    first = sections.first() or home
    yield _task(
        _("Improve a page or lesson"),
        _("Open it, change it, look at the preview, then submit it for review."),
        reverse("wagtailadmin_explore", args=[first.pk]),
        "edit",
    )
    if glossary and glossary.permissions_for_user(user).can_add_subpage():
        yield _task(
            _("Add a glossary term"),
            _("A short definition, what it means in practice, related terms."),
            reverse("wagtailadmin_pages:add", args=["cms", "glossarytermpage", glossary.pk]),
            "book-open",
        )
    if _may_publish(home, user):
        url, text = reverse("wagtailadmin_reports:workflow"), _("See what editors have submitted, compare and publish.")
        yield _task(_("Review what is waiting"), text, url, "tasks")
    else:
        url, text = reverse("wagtailadmin_reports:workflow"), _("Follow what you have submitted for review.")
        yield _task(_("See your submissions"), text, url, "tasks")


def _may_publish(page: Page, user: Any) -> bool:
    return bool(page.permissions_for_user(user).can_publish())


def _task(title: Any, text: Any, url: str, icon: str) -> dict[str, Any]:
    return {"title": title, "text": text, "url": url, "icon": icon}


@hooks.register("construct_homepage_panels")
def show_frequent_tasks(_request: HttpRequest, panels: list[Component]) -> None:
    """Put the frequent tasks first."""
    panels.append(FrequentTasks())
