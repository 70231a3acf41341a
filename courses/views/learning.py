"""Enrolling, marking lessons, and the list of one's own courses."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import User
from common.errors import RuleBroken
from courses import access, operations, rights
from courses.models import Course, Enrollment, Lesson
from courses.queries import active_enrollments, catalog_address, outline_of, page_of


@login_required
@require_GET
def my_courses(request: HttpRequest) -> HttpResponse:
    """Show the courses that one is in, with one button each, and the certificates."""
    learner = person(request)
    courses = active_enrollments(learner)
    context = {
        "courses": courses,
        "certificates": learner.certificates.filter(revoked_at=None),
        "catalog_url": "" if courses else catalog_address(),
    }
    return render(request, "courses/my_courses.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def enroll(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take a free course; who comes back here from signing in is led to the course's page."""
    course = get_object_or_404(Course, key=key, is_live=True)
    page = page_of(course)
    address = (page.url if page else None) or "/"
    if request.method == "GET":
        return redirect(address)
    try:
        rights.take_free(learner=person(request), course=course, now=timezone.now())
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return redirect(address)
    first = outline_of(page).lessons[:1] if page else ()
    messages.success(request, _("You are in. Begin whenever you like."))
    return redirect(address + (first[0].path if first else ""))


@login_required
@require_POST
def lesson_done(request: HttpRequest, key: UUID) -> HttpResponse:
    """Mark a lesson as done and go on to the next."""
    lesson, enrollment = open_lesson(request, key)
    if enrollment is None:
        return refused(request, lesson)
    try:
        progress = operations.mark_done(enrollment=enrollment, lesson=lesson, now=timezone.now())
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return redirect(lesson_address(lesson))
    if progress.is_complete and not progress.new_since:
        return redirect(course_url(lesson.course))
    return redirect(next_address(lesson))


@login_required
@require_POST
def lesson_undone(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take the mark back."""
    lesson, enrollment = open_lesson(request, key)
    if enrollment is None:
        return refused(request, lesson)
    operations.mark_undone(enrollment=enrollment, lesson=lesson, now=timezone.now())
    return redirect(lesson_address(lesson))


def person(request: HttpRequest) -> User:
    """Return who asks; the view has made sure that somebody is signed in."""
    assert isinstance(request.user, User)  # noqa: S101  what login_required promises, said to the type checker
    return request.user


def open_lesson(request: HttpRequest, key: UUID) -> tuple[Lesson, Enrollment | None]:
    """Return a published lesson, and the enrollment through which it is open to who asks, if it is."""
    lesson = get_object_or_404(Lesson.objects.select_related("course"), key=key, is_live=True)
    return lesson, access.open_enrollment(person(request), lesson.course)


def refused(request: HttpRequest, lesson: Lesson) -> HttpResponse:
    """Say that one has to be in the course first, on the course's page."""
    messages.error(request, _("This lesson opens once you are in the course."))
    return redirect(course_url(lesson.course))


def course_url(course: Course) -> str:
    """Return the address of the course's page."""
    page = page_of(course)
    return (page.url if page else None) or "/"


def lesson_address(lesson: Lesson) -> str:
    """Return the address of a lesson, or of its course when the lesson is not published any more."""
    return _address(lesson, 0)


def next_address(lesson: Lesson) -> str:
    """Return the address of the lesson after this one, or of the course after the last."""
    return _address(lesson, 1)


def _address(lesson: Lesson, step: int) -> str:
    page = page_of(lesson.course)
    if page is None:
        return "/"
    stops = outline_of(page).lessons
    index = next((i + step for i, stop in enumerate(stops) if stop.lesson == lesson.pk), len(stops))
    return (page.url or "/") + (stops[index].path if index < len(stops) else "")
