"""Screens of the apps that editors may link to, and those that stand in the menu; upper apps register theirs."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Screen:
    """A screen that visitors may open."""

    url_name: str
    label: str | Promise
    menu_order: int | None = None  # where it stands in the menu; pages have 50; None keeps it out
    is_in_footer: bool = False


_screens: dict[str, Screen] = {}


def register(url_name: str, label: str | Promise, *, menu_order: int | None = None, is_in_footer: bool = False) -> None:
    """Offer a screen to editors, and if asked to every visitor's menu or footer. Registering again replaces."""
    _screens[url_name] = Screen(url_name, label, menu_order, is_in_footer)


def choices() -> Iterable[tuple[str, str | Promise]]:
    """Return the screens for an editor's list."""
    return [(screen.url_name, screen.label) for screen in _screens.values()]


def in_menu() -> list[Screen]:
    """Return the screens of the menu, in order."""
    return sorted((s for s in _screens.values() if s.menu_order is not None), key=lambda s: s.menu_order or 0)


def in_footer() -> list[Screen]:
    """Return the screens of the footer."""
    return [screen for screen in _screens.values() if screen.is_in_footer]


register("account_signup", _("Sign up"))
register("account_login", _("Sign in"))
