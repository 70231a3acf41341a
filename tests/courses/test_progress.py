"""Progress is one function: properties that hold whatever happened and whatever editors did."""

from hypothesis import given
from hypothesis import strategies as st

from courses.progress import Event, Progress, progress

LESSONS = st.integers(1, 6)
REQUIRED = st.frozensets(LESSONS)
KINDS = st.sampled_from(["enrolled", "lesson_done", "lesson_undone", "quiz_passed", "scenario_finished"])
EVENTS = st.lists(st.builds(Event, KINDS, LESSONS), max_size=30)
ANYTHING = st.lists(st.builds(Event, KINDS | st.just("course_completed"), LESSONS), max_size=30)


@given(REQUIRED, ANYTHING)
def test_percent_stays_between_0_and_100(required, events):
    assert 0 <= progress(required, events).percent <= 100


@given(REQUIRED, EVENTS)
def test_percent_is_100_only_when_everything_is_done(required, events):
    now = progress(required, events)
    assert (now.percent == 100) == now.is_all_done


@given(REQUIRED, ANYTHING, EVENTS)
def test_finished_stays_finished(required, before, after):
    events = [*before, Event("course_completed"), *after]
    assert progress(required, events).percent == 100
    assert progress(required | {99}, events).is_complete
    assert 99 in progress(required | {99}, events).new_since


@given(REQUIRED, EVENTS)
def test_an_event_that_comes_twice_in_a_row_counts_once(required, events):
    twice = [event for event in events for _ in range(2)]
    assert progress(required, twice) == progress(required, events)


@given(REQUIRED, REQUIRED, EVENTS)
def test_what_is_done_does_not_depend_on_what_is_required(required, other, events):
    assert progress(required, events).done == progress(other, events).done


@given(REQUIRED, EVENTS, LESSONS)
def test_a_lesson_taken_away_never_lowers_progress_when_it_was_not_done(required, events, gone):
    before = progress(required, events)
    if gone not in before.done and required - {gone}:
        assert progress(required - {gone}, events).percent >= before.percent


@given(EVENTS, LESSONS)
def test_a_passed_quiz_is_never_undone(events, lesson):
    after = progress({lesson}, [*events, Event("quiz_passed", lesson), Event("lesson_undone", lesson)])
    assert lesson in after.done


def test_a_mark_can_be_taken_back():
    events = [Event("lesson_done", 1), Event("lesson_undone", 1)]
    assert progress({1}, events) == Progress(required=frozenset({1}))


def test_lessons_of_other_courses_and_optional_ones_change_no_percent():
    assert progress({1, 2}, [Event("lesson_done", 7), Event("lesson_done", 1)]).percent == 50


def test_a_course_without_required_lessons_is_not_complete():
    assert progress(set(), [Event("lesson_done", 1)]).percent == 0
    assert not progress(set(), []).is_all_done
