"""Scenarios: the room, what follows from a choice, and the debrief."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from common.errors import RuleBroken
from courses import access, operations, scenario_graph, scenario_map
from courses.forms import ChoiceForm
from courses.models import LessonPage, Scenario, ScenarioRun
from courses.models.presenting import presents
from courses.queries import behaviors_named, earlier_runs
from courses.scenario_graph import Graph, Play, Step, UnknownChoice
from courses.views.learning import lesson_address, next_address, open_lesson, person, refused

MARKS_IN_WORDS = {
    "++": gettext_lazy("a strong sign of it"),
    "+": gettext_lazy("a sign of it"),
    "-": gettext_lazy("works against it"),
}


@login_required
@require_POST
def scenario_start(request: HttpRequest, key: UUID) -> HttpResponse:
    """Begin a run, or go on with the open one."""
    lesson, enrollment = open_lesson(request, key)
    if enrollment is None:
        return refused(request, lesson)
    page = LessonPage.objects.live().filter(record=lesson).select_related("scenario").first()
    try:
        run = operations.start_scenario(
            enrollment=enrollment, lesson=lesson, scenario=page.scenario if page else None, now=timezone.now()
        )
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return redirect(lesson_address(lesson))
    return redirect("courses:scenario-run", run.public_id)


@login_required
@require_http_methods(["GET", "POST"])
def scenario_run(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show the scene and take the choice; after the last one, the debrief."""
    run = own_run(request, public_id)
    if run.is_finished:
        return show_debrief(request, run) if request.method == "GET" else already_decided(request, run)
    if not access.is_open(person(request), run.lesson.course):
        return refused(request, run.lesson)
    return show_scene(request, run) if request.method == "GET" else take_choice(request, run)


def take_choice(request: HttpRequest, run: ScenarioRun) -> HttpResponse:
    """Make the choice that was sent and show what follows; a step that was taken before is shown as it was taken."""
    form = ChoiceForm(request.POST)
    if not form.is_valid():
        return show_scene(request, run, error=_("Choose what you do."))
    position, choice = form.cleaned_data["position"], form.cleaned_data["choice"]
    try:
        run = operations.choose(run=run, position=position, choice=choice, now=timezone.now())
    except UnknownChoice:
        return show_scene(request, run, error=_("This scene does not offer that. Choose one of these."))
    if run.choices[position : position + 1] == [choice]:
        return redirect("courses:scenario-step", run.public_id, position)
    return already_decided(request, run)


def already_decided(request: HttpRequest, run: ScenarioRun) -> HttpResponse:
    """Lead a stale page to where the run is now."""
    messages.info(request, _("You had decided this scene before. This is where you are now."))
    return redirect("courses:scenario-run", run.public_id)


@login_required
@require_GET
def scenario_step(request: HttpRequest, public_id: UUID, position: int) -> HttpResponse:
    """Show what followed from the choice at `position`."""
    run = own_run(request, public_id)
    graph, play = played(run)
    if position >= len(play.steps):
        raise Http404
    context = {
        "run": run,
        "graph": graph,
        "step": play.steps[position],
        "number": position + 1,
        "is_last": position + 1 == len(play.steps),
        "following": position + 1,
        "end": play.end if position + 1 == len(play.steps) else None,
    }
    return render(request, "courses/scenario_step.html", context)


@presents(Scenario)
def scenario_preview(request: HttpRequest, scenario: Scenario, _preview: str) -> HttpResponse:
    """Show editors the drawn map, every scene and every end, or what is wrong; records nothing."""
    faults = scenario_graph.faults(scenario.graph)
    graph = None if faults else scenario_graph.read(scenario.graph)
    context = {
        "scenario": scenario,
        "faults": faults,
        "graph": graph,
        "map": scenario_map.draw(graph, ()) if graph else None,
    }
    return TemplateResponse(request, "courses/scenario_preview.html", context)


def own_run(request: HttpRequest, public_id: UUID) -> ScenarioRun:
    """Return a run of who asks; other people's do not exist."""
    runs = ScenarioRun.objects.filter(learner=person(request)).select_related(
        "enrollment__course", "enrollment__learner", "lesson__course"
    )
    return get_object_or_404(runs, public_id=public_id)


def played(run: ScenarioRun) -> tuple[Graph, Play]:
    """Return the scenario as it was played, and where the choices have led."""
    graph = scenario_graph.read(run.scenario_as_played)
    return graph, scenario_graph.play(graph, run.choices)


def show_scene(request: HttpRequest, run: ScenarioRun, *, error: str = "") -> HttpResponse:
    """Show the room, what happens in it, and what one may do."""
    graph, play = played(run)
    context = {
        "run": run,
        "graph": graph,
        "scene": play.scene,
        "steps": play.steps,
        "position": len(play.steps),
        "error": error,
        "lesson_url": lesson_address(run.lesson),
    }
    return render(request, "courses/scenario.html", context, status=422 if error else 200)


def show_debrief(request: HttpRequest, run: ScenarioRun) -> HttpResponse:
    """Show how it ended, the way there and the ways not taken, what it showed, and whose decision it was."""
    graph, play = played(run)
    names = behaviors_named(behavior for step in play.steps for behavior, _mark in step.choice.shows)
    context: dict[str, Any] = {
        "run": run,
        "graph": graph,
        "end": play.end,
        "steps": [told(graph, step, names) for step in play.steps],
        "map": scenario_map.draw(graph, run.choices),
        "others": [row for row in earlier_runs(run.enrollment, run.lesson) if row.pk != run.pk],
        "is_open": access.is_open(person(request), run.lesson.course),
        "next_url": next_address(run.lesson),
        "lesson_url": lesson_address(run.lesson),
    }
    return render(request, "courses/scenario_debrief.html", context)


def told(graph: Graph, step: Step, names: dict[str, str]) -> dict[str, Any]:
    """Return a step of the way in words: what it showed, and what else could have been done."""
    return {
        "scene": step.scene,
        "choice": step.choice,
        "marks": [(names[behavior], MARKS_IN_WORDS[mark], mark) for behavior, mark in step.choice.shows],
        "others": [(choice, place_title(graph, choice.next)) for choice in step.scene.choices if choice != step.choice],
    }


def place_title(graph: Graph, key: str) -> str:
    """Return the title of a scene or an end."""
    return graph.ends[key].title if key in graph.ends else graph.scenes[key].title
