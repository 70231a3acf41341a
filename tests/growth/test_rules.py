"""The order of recommendations: the vector of the measurement design, and properties that hold for any profile."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth.rules import Resource, Standing, recommend, score

SKILLS = ["D1", "D2", "D3", "D4", "D5"]
PROFILE = {
    "D1": Standing(score=3.2, error=0.43, target=3.5),
    "D2": Standing(score=2.6, error=0.43, target=3.0),
    "D3": Standing(score=2.0, error=0.43, target=3.0, wish=1.5),
    "D4": Standing(score=1.8, error=0.43, target=2.5, wish=0.5),
    "D5": Standing(score=3.4, error=0.43, target=3.0),
}


def resource(key, tags, level, *, minutes=15, kind="lesson", is_free=False):
    return Resource(key, kind, key, f"/{key}/", tags, level, minutes, is_free)


LESSONS = [
    resource("A", {"D3": 1.0, "D5": 0.5}, 3),
    resource("B", {"D3": 1.0}, 2),
    resource("C", {"D4": 1.0}, 3),
    resource("D", {"D2": 1.0}, 4),
    resource("E", {"D1": 1.0}, 4),
]


@pytest.mark.parametrize(("skill", "need"), list(zip(SKILLS, [0.0568, 0.0824, 0.2475, 0.1659, 0.0], strict=True)))
def test_need_matches_the_published_vector(skill, need):
    assert round(PROFILE[skill].need, 4) == need


@pytest.mark.parametrize(
    ("lesson", "points"), list(zip(LESSONS, [0.3712, 0.1856, 0.0830, 0.0824, 0.0568], strict=True))
)
def test_score_matches_the_published_vector(lesson, points):
    assert round(score(lesson, PROFILE).score, 4) == points


def test_recommend_orders_by_score_and_names_the_skill_that_speaks_loudest():
    found = recommend(LESSONS, PROFILE)
    assert [item.resource.key for item in found] == ["A", "B", "C", "D", "E"]
    assert found[0].reason == "D3"


def test_recommend_without_a_profile_ranks_nothing():
    assert recommend(LESSONS, {}) == []


def test_recommend_shows_one_coach_at_most():
    coaches = [resource(f"coach-{n}", {"D3": 1.0}, None, kind="coach") for n in range(3)]
    assert [item.resource.kind for item in recommend(coaches, PROFILE)] == ["coach"]


def test_recommend_brings_in_a_free_item_when_one_qualifies():
    paid = [resource(f"paid-{n}", {"D3": 1.0}, 3) for n in range(4)]
    free = resource("free", {"D3": 0.5}, 3, is_free=True)
    assert "free" in [item.resource.key for item in recommend([*paid, free], PROFILE)]


standings = st.builds(
    Standing,
    score=st.floats(1, 5),
    error=st.floats(0.1, 1.2),
    target=st.sampled_from([n / 2 for n in range(2, 11)]),
    wish=st.sampled_from([0.5, 1.0, 1.5]),
)
profiles = st.dictionaries(st.sampled_from(SKILLS), standings)
resources = st.lists(
    st.builds(
        Resource,
        key=st.uuids().map(str),
        kind=st.sampled_from(["lesson", "scenario", "coach"]),
        title=st.text(max_size=5),
        url=st.just("/"),
        tags=st.dictionaries(st.sampled_from(SKILLS), st.sampled_from([0.5, 1.0]), min_size=1),
        leads_to=st.integers(1, 5),
        minutes=st.integers(5, 90),
        is_free=st.booleans(),
    ),
    max_size=30,
)


@given(resources, profiles)
def test_recommend_keeps_its_caps_and_its_order(given_resources, profile):
    found = recommend(given_resources, profile)
    mains = [item.resource.main_skill for item in found]
    assert len(found) <= 6
    assert all(mains.count(skill) <= 2 for skill in mains)
    assert [item.score for item in found] == sorted((item.score for item in found), reverse=True)
    assert all(item.score > 0.02 for item in found)


@given(resources, profiles)
def test_recommend_does_not_depend_on_the_order_of_its_input(given_resources, profile):
    assert recommend(given_resources, profile) == recommend(list(reversed(given_resources)), profile)
