"""Runs of scenarios: started, one choice at a time, finished by the last one."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from courses import scenario_graph
from courses.errors import NothingToPlay
from courses.models import Enrollment, LearningEvent, Lesson, Scenario, ScenarioRun
from courses.operations.enrollments import lock, note
from courses.queries import history_of


@transaction.atomic
def start_scenario(*, enrollment: Enrollment, lesson: Lesson, scenario: Scenario | None, now: datetime) -> ScenarioRun:
    """Return the open run of this lesson, or a new one of the scenario as it is now.

    Raises `NothingToPlay` when the scenario is not published or fails its checks.
    """
    lock(enrollment)
    run = enrollment.scenario_runs.filter(lesson=lesson, finished_at=None).first()
    if run is not None:
        return run
    if scenario is None or not scenario.live or scenario_graph.faults(scenario.graph):
        raise NothingToPlay(_("The scenario of this lesson is being worked on. Please come back later."))
    return enrollment.scenario_runs.create(
        learner_id=enrollment.learner_id,
        lesson=lesson,
        scenario=scenario,
        title=scenario.title,
        scenario_as_played=scenario.graph,
        started_at=now,
    )


@transaction.atomic
def choose(*, run: ScenarioRun, position: int, choice: str, now: datetime) -> ScenarioRun:
    """Take step `position` (from 0) of a run with this choice, and finish the run when it leads to an end.

    A step that has been taken already stays as it is, so that sending a choice twice is harmless.
    Raises `scenario_graph.UnknownChoice` for a choice that the scene does not offer.
    """
    lock(run.enrollment)
    current = ScenarioRun.objects.select_for_update().get(pk=run.pk)
    if current.is_finished or position != len(current.choices):
        return current
    chosen = [*current.choices, choice]
    play = scenario_graph.play(scenario_graph.read(current.scenario_as_played), chosen)
    current.choices = chosen
    current.finished_at = now if play.end else None
    current.save(update_fields=["choices", "finished_at"])
    if play.end:
        note(
            enrollment=run.enrollment,
            history=history_of(run.enrollment),
            kind=LearningEvent.Kind.SCENARIO_FINISHED,
            lesson=run.lesson,
            source=run.public_id,
            now=now,
        )
    return current
