"""Scenarios: a facilitation situation with scenes and choices, and the runs of those who play it."""

import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    RevisionMixin,
    TranslatableMixin,
    WorkflowMixin,
)

from courses import scenario_graph
from courses.models.learning import Enrollment
from courses.models.presenting import PresentedMixin
from courses.models.quizzes import new_key
from courses.models.records import Lesson


class Scenario(
    PresentedMixin,
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    PreviewableMixin,
    TranslatableMixin,
    models.Model,
):
    """A situation with people in the room, scenes, choices and ends; `graph` has the form of `scenario_graph`."""

    key = models.SlugField(_("key"), max_length=60, default=new_key, help_text=_("A short name that stays for good."))
    title = models.CharField(_("title"), max_length=200)
    graph = models.JSONField(_("scenes and choices"))

    class Meta(TranslatableMixin.Meta):
        ordering = ["title"]
        verbose_name = _("scenario")
        constraints = [models.UniqueConstraint(fields=["key", "locale"], name="one_scenario_per_key")]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Refuse scenes that nobody reaches, dead ends, circles, and choices without a consequence."""
        super().clean()
        faults = scenario_graph.faults(self.graph)
        if faults:
            raise ValidationError({"graph": faults})


class ScenarioRun(models.Model):
    """One play of a scenario. `scenario_as_played` is what was shown; `choices` are the keys chosen, in order."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="scenario_runs")
    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="scenario_runs")
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="scenario_runs")
    scenario = models.ForeignKey(Scenario, on_delete=models.PROTECT, related_name="runs")
    title = models.CharField(max_length=200)
    scenario_as_played = models.JSONField()
    choices = models.JSONField(default=list)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-started_at"]
        verbose_name = _("scenario run")
        constraints = [
            models.UniqueConstraint(
                fields=["enrollment", "lesson"], condition=Q(finished_at__isnull=True), name="one_open_scenario_run"
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} · {self.started_at:%Y-%m-%d %H:%M}"

    @property
    def is_finished(self) -> bool:
        """Say whether the run has come to an end."""
        return self.finished_at is not None
