"""Reads of learning: outlines, progress, what is next, what scenarios showed."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple, cast

from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db.models import QuerySet
from django.utils.translation import get_language

from accounts.models import User
from assessments.models import Behavior
from billing.queries import Price
from cms import kept
from cms.addresses import page_address
from courses import scenario_graph
from courses.models import (
    Certificate,
    Course,
    CourseIndexPage,
    CoursePage,
    Enrollment,
    LearningEvent,
    Lesson,
    LessonPage,
    ModulePage,
    ScenarioRun,
    SkillTag,
)
from courses.progress import Event, Progress, progress
from courses.rights import prices_of, rights_of

OUTLINE_KEPT = 60 * 60 * 24  # seconds; a change makes a new version, which has a key of its own


# Outlines -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LessonStop:
    """A published lesson, as an outline shows it."""

    lesson: int
    page: int
    title: str
    summary: str
    path: str  # the address, from the course page's on
    minutes: int
    completes: str
    is_required: bool
    is_preview: bool


@dataclass(frozen=True)
class ModuleStop:
    """A published module with its lessons."""

    title: str
    anchor: str
    outcomes: tuple[str, ...]
    lessons: tuple[LessonStop, ...]


@dataclass(frozen=True)
class Outline:
    """What a course consists of now, in the order of the tree; `required` is what progress is measured against."""

    modules: tuple[ModuleStop, ...] = ()
    required: frozenset[int] = frozenset()
    lessons: tuple[LessonStop, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Line the lessons up."""
        object.__setattr__(self, "lessons", tuple(lesson for module in self.modules for lesson in module.lessons))

    @property
    def minutes(self) -> int:
        """Return the length of the whole course."""
        return sum(lesson.minutes for lesson in self.lessons)

    def around(self, lesson: int) -> tuple[LessonStop | None, LessonStop | None]:
        """Return the lessons before and after the one with this record id."""
        ids = [stop.lesson for stop in self.lessons]
        if lesson not in ids:
            return None, None
        here = ids.index(lesson)
        return (self.lessons[here - 1] if here else None), (self.lessons[here + 1] if here + 1 < len(ids) else None)

    def module_of(self, lesson: int) -> tuple[int, ModuleStop | None]:
        """Return number and module of the lesson with this record id; 0 and nothing for one that is not published."""
        for number, module in enumerate(self.modules, start=1):
            if any(stop.lesson == lesson for stop in module.lessons):
                return number, module
        return 0, None

    def next_for(self, done: Progress) -> LessonStop | None:
        """Return the first lesson that is required and not done, else the first that is not done."""
        open_ones = [stop for stop in self.lessons if stop.lesson not in done.done]
        return next((stop for stop in open_ones if stop.lesson in done.required), next(iter(open_ones), None))


def outline_of(page: CoursePage) -> Outline:
    """Return the outline of a published course, kept in the cache until something published in it changes."""
    key = f"courses:outline:{page.pk}:{page.record.outline_version}"
    kept = cache.get(key)
    if kept is None:
        kept = read_outline(page)
        cache.set(key, kept, OUTLINE_KEPT)
    return cast("Outline", kept)


def read_outline(page: CoursePage) -> Outline:
    """Return the outline of a course in three queries, whatever its length."""
    modules = ModulePage.objects.child_of(page).live().order_by("path")
    lessons: dict[str, list[LessonStop]] = {}
    for lesson in LessonPage.objects.descendant_of(page).live().order_by("path").defer("body"):
        lessons.setdefault(lesson.path[: -LessonPage.steplen], []).append(
            LessonStop(
                lesson=lesson.record_id,
                page=lesson.pk,
                title=lesson.title,
                summary=lesson.summary,
                path=lesson.url_path[len(page.url_path) :],
                minutes=lesson.minutes,
                completes=lesson.completes,
                is_required=lesson.is_required,
                is_preview=lesson.is_preview,
            )
        )
    return Outline(
        modules=tuple(
            ModuleStop(
                title=module.title,
                anchor=module.anchor,
                outcomes=tuple(str(block.value) for block in module.outcomes),
                lessons=tuple(lessons.get(module.path, ())),
            )
            for module in modules
        ),
        required=frozenset(Lesson.objects.counting().filter(course=page.record_id).values_list("pk", flat=True)),
    )


def page_of(course: Course) -> CoursePage | None:
    """Return the published page of a course, in the reader's language where there is one."""
    pages = list(CoursePage.objects.live().filter(record=course).select_related("locale", "record").order_by("pk"))
    return next((page for page in pages if page.locale.language_code == get_language()), next(iter(pages), None))


