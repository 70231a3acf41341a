"""What the coaches' pages and other apps' pages show of coaching."""

from typing import Any

from django import template
from django.utils import timezone
from django.utils.translation import get_language_info, gettext

from accounts.rules import Visitor
from coaching.models import Coach, CoachIndexPage, CoachPage
from coaching.queries import Bookable, bookables
from coaching.rules import is_coach

register = template.Library()


@register.simple_tag
def offered_by(coach: Coach) -> list[Bookable]:
    """Return what can be booked with a coach, with price and next free time."""
    return bookables([coach], now=timezone.now())[coach.pk]


@register.simple_tag
def coaches_under(index: CoachIndexPage) -> list[dict[str, Any]]:
    """Return the live pages below the list with what each coach offers; more coaches mean no more queries."""
    below = CoachPage.objects.child_of(index).live().public().select_related("record__user", "portrait")
    pages = list(below.prefetch_related("record__skills").order_by("path"))
    offers = bookables([page.record for page in pages], now=timezone.now())
    shown = []
    for page in pages:
        offered = offers[page.record_id]
        free = [item.next_free for item in offered if item.next_free]
        shown.append({"page": page, "coach": page.record, "next_free": min(free, default=None), "offered": offered})
    return shown


@register.filter
def language_names(codes: list[str]) -> str:
    """Write languages by name: English, German."""
    return ", ".join(_language(code) for code in codes)


def _language(code: str) -> str:
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return {"kn": gettext("Kannada")}.get(code, code)


@register.filter
def has_desk(user: Visitor) -> bool:
    """Say whether this person coaches here."""
    return is_coach(user)
