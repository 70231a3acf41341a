"""Quizzes: a bank of questions that editors reuse, and attempts that keep the questions as they were asked."""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import DraftStateMixin, LockableMixin, Orderable, RevisionMixin, TranslatableMixin, WorkflowMixin

from assessments.models import Skill
from courses.models.learning import Enrollment
from courses.models.records import Lesson


def new_key() -> str:
    """Return a short key for something that an editor adds without naming a key."""
    return get_random_string(8, "abcdefghjkmnpqrstuvwxyz23456789")


class Question(WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, TranslatableMixin, ClusterableModel):
    """A question of the bank, with one right option and a reason for each."""

    key = models.SlugField(_("key"), max_length=60, default=new_key, help_text=_("A short name that stays for good."))
    stem = models.TextField(_("question"), max_length=600)
    skill = models.ForeignKey(
        Skill, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("skill")
    )
    why = models.TextField(
        _("why"), max_length=1000, help_text=_("Shown with the result: why the right answer is the right one.")
    )

    class Meta(TranslatableMixin.Meta):
        ordering = ["key"]
        verbose_name = _("question")
        constraints = [models.UniqueConstraint(fields=["key", "locale"], name="one_question_per_key")]

    def __str__(self) -> str:
        return self.stem if len(self.stem) <= 80 else f"{self.stem[:79]}…"


class Option(Orderable):
    """One answer to choose, and what is said to those who chose it."""

    question = ParentalKey(Question, on_delete=models.CASCADE, related_name="options")
    key = models.SlugField(max_length=20, default=new_key, editable=False)
    text = models.TextField(_("answer"), max_length=400)
    is_right = models.BooleanField(_("this is the right answer"), default=False)
    feedback = models.TextField(_("feedback"), max_length=800, help_text=_("Why this answer is, or is not, the one."))

    class Meta(Orderable.Meta):
        verbose_name = _("option")
        constraints = [models.UniqueConstraint(fields=["question", "key"], name="one_option_per_key")]

    def __str__(self) -> str:
        return self.text


class Quiz(WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, TranslatableMixin, ClusterableModel):
    """Questions of the bank, in order, with a pass mark in whole percent."""

    key = models.SlugField(_("key"), max_length=60, default=new_key, help_text=_("A short name that stays for good."))
    title = models.CharField(_("title"), max_length=200)
    pass_percent = models.PositiveSmallIntegerField(
        _("pass mark in percent"),
        default=67,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("The share of right answers, rounded to a whole percent: 67 means two of three."),
    )

    class Meta(TranslatableMixin.Meta):
        ordering = ["title"]
        verbose_name = _("quiz")
        verbose_name_plural = _("quizzes")
        constraints = [models.UniqueConstraint(fields=["key", "locale"], name="one_quiz_per_key")]

    def __str__(self) -> str:
        return self.title


class QuizQuestion(Orderable):
    """A question's place in a quiz."""

    quiz = ParentalKey(Quiz, on_delete=models.CASCADE, related_name="entries")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="entries", verbose_name=_("question"))

    class Meta(Orderable.Meta):
        constraints = [models.UniqueConstraint(fields=["quiz", "question"], name="question_once_per_quiz")]

    def __str__(self) -> str:
        return str(self.question)


class QuizAttempt(models.Model):
    """One try at a quiz. `questions` is what was asked, in the order shown; `answers` maps question to option key."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="quiz_attempts")
    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="quiz_attempts")
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="quiz_attempts")
    quiz = models.ForeignKey(Quiz, on_delete=models.PROTECT, related_name="attempts")
    seed = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    questions = models.JSONField()
    answers = models.JSONField(default=dict)
    pass_percent = models.PositiveSmallIntegerField()
    started_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    n_right = models.PositiveSmallIntegerField(null=True)
    is_passed = models.BooleanField(null=True)

    class Meta:
        ordering = ["-started_at"]
        verbose_name = _("quiz attempt")
        constraints = [
            models.UniqueConstraint(
                fields=["enrollment", "lesson"], condition=Q(submitted_at__isnull=True), name="one_open_quiz_attempt"
            ),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True, n_right__isnull=True, is_passed__isnull=True)
                | Q(submitted_at__isnull=False, n_right__isnull=False, is_passed__isnull=False),
                name="submitted_attempts_have_a_score",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} · {self.started_at:%Y-%m-%d %H:%M}"

    @property
    def is_submitted(self) -> bool:
        """Say whether the answers have been handed in."""
        return self.submitted_at is not None