def course_address(course: Course) -> str:
    """Return the full address of the published course page, or nothing when there is none."""
    page = page_of(course)
    return page_address(page) if page else ""


# The catalog ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CatalogCourse:
    """A published course, as the catalog shows it: the same for everybody."""

    key: str
    title: str
    promise: str
    level: int
    url: str
    skills: tuple[tuple[str, str, str], ...]  # key, name, weight; main ones first
    n_lessons: int
    minutes: int

    @property
    def main_skills(self) -> list[str]:
        """Return the names of the skills that the course is about."""
        return [name for _key, name, weight in self.skills if weight == SkillTag.Weight.MAIN]


class CatalogEntry(NamedTuple):
    """A course with what it costs now."""

    course: CatalogCourse
    price: Price | None


def catalog(index: CourseIndexPage, *, skill: str = "", price: str = "") -> list[CatalogEntry]:
    """Return the published courses in the editors' order, by the key of a skill and by `free` or `paid`."""
    courses = kept.keep(f"catalog:{index.pk}:{get_language()}", lambda: read_catalog(index))
    if skill:
        courses = [course for course in courses if skill in {key for key, _name, _weight in course.skills}]
    prices = prices_of(course.key for course in courses)
    entries = [CatalogEntry(course, prices.get(course.key)) for course in courses]
    if price:
        entries = [entry for entry in entries if entry.price and entry.price.is_free == (price == "free")]
    return entries


def read_catalog(index: CourseIndexPage) -> list[CatalogCourse]:
    """Return the published courses, in a flat number of queries."""
    pages = CoursePage.objects.live().public().child_of(index).order_by("path")
    lengths: dict[str, list[int]] = {}
    for path, minutes in LessonPage.objects.live().descendant_of(index).values_list("path", "minutes"):
        lengths.setdefault(path[: len(index.path) + CoursePage.steplen], []).append(minutes)
    return [
        CatalogCourse(
            key=str(page.translation_key),
            title=page.title,
            promise=page.promise,
            level=page.level,
            url=page.url or "",
            skills=tuple(
                (tag.skill.key, tag.skill.name, tag.weight)
                for tag in sorted(page.skill_tags.all(), key=lambda tag: (tag.weight, tag.skill.position))
            ),
            n_lessons=len(lengths.get(page.path, ())),
            minutes=sum(lengths.get(page.path, ())),
        )
        for page in pages.prefetch_related("skill_tags__skill")
    ]


def catalog_address() -> str:
    """Return the address of the catalog, in the reader's language where there is one, else of the front page."""
    pages = CourseIndexPage.objects.live().order_by("pk")
    page = pages.filter(locale__language_code=get_language()).first() or pages.first()
    return (page.url if page else None) or "/"


# Progress -------------------------------------------------------------------------------------------------------------


class History(NamedTuple):
    """What is required of a learner, and what happened so far."""

    required: frozenset[int]
    events: tuple[Event, ...]

    @property
    def progress(self) -> Progress:
        """Return what this history amounts to."""
        return progress(self.required, self.events)

    def then(self, *events: Event) -> "History":
        """Return the history with something more in it."""
        return self._replace(events=(*self.events, *events))


def history_of(enrollment: Enrollment) -> History:
    """Return the history of an enrollment, in two queries."""
    required = Lesson.objects.counting().filter(course=enrollment.course_id).values_list("pk", flat=True)
    events = LearningEvent.objects.filter(enrollment=enrollment).order_by("pk").values_list("kind", "lesson_id")
    return History(frozenset(required), tuple(Event(*event) for event in events))


def progress_of(enrollment: Enrollment) -> Progress:
    """Return how far a learner is."""
    return history_of(enrollment).progress


@dataclass(frozen=True)
class CourseProgress:
    """One course that a learner is in: what a list of courses shows."""

    enrollment: Enrollment
    page: CoursePage | None
    progress: Progress
    has_right: bool
    next: LessonStop | None

    @property
    def next_url(self) -> str:
        """Return where 'Continue' leads: the next thing that is not done, else the course."""
        if self.page is None:
            return ""
        return f"{self.page.url}{self.next.path if self.next and self.has_right else ''}"


