"""The graph of a scenario: what is refused, and what holds for everything that is not."""

import copy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.content import read_yaml
from courses import scenario_graph, scenario_map
from tests.factories.courses import GRAPH


def changed(**changes):
    return {**copy.deepcopy(GRAPH), **changes}


def with_choice(**changes):
    graph = copy.deepcopy(GRAPH)
    graph["nodes"][1]["choices"][0].update(changes)
    return graph


def test_a_sound_scenario_has_no_faults():
    assert scenario_graph.faults(GRAPH) == []


@pytest.mark.parametrize(
    ("graph", "fault"),
    [
        (changed(start="nowhere"), "The scenario starts in “nowhere”, which is not a scene."),
        (with_choice(next="nowhere"), "Scene “s2”, choice “wait” leads to “nowhere”, which does not exist."),
        (with_choice(next="e-poor"), "End “e-good” is never reached."),
        (with_choice(consequence=" "), "Scene “s2”, choice “wait”: “consequence” is missing or empty."),
        (
            with_choice(shows={"SLM2": "+++"}),
            "Scene “s2”, choice “wait”: “shows” names behaviors with “++”, “+” or “-”.",
        ),
        (with_choice(key="fill"), "Scene “s2”, choice “fill” is there twice."),
        (changed(whose_decision=""), "The scenario: “whose_decision” is missing or empty."),
        (changed(people="Dana"), "The scenario: “people” must be a list."),
        (
            changed(ends=[{**GRAPH["ends"][0], "kind": "great"}, GRAPH["ends"][1]]),
            "End “e-good”: “kind” is one of good, mixed, poor.",
        ),
    ],
)
def test_a_fault_is_named_with_its_scene(graph, fault):
    assert scenario_graph.faults(graph) == [fault]


def test_a_dead_end_is_named():
    graph = copy.deepcopy(GRAPH)
    graph["nodes"][1]["choices"] = []
    assert scenario_graph.faults(graph) == ["Scene “s2” is a dead end: it has no choices."]


def test_a_circle_is_named():
    graph = copy.deepcopy(GRAPH)
    back = {"key": "back", "text": "Back", "consequence": "Again.", "next": "s1"}
    graph["nodes"][1]["choices"].append(back)
    assert scenario_graph.faults(graph) == ["The scenes s1 → s2 → s1 lead in a circle, so that a path need not end."]


def test_a_scene_that_nobody_reaches_is_named():
    graph = copy.deepcopy(GRAPH)
    graph["nodes"].append({**copy.deepcopy(GRAPH["nodes"][1]), "key": "s3"})
    assert scenario_graph.faults(graph) == ["Scene “s3” is never reached."]


@pytest.mark.parametrize("data", [None, [], "text", 7, {}, {"nodes": 3}, {"nodes": [None], "ends": [[]]}])
def test_what_is_no_scenario_at_all_is_refused_in_words(data):
    assert scenario_graph.faults(data)


KEYS = st.integers(0, 7)
EDGES = st.dictionaries(KEYS, st.lists(st.one_of(KEYS, st.sampled_from(["good", "poor"])), max_size=3), min_size=1)


def graph_of(edges):
    nodes = [
        {
            "key": f"s{key}",
            "title": "T",
            "text": "T",
            "choices": [
                {"key": f"c{i}", "text": "T", "consequence": "T", "next": goal if isinstance(goal, str) else f"s{goal}"}
                for i, goal in enumerate(goals)
            ],
        }
        for key, goals in edges.items()
    ]
    ends = [{"key": key, "kind": key, "title": "T", "debrief": "T"} for key in ("good", "poor")]
    return {**GRAPH, "start": f"s{next(iter(edges))}", "nodes": nodes, "ends": ends}


@given(EDGES)
def test_what_passes_has_only_paths_that_end_and_meets_every_scene(edges):
    data = graph_of(edges)
    if scenario_graph.faults(data):
        return
    graph = scenario_graph.read(data)
    met = set()
    for path in scenario_graph.paths(graph):
        play = scenario_graph.play(graph, path)
        assert play.end is not None
        assert len(play.steps) <= len(graph.scenes)
        met |= {step.scene.key for step in play.steps} | {play.end.key}
    assert met == graph.scenes.keys() | graph.ends.keys()


@given(st.permutations(range(6)), st.data())
def test_a_forward_graph_with_ends_is_never_refused_for_a_circle(order, data):
    later = [[*order[i + 1 :], "good"] for i in range(len(order))]
    edges = {
        key: [*data.draw(st.lists(st.sampled_from(goals), max_size=2)), "good", "poor"]
        for key, goals in zip(order, later, strict=True)
    }
    assert not any("circle" in fault for fault in scenario_graph.faults(graph_of(edges)))


@given(EDGES)
def test_a_map_stands_every_scene_below_those_that_lead_to_it(edges):
    data = graph_of(edges)
    if scenario_graph.faults(data):
        return
    graph = scenario_graph.read(data)
    drawn = {node.key: node.y for node in scenario_map.draw(graph, ()).nodes}
    for scene in graph.scenes.values():
        for choice in scene.choices:
            assert drawn[choice.next] > drawn[scene.key]


def test_a_choice_of_another_scene_is_unknown():
    graph = scenario_graph.read(GRAPH)
    with pytest.raises(scenario_graph.UnknownChoice):
        scenario_graph.play(graph, ["wait"])
    with pytest.raises(scenario_graph.UnknownChoice):
        scenario_graph.play(graph, ["tell", "ask"])


def test_every_path_of_every_starter_scenario_ends():
    files = sorted((Path("content") / "scenarios").glob("*.yaml"))
    assert files
    for file in files:
        data = read_yaml(file)
        assert scenario_graph.faults(data) == [], file
        graph = scenario_graph.read(data)
        assert all(scenario_graph.play(graph, path).end for path in scenario_graph.paths(graph))
