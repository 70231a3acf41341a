"""Reads in which the pillars meet: the learner's home, and what to do next."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache
from django.utils.translation import get_language

from accounts.models import User
from assessments.models import Attempt
from assessments.queries import Profile, latest_profile, open_attempt, short_check_of
from billing.models import Order
from billing.queries import orders_of
from coaching.models import Booking
from coaching.queries import upcoming_for
from courses.models import Completion, LessonPage
from courses.queries import CourseProgress, active_enrollments
from courses.rights import prices_of
from growth.rules import MAIN, SUPPORTS, Recommendation, Resource, Standing, recommend
from growth.steps import Step, next_step

RESOURCES_KEPT = 60  # seconds; the list is the same for everybody, and a new lesson may wait that long


@dataclass(frozen=True)
class Advice:
    """A recommendation with the skill that speaks for it, as the learner stands in it."""

    recommendation: Recommendation
    skill: str
    score: float
    target: float


@dataclass(frozen=True)
class Home:
    """Everything that the learner's home shows."""

    step: Step
    courses: list[CourseProgress]
    sessions: list[Booking]
    unpaid: list[Order]
    profile: Profile | None
    open_attempt: Attempt | None
    short_check: Attempt | None
    advice: Advice | None


def home_of(learner: User, *, now: datetime) -> Home:
    """Return the home of `learner`; the number of queries does not grow with courses, sessions or attempts."""
    courses = active_enrollments(learner)
    sessions = upcoming_for(learner, now)
    unpaid = list(orders_of(learner).filter(state=Order.State.AWAITING_PAYMENT)[:3])
    profile = latest_profile(learner)
    begun = open_attempt(learner)
    short = None if profile or begun else short_check_of(learner)
    done = {lesson for course in courses for lesson in course.progress.done}
    advice = advise(profile, done=done) if profile else None
    step = next_step(
        sessions=sessions, unpaid=unpaid, begun=begun, profile=profile, courses=courses, advice=advice, now=now
    )
    return Home(step, courses, sessions, unpaid, profile, begun, short, advice)


def advise(profile: Profile, *, done: Collection[int]) -> Advice | None:
    """Return the one best thing to do next, or None when nothing is needed by this profile."""
    standings = standings_of(profile)
    open_resources = [resource for resource in resources() if resource.record not in done]
    best = next(iter(recommend(open_resources, standings)), None)
    if best is None:
        return None
    names = {result.key: result.name for result in profile.skills}
    standing = standings[best.reason]
    return Advice(best, names[best.reason], standing.score, standing.target)


def standings_of(profile: Profile) -> Mapping[str, Standing]:
    """Return where the learner stands in each skill that has both a valid score and a target."""
    return {
        result.key: Standing(score=result.score, error=result.sem, target=result.target)
        for result in profile.skills
        if result.score is not None and result.sem is not None and result.target is not None
    }


def resources() -> list[Resource]:
    """Return the published lessons with their tags, for everybody alike."""
    key = f"growth:resources:{get_language()}"
    kept: list[Resource] | None = cache.get(key)
    if kept is None:
        kept = _read_resources()
        cache.set(key, kept, RESOURCES_KEPT)
    return kept


def _read_resources() -> list[Resource]:
    pages = LessonPage.objects.live().filter(locale__language_code=get_language(), skill_tags__isnull=False)
    pages = pages.exclude(completes=Completion.QUIZ).distinct()  # a check develops nothing by itself
    lessons = list(pages.select_related("record__course").prefetch_related("skill_tags__skill").defer("body"))
    prices = prices_of({page.record.course for page in lessons})
    found = []
    for page in lessons:
        price = prices.get(str(page.record.course.key))
        tags = {tag.skill.key: MAIN if tag.weight == tag.Weight.MAIN else SUPPORTS for tag in page.skill_tags.all()}
        found.append(
            Resource(
                key=str(page.record.key),
                kind="lesson",
                title=page.title,
                url=page.url or "",
                tags=tags,
                leads_to=page.leads_to,
                minutes=page.minutes,
                is_free=page.is_preview or bool(price and price.is_free),
                record=page.record_id,
            )
        )
    return found