def active_enrollments(learner: User) -> list[CourseProgress]:
    """Return the courses a learner is in, newest first, with progress and next lesson, in a flat number of queries."""
    enrollments = list(Enrollment.objects.active().filter(learner=learner).select_related("course"))
    if not enrollments:
        return []
    courses = [enrollment.course_id for enrollment in enrollments]
    required: dict[int, set[int]] = {}
    for course, lesson in Lesson.objects.counting().filter(course__in=courses).values_list("course_id", "pk"):
        required.setdefault(course, set()).add(lesson)
    happened: dict[int, list[Event]] = {}
    events = LearningEvent.objects.filter(enrollment__in=enrollments).order_by("pk")
    for enrollment_id, kind, lesson_id in events.values_list("enrollment_id", "kind", "lesson_id"):
        happened.setdefault(enrollment_id, []).append(Event(kind, lesson_id))
    pages = _pages_by_course(courses)
    rights = rights_of(learner)
    found = []
    for enrollment in enrollments:
        done = progress(required.get(enrollment.course_id, set()), happened.get(enrollment.pk, []))
        page = pages.get(enrollment.course_id)
        upcoming = outline_of(page).next_for(done) if page else None
        found.append(CourseProgress(enrollment, page, done, str(enrollment.course.key) in rights, upcoming))
    return found


def _pages_by_course(courses: Iterable[int]) -> dict[int, CoursePage]:
    pages: dict[int, CoursePage] = {}
    live = CoursePage.objects.live().filter(record__in=courses).select_related("locale", "record").order_by("pk")
    for page in live:
        if page.record_id not in pages or page.locale.language_code == get_language():
            pages[page.record_id] = page
    return pages


def next_lesson(enrollment: Enrollment) -> LessonStop | None:
    """Return the next lesson that is not done, required ones first, or None when nothing is left or published."""
    page = page_of(enrollment.course)
    return outline_of(page).next_for(progress_of(enrollment)) if page else None


# Standing -------------------------------------------------------------------------------------------------------------


def current_enrollment(user: User | AnonymousUser, course: Course) -> tuple[Enrollment | None, list[Event]]:
    """Return a learner's active enrollment and its events, in one query (each enrollment begins with an event)."""
    if not user.is_authenticated:
        return None, []
    rows = list(
        LearningEvent.objects.filter(
            enrollment__learner=user, enrollment__course=course, enrollment__state=Enrollment.State.ACTIVE
        )
        .select_related("enrollment")
        .order_by("pk")
    )
    if not rows:
        return None, []
    enrollment = rows[0].enrollment
    enrollment.course, enrollment.learner = course, user
    return enrollment, [Event(row.kind, row.lesson_id) for row in rows]


# What scenarios showed ------------------------------------------------------------------------------------------------


class ScenarioMark(NamedTuple):
    """One sign that a choice in a finished run gave for, or against, a behavior."""

    run: Any  # public id
    at: datetime
    skill: str
    behavior: str
    mark: str


def scenario_marks(learner: User) -> list[ScenarioMark]:
    """Return what the finished runs of a learner showed, in the order in which they were played."""
    runs = ScenarioRun.objects.filter(learner=learner, finished_at__isnull=False).order_by("finished_at", "pk")
    return [mark for run in runs for mark in marks_of(run)]


def marks_of(run: ScenarioRun) -> list[ScenarioMark]:
    """Return what one finished run showed."""
    if run.finished_at is None:
        return []
    play = scenario_graph.play(scenario_graph.read(run.scenario_as_played), run.choices)
    return [
        ScenarioMark(run.public_id, run.finished_at, behavior.rstrip("0123456789"), behavior, mark)
        for step in play.steps
        for behavior, mark in step.choice.shows
    ]


def behaviors_named(keys: Iterable[str]) -> dict[str, str]:
    """Return what behaviors are called, by key; one that the framework does not know keeps its key."""
    wanted = set(keys)
    titles = dict(Behavior.objects.filter(key__in=wanted).values_list("key", "title"))
    return {key: titles.get(key, key) for key in wanted}


def certificate_of(enrollment: Enrollment) -> Certificate | None:
    """Return the valid certificate of an enrollment."""
    return enrollment.certificates.filter(revoked_at=None).first()


def earlier_attempts(enrollment: Enrollment, lesson: Lesson) -> QuerySet[Any]:
    """Return the attempts at the quiz of a lesson, newest first, without their questions."""
    attempts: QuerySet[Any] = enrollment.quiz_attempts.filter(lesson=lesson).defer("questions", "answers")
    return attempts


def earlier_runs(enrollment: Enrollment, lesson: Lesson) -> QuerySet[Any]:
    """Return the runs of the scenario of a lesson, newest first, without their scenes."""
    runs: QuerySet[Any] = enrollment.scenario_runs.filter(lesson=lesson).defer("scenario_as_played")
    return runs
