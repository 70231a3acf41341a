"""Enrolling, doing lessons, completing courses."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from common import mail
from courses.errors import LessonNotFinished
from courses.models import Completion, Course, Enrollment, LearningEvent, Lesson
from courses.operations.certificates import issue_certificate
from courses.progress import Event, Progress
from courses.queries import History, course_address, history_of, progress_of

Kind = LearningEvent.Kind


@transaction.atomic
def enroll(*, learner: User, course: Course, now: datetime) -> Enrollment:
    """Give `learner` a place in `course`; what they did before is kept. Enrolling twice changes nothing."""
    active, suspended = Enrollment.State.ACTIVE, Enrollment.State.SUSPENDED
    rest = (
        Enrollment.objects.select_for_update().filter(learner=learner, course=course).order_by("-state", "pk").first()
    )
    if rest is not None and rest.state == suspended:
        rest.state, rest.suspended_at = active, None
        rest.save(update_fields=["state", "suspended_at"])
        return rest
    enrollment, is_new = Enrollment.objects.get_or_create(
        learner=learner, course=course, state=active, defaults={"enrolled_at": now}
    )
    if is_new:
        LearningEvent.objects.create(enrollment=enrollment, kind=Kind.ENROLLED, at=now)
        action = {
            "action_url": course_address(course),
            "action_label": gettext_lazy("Begin, or go on where you stopped"),
        }
        mail.send("courses/email/enrolled", learner, {"course": course, **action})
    return enrollment


@transaction.atomic
def suspend(*, learner: User, course: Course, now: datetime) -> None:
    """Close the course to `learner`; progress, attempts and certificates stay. Doing it twice changes nothing."""
    Enrollment.objects.active().filter(learner=learner, course=course).update(
        state=Enrollment.State.SUSPENDED, suspended_at=now
    )


def lock(enrollment: Enrollment) -> None:
    """Let two things that one learner does at once wait for each other."""
    Enrollment.objects.select_for_update(no_key=True).only("pk").get(pk=enrollment.pk)


@transaction.atomic
def mark_done(*, enrollment: Enrollment, lesson: Lesson, now: datetime) -> Progress:
    """Mark a lesson that is completed by reading as done; doing it twice changes nothing.

    Raises `LessonNotFinished` for a lesson that a quiz or a scenario completes.
    """
    if lesson.completes == Completion.QUIZ:
        raise LessonNotFinished(_("This lesson is done when you pass its quiz."))
    if lesson.completes == Completion.SCENARIO:
        raise LessonNotFinished(_("This lesson is done when you have played its scenario to an end."))
    lock(enrollment)
    history = history_of(enrollment)
    if lesson.pk in history.progress.done:
        return history.progress
    return note(enrollment=enrollment, history=history, kind=Kind.LESSON_DONE, lesson=lesson, now=now)


@transaction.atomic
def mark_undone(*, enrollment: Enrollment, lesson: Lesson, now: datetime) -> None:
    """Take back the mark on a lesson; a passed quiz, a finished scenario and a completed course stay."""
    lock(enrollment)
    progress = progress_of(enrollment)
    if lesson.pk in progress.done - progress.lasting:
        LearningEvent.objects.create(enrollment=enrollment, kind=Kind.LESSON_UNDONE, lesson=lesson, at=now)


def note(
    *, enrollment: Enrollment, history: History, kind: str, lesson: Lesson, now: datetime, source: UUID | None = None
) -> Progress:
    """Write that a lesson was completed, and complete the course when it was the last one; under the lock."""
    LearningEvent.objects.create(enrollment=enrollment, kind=kind, lesson=lesson, source=source, at=now)
    return _complete_if_due(enrollment, history.then(Event(kind, lesson.pk)), now)


@transaction.atomic
def complete_if_due(*, enrollment: Enrollment, now: datetime) -> Progress:
    """Complete the course when every required lesson is done, and give the certificate. Twice changes nothing."""
    lock(enrollment)
    return _complete_if_due(enrollment, history_of(enrollment), now)


def _complete_if_due(enrollment: Enrollment, history: History, now: datetime) -> Progress:
    progress = history.progress
    if progress.is_complete or not progress.is_all_done:
        return progress
    LearningEvent.objects.create(enrollment=enrollment, kind=Kind.COURSE_COMPLETED, at=now)
    if enrollment.course.gives_certificate and enrollment.learner.name.strip():
        issue_certificate(enrollment=enrollment, now=now)
    return history.then(Event(Kind.COURSE_COMPLETED)).progress
