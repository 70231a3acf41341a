"""Courses, quizzes, scenarios and the people in them, with defaults plain enough never to be read."""

from datetime import UTC, datetime
from itertools import count
from typing import Any

from django.utils import timezone
from wagtail.models import Locale, Page

from billing.operations import ensure_offer
from courses import operations
from courses.models import (
    CourseIndexPage,
    CoursePage,
    Enrollment,
    LessonPage,
    ModulePage,
    Option,
    Question,
    Quiz,
    QuizAttempt,
    QuizQuestion,
    Scenario,
    ScenarioRun,
)
from tests.factories.cms import home_of_site

LONG_AGO = datetime(2026, 1, 5, 9, tzinfo=UTC)
_numbers = count(1)


def publish(parent: Page, page: Any) -> Any:
    """Add a page and publish it the way an editor does."""
    page.live = False
    parent.add_child(instance=page)
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def catalog_page() -> CourseIndexPage:
    """Return the catalog of the default site."""
    home = home_of_site()
    found = CourseIndexPage.objects.child_of(home).first()
    return found or publish(home, CourseIndexPage(title="Courses", slug="courses"))


def course(title: str = "", lessons: Any = 3, *, minor: int | None = 0, **fields: Any) -> CoursePage:
    """Return a published course of one module; `lessons` is how many to read, or a list of fields of lesson pages."""
    title = title or f"Course {next(_numbers)}"
    fields = {"promise": f"{title} promised", "summary": f"{title} summed up", **fields}
    page = publish(catalog_page(), CoursePage(title=title, **fields))
    module(page, lessons)
    if minor is not None:
        key = str(page.record.key)
        ensure_offer(kind="course", key=key, title=title, minor=minor, currency="EUR", now=LONG_AGO)
    page.record.refresh_from_db()
    return page


def module(page: CoursePage, lessons: Any = 3, title: str = "") -> ModulePage:
    """Return a published module with lessons."""
    parent = publish(page, ModulePage(title=title or f"Module {next(_numbers)}"))
    for fields in [{}] * lessons if isinstance(lessons, int) else lessons:
        lesson(parent, **fields)
    return parent


def lesson(parent: ModulePage, title: str = "", *, text: str = "", **fields: Any) -> LessonPage:
    """Return a published lesson; `text` is its one paragraph."""
    title = title or f"Lesson {next(_numbers)}"
    page = LessonPage(title=title, **{"summary": f"{title} summed up", **fields})
    page.body = [("rich_text", f"<p>{text or f'The text of {title}'}</p>")]
    return publish(parent, page)


def lessons_of(page: CoursePage) -> list[LessonPage]:
    """Return the lessons of a course in the order of the line."""
    return list(LessonPage.objects.descendant_of(page).order_by("path"))


def quiz(key: str = "", n_questions: int = 3, pass_percent: int = 67) -> Quiz:
    """Return a published quiz; the right answer of every question is `r`, the wrong ones are `w1` and `w2`."""
    key = key or f"quiz-{next(_numbers)}"
    locale = Locale.get_default()
    made = Quiz(key=key, title=f"Check {key}", pass_percent=pass_percent, locale=locale)
    entries = []
    for number in range(1, n_questions + 1):
        question = Question(key=f"{key}-q{number}", stem=f"Question {number}?", why=f"Because {number}.", locale=locale)
        question.options = [
            Option(key=name, text=f"{name} {number}", is_right=name == "r", feedback=f"Feedback {name} {number}")
            for name in ("w1", "r", "w2")
        ]
        question.save()
        entries.append(QuizQuestion(question=question, sort_order=number))
    made.entries = entries
    made.save()
    return made


GRAPH: dict[str, Any] = {
    "situation": "The room has gone quiet.",
    "people": [{"name": "Dana Whitfield", "role": "Business Owner"}],
    "boundaries": [{"key": "N1", "text": "You do not rank features."}],
    "whose_decision": "Product Management's.",
    "start": "s1",
    "nodes": [
        {
            "key": "s1",
            "title": "First scene",
            "text": "Something happens.",
            "choices": [
                {"key": "ask", "text": "Ask", "consequence": "They talk.", "shows": {"SLM2": "++"}, "next": "s2"},
                {"key": "tell", "text": "Tell", "consequence": "They wait.", "shows": {"SLM2": "-"}, "next": "e-poor"},
            ],
        },
        {
            "key": "s2",
            "title": "Second scene",
            "text": "They look at you.",
            "choices": [
                {
                    "key": "wait",
                    "text": "Wait",
                    "consequence": "They decide.",
                    "shows": {"FAC1": "+"},
                    "next": "e-good",
                },
                {"key": "fill", "text": "Fill the silence", "consequence": "They nod.", "next": "e-poor"},
            ],
        },
    ],
    "ends": [
        {"key": "e-good", "kind": "good", "title": "Decided", "debrief": "They decided."},
        {"key": "e-poor", "kind": "poor", "title": "Undecided", "debrief": "You decided."},
    ],
}


def scenario(key: str = "", graph: dict[str, Any] | None = None) -> Scenario:
    """Return a published scenario of two scenes."""
    key = key or f"scenario-{next(_numbers)}"
    return Scenario.objects.create(key=key, title=f"Play {key}", graph=graph or GRAPH, locale=Locale.get_default())


def enrolled(learner: Any, page: CoursePage | None = None) -> Enrollment:
    """Return the enrollment of a learner who has taken a free course, right and all."""
    from courses import rights

    page = page or course()
    rights.take_free(learner=learner, course=page.record, now=timezone.now())
    return Enrollment.objects.select_related("course", "learner").get(learner=learner, course=page.record)


def attempt(learner: Any, *, enrollment: Enrollment | None = None, seed: int = 1) -> QuizAttempt:
    """Return an open attempt of a learner."""
    asked = quiz()
    enrollment = enrollment or enrolled(learner, course(lessons=[{"completes": "quiz", "quiz": asked}]))
    lesson = enrollment.course.lessons.get()
    return operations.start_quiz(enrollment=enrollment, lesson=lesson, quiz=asked, now=timezone.now(), seed=seed)


def run(learner: Any) -> ScenarioRun:
    """Return an open run of a learner."""
    played = scenario()
    enrollment = enrolled(learner, course(lessons=[{"completes": "scenario", "scenario": played}]))
    lesson = enrollment.course.lessons.get()
    return operations.start_scenario(enrollment=enrollment, lesson=lesson, scenario=played, now=timezone.now())


def completed(learner: Any) -> Enrollment:
    """Return the enrollment of a learner who has completed a course of one lesson."""
    enrollment = enrolled(learner, course(lessons=1))
    operations.mark_done(enrollment=enrollment, lesson=enrollment.course.lessons.get(), now=timezone.now())
    return enrollment
