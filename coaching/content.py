"""Loads coaches, what can be booked with them, and their pages. A coach is loaded once their person is here."""

from datetime import time
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.text import slugify
from wagtail.models import Site

from accounts.models import User
from assessments.models import Skill
from billing.operations import introduce_offer
from cms.markdown import to_rich_text
from coaching.fulfillment import offer_title
from coaching.models import AvailabilityRule, Coach, CoachIndexPage, CoachPage, SessionType
from coaching.rules import KIND
from common.content import LoadReport, read_yaml

INDEX = {
    "title": "Coaches",
    "slug": "coaches",
    "summary": "People who have led ARTs themselves. Look at how they work, then book a first talk: it is free.",
    "show_in_menus": True,
}


def load_coaches(folder: Path, report: LoadReport) -> None:
    """Load the list page, then each coach whose person exists (the demo's people exist in demo mode only)."""
    if not (folder / "coaches.yaml").is_file():
        return
    index = _load_index(report)
    kinds = {item["code"]: item for item in read_yaml(folder / "session_types.yaml")}
    for item in read_yaml(folder / "coaches.yaml"):
        user = User.objects.filter(email=item["email"]).first()
        if user is not None:
            coach = _load_coach(item, user, report)
            for position, code in enumerate(item["session_types"]):
                _load_session_type(coach, kinds[code], position, report)
            if index is not None:
                _load_page(index, coach, item, report)


def _load_index(report: LoadReport) -> CoachIndexPage | None:
    site = Site.objects.select_related("root_page").filter(is_default_site=True).first()
    if site is None:
        return None
    home = site.root_page.specific
    if not CoachIndexPage.can_exist_under(home):
        return None
    index = CoachIndexPage.objects.child_of(home).first()
    report.count("coach pages", is_new=index is None)
    return index or _publish(home, CoachIndexPage(**INDEX))


def _load_coach(item: dict[str, Any], user: User, report: LoadReport) -> Coach:
    coach, is_new = Coach.objects.get_or_create(
        slug=item["key"],
        defaults={
            "user": user,
            "time_zone": item["time_zone"],
            "languages": item["languages"],
            "meeting_url": item.get("meeting_url", ""),
        },
    )
    report.count("coaches", is_new=is_new)
    if is_new:
        coach.skills.set(Skill.objects.filter(key__in=item["skills"]))
        AvailabilityRule.objects.bulk_create(
            AvailabilityRule(
                coach=coach,
                weekday=rule["weekday"],
                starts=time.fromisoformat(rule["starts"]),
                ends=time.fromisoformat(rule["ends"]),
            )
            for rule in item["rules"]
        )
    return coach


def _load_session_type(coach: Coach, item: dict[str, Any], position: int, report: LoadReport) -> None:
    names = ("title", "purpose", "summary", "minutes", "buffer_before", "buffer_after")
    numbers = ("notice_hours", "window_days", "step_minutes", "intake")
    session_type, is_new = SessionType.objects.get_or_create(
        coach=coach,
        code=item["code"],
        defaults={
            "slug": slugify(item["title"]),
            "position": position,
            **{name: item[name] for name in (*names, *numbers)},
        },
    )
    report.count("session types", is_new=is_new)
    if is_new:  # afterwards the price is the academy's to change
        introduce_offer(
            kind=KIND,
            key=session_type.offer_key,
            title=offer_title(session_type),
            minor=item["price"]["minor"],
            currency=item["price"]["currency"],
            now=timezone.now(),
        )


def _load_page(index: CoachIndexPage, coach: Coach, item: dict[str, Any], report: LoadReport) -> None:
    is_new = not CoachPage.objects.filter(record=coach).exists()
    report.count("coach pages", is_new=is_new)
    if not is_new:
        return
    names = ("headline", "style", "not_doing", "credentials", "experience")
    text = to_rich_text(item["bio"], _no_terms)
    page = CoachPage(title=item["name"], slug=item["key"], record=coach, **{name: item[name] for name in names})
    page.body = [("rich_text", text)]
    _publish(index, page)


def _no_terms(key: str) -> Any:
    raise KeyError(key)


def _publish(parent: Any, page: Any) -> Any:
    parent.add_child(instance=page)
    page.save_revision().publish()
    return page
