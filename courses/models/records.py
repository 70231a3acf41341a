"""The rows that learning hangs on: a page presents, a record remembers."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Completion(models.TextChoices):
    """What completes a lesson."""

    READ = "read", _("Read it and mark it as done")
    QUIZ = "quiz", _("Pass the quiz")
    SCENARIO = "scenario", _("Play the scenario to its end")


class Course(models.Model):
    """What a learner is enrolled in; shared by all translations of its page, and kept when the page goes.

    `key` is the page's translation key. `code` is the natural key of the starter content, empty for what editors add.
    Title, slug and certificate are those of the published source page.
    """

    key = models.UUIDField(unique=True, editable=False)
    code = models.SlugField(max_length=60, unique=True, null=True, blank=True)
    slug = models.SlugField(max_length=255, blank=True)
    title = models.CharField(max_length=255)
    gives_certificate = models.BooleanField(default=True)
    is_live = models.BooleanField(default=False)
    outline_version = models.PositiveIntegerField(default=0)  # one higher whenever a published part of it changes

    class Meta:
        ordering = ["title"]
        verbose_name = _("course record")

    def __str__(self) -> str:
        return self.title


class LessonQuerySet(models.QuerySet["Lesson"]):
    """Lessons, by what counts."""

    def counting(self) -> "LessonQuerySet":
        """Return the published lessons that a learner must finish."""
        return self.filter(is_live=True, is_required=True)


class Lesson(models.Model):
    """What a learner finishes; `key` is the page's translation key, the rule is that of the published source page."""

    key = models.UUIDField(unique=True, editable=False)
    code = models.SlugField(max_length=60, unique=True, null=True, blank=True)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="lessons")
    title = models.CharField(max_length=255)
    completes = models.CharField(max_length=10, choices=Completion, default=Completion.READ)
    is_required = models.BooleanField(default=True)
    is_live = models.BooleanField(default=False)

    objects = LessonQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("lesson record")

    def __str__(self) -> str:
        return self.title
