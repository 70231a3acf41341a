"""Who learns what, and what happened: everything else about progress is derived from these two tables."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models.records import Course, Lesson


class EnrollmentQuerySet(models.QuerySet["Enrollment"]):
    """Enrollments, by state."""

    def active(self) -> "EnrollmentQuerySet":
        """Return the enrollments in use."""
        return self.filter(state=Enrollment.State.ACTIVE)


class Enrollment(models.Model):
    """A learner's place in a course. The right to read is billing's; this is the record, and it survives the right."""

    class State(models.TextChoices):
        """Whether the course is open to the learner."""

        ACTIVE = "active", _("Active")
        SUSPENDED = "suspended", _("Suspended")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="enrollments")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="enrollments")
    state = models.CharField(max_length=10, choices=State, default=State.ACTIVE)
    enrolled_at = models.DateTimeField(default=timezone.now)
    suspended_at = models.DateTimeField(null=True, blank=True)

    objects = EnrollmentQuerySet.as_manager()

    class Meta:
        ordering = ["-enrolled_at"]
        verbose_name = _("enrollment")
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "course"], condition=Q(state="active"), name="one_active_enrollment"
            )
        ]

    def __str__(self) -> str:
        return f"{self.learner} · {self.course}"

    @property
    def is_active(self) -> bool:
        """Say whether the learner is in the course now."""
        return self.state == self.State.ACTIVE


class LearningEvent(models.Model):
    """One thing that happened on a learner's way through a course; never changed, deleted only by erasure.

    `source` names the attempt or run behind the event, so that the same one is never counted twice.
    """

    class Kind(models.TextChoices):
        """What happened."""

        ENROLLED = "enrolled", _("enrolled")
        LESSON_DONE = "lesson_done", _("lesson done")
        LESSON_UNDONE = "lesson_undone", _("lesson opened again")
        QUIZ_PASSED = "quiz_passed", _("quiz passed")
        SCENARIO_FINISHED = "scenario_finished", _("scenario finished")
        COURSE_COMPLETED = "course_completed", _("course completed")

    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=20, choices=Kind)
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, null=True, related_name="events")
    source = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("learning event")
        constraints = [
            models.UniqueConstraint(
                fields=["enrollment", "kind"],
                condition=Q(kind__in=["enrolled", "course_completed"]),
                name="happens_once_per_enrollment",
            ),
            models.UniqueConstraint(
                fields=["enrollment", "kind", "source"],
                condition=Q(source__isnull=False),
                name="one_event_per_source",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["enrolled", "course_completed"]) | Q(lesson__isnull=False),
                name="lesson_events_name_a_lesson",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.at:%Y-%m-%d %H:%M}"
