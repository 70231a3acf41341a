"""The cases: what is asked for, by whom, and what it may cost. Bars are those of the performance goals."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

VISITOR, LEARNER = "visitor", "learner"
Build = Callable[[Any], str]  # takes the seed (tools.seed.Seed), returns a path


@dataclass(frozen=True)
class Case:
    """One request: who asks, the most it may cost in F, the most statements it may make."""

    name: str
    build: Build
    who: str
    bar: float | None
    statements: int | None


CASES: list[Case] = []


def case(name: str, *, who: str = VISITOR, bar: float | None, statements: int | None) -> Callable[[Build], Build]:
    """Register a case; the function under it builds the path from the seeded data."""

    def register(build: Build) -> Build:
        CASES.append(Case(name, build, who, bar, statements))
        return build

    return register


@case("do-nothing Wagtail page (F)", bar=None, statements=6)
def nothing_page(seed: Any) -> str:
    """Return the page that all others are compared with."""
    return seed.nothing_page()


@case("do-nothing view", bar=0.2, statements=0)
def nothing_view(_seed: Any) -> str:
    """Return the least that Django can do."""
    return "/bench-nothing-view/"


@case("home", bar=2.2, statements=9)
def home(_seed: Any) -> str:
    """Return the front door."""
    return "/"


@case("glossary, all terms", bar=2.2, statements=9)
def glossary(seed: Any) -> str:
    """Return the glossary."""
    return seed.page("cms", "GlossaryIndexPage")


@case("glossary term", bar=2.2, statements=9)
def term(seed: Any) -> str:
    """Return one term."""
    return seed.page("cms", "GlossaryTermPage", slug="art-sync")


@case("catalog", bar=2.2, statements=9)
def catalog(seed: Any) -> str:
    """Return the list of courses."""
    return seed.page("courses", "CourseIndexPage")


@case("course page, visitor", bar=2.2, statements=12)
def course(seed: Any) -> str:
    """Return a course as somebody sees it who thinks about taking it."""
    return seed.course_page().url


@case("course page, enrolled", who=LEARNER, bar=2.5, statements=12)
def course_enrolled(seed: Any) -> str:
    """Return a course with the learner's progress."""
    return seed.course_page().url


@case("lesson, free preview", bar=2.2, statements=12)
def lesson_preview(seed: Any) -> str:
    """Return the free first lesson."""
    return seed.lesson_page(0).url


@case("lesson, enrolled", who=LEARNER, bar=2.0, statements=12)
def lesson_enrolled(seed: Any) -> str:
    """Return the second lesson, with outline and progress."""
    return seed.lesson_page(1).url


@case("learner's home", who=LEARNER, bar=2.5, statements=12)
def learner_home(seed: Any) -> str:
    """Return what is next."""
    return seed.reverse("growth:home")


@case("skill profile", who=LEARNER, bar=2.5, statements=10)
def profile(seed: Any) -> str:
    """Return the result of a self-assessment."""
    return seed.result()


@case("coach's page", bar=2.6, statements=12)
def coach(seed: Any) -> str:
    """Return a coach's page."""
    return seed.page("coaching", "CoachPage", slug="kim-adler")


@case("slots of four weeks", bar=2.6, statements=12)
def slots(seed: Any) -> str:
    """Return the times that a visitor can book with one coach."""
    return seed.slots()


@case("order", who=LEARNER, bar=2.5, statements=12)
def order(seed: Any) -> str:
    """Return an order that waits for its payment."""
    return seed.order()
