"""What courses do when pages are published, moved, renamed or taken away."""

from typing import Any

from django.db.models.signals import post_delete, pre_delete
from django.dispatch import receiver
from wagtail.models import Page
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from common.work import nudge_after_commit
from courses.models import CoursePage, LessonPage, ModulePage
from courses.operations import forget_outline, refuse_delete, remember_course, remember_lesson, retire_lesson
from courses.tasks import complete_courses


def complete_soon(course_id: int) -> None:
    """Complete the courses of those who have done everything that is still required."""
    nudge_after_commit(complete_courses, course_id)


@receiver([page_published, page_unpublished], sender=CoursePage, dispatch_uid="courses.course_published")
def course_published(instance: CoursePage, **_kwargs: Any) -> None:
    """Remember what the published page of a course says."""
    remember_course(instance)


@receiver([page_published, page_unpublished], sender=LessonPage, dispatch_uid="courses.lesson_published")
def lesson_published(instance: LessonPage, **_kwargs: Any) -> None:
    """Remember what the published page of a lesson says."""
    complete_soon(remember_lesson(instance).pk)


@receiver([page_published, page_unpublished], sender=ModulePage, dispatch_uid="courses.module_published")
def module_published(instance: ModulePage, **_kwargs: Any) -> None:
    """Let the outline be read anew."""
    forget_above(instance)


@receiver(page_slug_changed, dispatch_uid="courses.page_renamed")
def page_renamed(instance: Page, **_kwargs: Any) -> None:
    """Let the outline be read anew: addresses in it have changed."""
    if isinstance(instance, CoursePage | ModulePage | LessonPage):
        forget_above(instance)


@receiver(post_page_move, dispatch_uid="courses.page_moved")
def page_moved(instance: Page, parent_page_before: Page, **_kwargs: Any) -> None:
    """Let lessons follow their pages, also into another course, where they count from now on."""
    if not isinstance(instance.specific, CoursePage | ModulePage | LessonPage):
        return
    for lesson in LessonPage.objects.descendant_of(instance, inclusive=True):
        complete_soon(remember_lesson(lesson).pk)
    forget_above(instance)
    forget_above(parent_page_before)


def forget_above(page: Page) -> None:
    """Let the outline of the course at or above `page` be read anew."""
    for course_page in CoursePage.objects.ancestor_of(page, inclusive=True).select_related("record"):
        forget_outline(course_page.record)


@receiver(pre_delete, sender=CoursePage, dispatch_uid="courses.keep_course")
@receiver(pre_delete, sender=LessonPage, dispatch_uid="courses.keep_lesson")
def keep_what_is_used(instance: CoursePage | LessonPage, **_kwargs: Any) -> None:
    """Refuse to delete a page whose record has learners behind it, whoever asks: view, bulk action or code."""
    refuse_delete(instance)


@receiver(post_delete, sender=LessonPage, dispatch_uid="courses.lesson_deleted")
def lesson_deleted(instance: LessonPage, **_kwargs: Any) -> None:
    """Take a deleted lesson out of what is required."""
    complete_soon(retire_lesson(instance))
