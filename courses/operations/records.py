"""Records follow their pages: what is published is remembered."""

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from wagtail.models import Page

from courses.errors import InUse
from courses.models import (
    Course,
    CoursePage,
    Enrollment,
    LearningEvent,
    Lesson,
    LessonPage,
    QuizAttempt,
    ScenarioRun,
)


def is_source(page: CoursePage | LessonPage) -> bool:
    """Say whether this page, and not a translation of it, says what the record remembers."""
    if page.locale.language_code == settings.LANGUAGE_CODE:
        return True
    return not page.get_translations().filter(locale__language_code=settings.LANGUAGE_CODE).exists()


def forget_outline(course: Course) -> None:
    """Let the outline of the course be read anew: something in it was published, moved, renamed or taken away."""
    Course.objects.filter(pk=course.pk).update(outline_version=F("outline_version") + 1)


@transaction.atomic
def remember_course(page: CoursePage) -> None:
    """Keep on the record what the published page of a course says."""
    if is_source(page):
        Course.objects.filter(pk=page.record_id).update(
            title=page.title, slug=page.slug, gives_certificate=page.gives_certificate, is_live=page.live
        )
    forget_outline(page.record)


@transaction.atomic
def remember_lesson(page: LessonPage) -> Course:
    """Keep on the record what the published page says: its rule, whether it is required; returns the course above."""
    course = page.course_above()
    if is_source(page):
        before = page.record.course
        Lesson.objects.filter(pk=page.record_id).update(
            course=course,
            title=page.title,
            completes=page.completes,
            is_required=page.is_required,
            is_live=page.live,
        )
        if before != course:
            forget_outline(before)
    forget_outline(course)
    return course


def retire_lesson(page: LessonPage) -> int:
    """Take the record of a deleted page out of what counts, if no other page shows it; returns the id of its course."""
    lesson = page.record
    if not lesson.pages.filter(live=True).exists():
        Lesson.objects.filter(pk=lesson.pk).update(is_live=False)
    forget_outline(lesson.course)
    return lesson.course_id


def refuse_delete(page: Page) -> None:
    """Raise `InUse` when learners' records stand behind the page, or behind a page below it."""
    courses = CoursePage.objects.descendant_of(page, inclusive=True).values("record")
    lessons = LessonPage.objects.descendant_of(page, inclusive=True).values("record")
    if (
        Enrollment.objects.filter(course__in=courses).exists()
        or LearningEvent.objects.filter(lesson__in=lessons).exists()
        or QuizAttempt.objects.filter(lesson__in=lessons).exists()
        or ScenarioRun.objects.filter(lesson__in=lessons).exists()
    ):
        raise InUse(
            _("Learners have records behind “%(title)s”, so it cannot be deleted. Unpublish it instead.")
            % {"title": page.title}
        )
