"""Playing a scenario: same choices, same result; nothing counted twice; every word kept."""

import html as markup

import pytest

from courses.models import LearningEvent, Scenario, ScenarioRun
from courses.queries import scenario_marks
from tests.factories.courses import GRAPH, course, enrolled, lessons_of, run, scenario

pytestmark = pytest.mark.django_db


def url(row, tail=""):
    return f"/learn/scenario/{row.public_id}/{tail}"


def text_of(response, status=200):
    assert response.status_code == status
    return markup.unescape(response.content.decode())


def choose(client, row, position, choice):
    return client.post(url(row), {"position": position, "choice": choice})


def test_a_scenario_starts_from_its_lesson_and_goes_on_where_it_was(client_for, robin):
    page = course(lessons=[{"completes": "scenario", "scenario": scenario()}])
    enrolled(robin, page)
    client = client_for(robin)
    start = f"/learn/lessons/{lessons_of(page)[0].record.key}/scenario/"
    first = client.post(start)["Location"]
    assert client.post(start)["Location"] == first
    assert ScenarioRun.objects.count() == 1


def test_the_room_shows_people_situation_and_choices_and_no_consequence(client_for, robin):
    text = text_of(client_for(robin).get(url(run(robin))))
    for words in ("Dana Whitfield", "Business Owner", "The room has gone quiet.", "First scene", "Ask", "Tell"):
        assert words in text
    for words in ("They talk.", "They wait.", "Second scene", "Decided"):
        assert words not in text


def test_a_choice_shows_what_follows_and_then_the_next_scene(client_for, robin):
    row = run(robin)
    client = client_for(robin)
    response = choose(client, row, 0, "ask")
    assert response["Location"] == url(row, "0/")
    assert "They talk." in text_of(client.get(url(row, "0/")))
    assert "Second scene" in text_of(client.get(url(row)))


def test_sending_a_choice_twice_is_harmless(client_for, robin):
    row = run(robin)
    client = client_for(robin)
    assert choose(client, row, 0, "ask")["Location"] == choose(client, row, 0, "ask")["Location"]
    row.refresh_from_db()
    assert row.choices == ["ask"]


def test_a_stale_page_leads_to_where_the_run_is(client_for, robin):
    row = run(robin)
    client = client_for(robin)
    choose(client, row, 0, "ask")
    response = client.post(url(row), {"position": 0, "choice": "tell"}, follow=True)
    text = text_of(response)
    assert "You had decided this scene before" in text
    assert "Second scene" in text
    row.refresh_from_db()
    assert row.choices == ["ask"]


@pytest.mark.parametrize(
    "data",
    [{}, {"position": 0}, {"position": 0, "choice": "wait"}, {"position": "x", "choice": "ask"}, {"choice": "ask"}],
)
def test_what_the_scene_does_not_offer_is_refused_and_the_scene_stays(client_for, robin, data):
    row = run(robin)
    assert "First scene" in text_of(client_for(robin).post(url(row), data), 422)
    row.refresh_from_db()
    assert row.choices == []


def test_a_step_that_is_not_taken_yet_is_not_there(client_for, robin):
    row = run(robin)
    assert client_for(robin).get(url(row, "0/")).status_code == 404


def test_the_end_completes_the_lesson_and_shows_the_debrief(client_for, robin):
    row = run(robin)
    client = client_for(robin)
    choose(client, row, 0, "ask")
    choose(client, row, 1, "wait")
    text = text_of(client.get(url(row)))
    for words in (
        "Decided",
        "They decided.",
        "a strong sign of it",
        "Whose decision was it?",
        "Product Management's.",
        "What else you could have done",
        "Fill the silence",
        "Leads to: Undecided",
    ):
        assert words in text
    events = LearningEvent.objects.order_by("pk").values_list("kind", "source")
    assert list(events)[1:] == [("scenario_finished", row.public_id), ("course_completed", None)]


def test_the_map_draws_the_way_taken_and_the_others(client_for, robin):
    row = run(robin)
    client = client_for(robin)
    choose(client, row, 0, "tell")
    text = text_of(client.get(url(row)))
    assert text.count('class="map__edge" data-state="traveled"') == 1
    assert text.count('class="map__edge" data-state="ahead"') == 3


def test_another_play_is_a_new_run_and_lowers_nothing(client_for, robin):
    row = run(robin)
    client = client_for(robin)
    choose(client, row, 0, "ask")
    choose(client, row, 1, "wait")
    again = client.post(f"/learn/lessons/{row.lesson.key}/scenario/")["Location"]
    assert again != url(row)
    client.post(again, {"position": 0, "choice": "tell"})
    assert "Undecided" in text_of(client.get(again))
    assert "Decided" in text_of(client.get(url(row)))
    assert LearningEvent.objects.filter(kind="course_completed").count() == 1


def test_a_run_keeps_the_scenario_as_it_was_played(client_for, robin):
    row = run(robin)
    Scenario.objects.update(graph={**GRAPH, "situation": "Another situation."})
    assert "The room has gone quiet." in text_of(client_for(robin).get(url(row)))


def test_marks_come_from_finished_runs_in_the_order_played(client_for, robin):
    row = run(robin)
    client = client_for(robin)
    choose(client, row, 0, "ask")
    assert scenario_marks(robin) == []
    choose(client, row, 1, "wait")
    marks = scenario_marks(robin)
    assert [(mark.skill, mark.behavior, mark.mark) for mark in marks] == [("SLM", "SLM2", "++"), ("FAC", "FAC1", "+")]
    assert {mark.run for mark in marks} == {row.public_id}


def test_another_learner_finds_no_run(client_for, robin, sam):
    row = run(robin)
    client = client_for(sam)
    assert client.get(url(row)).status_code == 404
    assert choose(client, row, 0, "ask").status_code == 404


def test_when_access_has_ended_an_open_run_closes(client_for, robin):
    from django.utils import timezone

    from courses.operations import suspend

    row = run(robin)
    suspend(learner=robin, course=row.enrollment.course, now=timezone.now())
    client = client_for(robin)
    assert client.get(url(row)).status_code == 302
    assert choose(client, row, 0, "ask").status_code == 302
    row.refresh_from_db()
    assert row.choices == []
