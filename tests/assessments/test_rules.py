"""The vectors of the method, and what must hold for all answers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments import method, rules
from assessments.rules import Gap, SkillResult

ANSWER = st.one_of(st.integers(1, 5), st.sampled_from(["NA", "NJ"]), st.none())
FIVE = st.lists(ANSWER, min_size=5, max_size=5)


@pytest.mark.parametrize(
    ("answers", "value", "error", "low", "high"),
    [
        ([3, 4, 3, 2, 3], 3.0, 0.430, 2.16, 3.84),
        ([3, 4, None, 2, 3], 3.0, 0.481, 2.06, 3.94),
        ([3, 4, None, None, 3], 3.3333, 0.555, 2.25, 4.42),
    ],
)
def test_score_vectors(answers, value, error, low, high):
    found = rules.score(answers)
    assert found.value == value
    assert round(found.error, 3) == error
    assert (round(found.low, 2), round(found.high, 2)) == (low, high)


@pytest.mark.parametrize("answers", [[3, 4, None, None, None], [5, 5, "NA", "NA", "NA"], [], ["NJ"] * 5])
def test_score_needs_enough_answers(answers):
    assert rules.score(answers) is None


@pytest.mark.parametrize(
    ("answers", "needed"),
    [
        ([3] * 5, 3),
        ([3] * 5 + ["NA"] * 2, 3),
        ([3] * 5 + ["NJ"] * 2, 5),
        ([3] * 5 + [None] * 2, 5),
        ([3] * 10, 6),
        (["NA"] * 5, 3),
    ],
)
def test_not_my_role_shrinks_what_is_asked_for_and_nothing_else_does(answers, needed):
    assert rules.answers_needed(answers) == needed


def test_six_of_ten_are_enough_and_five_are_not():
    assert rules.score([3] * 6 + ["NJ"] * 4)
    assert rules.score([3] * 5 + ["NJ"] * 5) is None
    assert rules.score([3] * 5 + ["NA"] * 5)


def test_weights_pull_the_score():
    assert rules.score([1, 1, 5], [1, 1, 2]).value == 3.0


def test_range_stays_on_the_scale():
    assert rules.score([5] * 5).high == 5
    assert rules.score([1] * 5).low == 1


@pytest.mark.parametrize(
    ("value", "text"), [(3.0, "3.0"), (2.25, "2.3"), (3.3333, "3.3"), (2.65, "2.7"), (4.9999, "5.0")]
)
def test_shown_with_one_decimal_halves_up(value, text):
    assert rules.written(value) == text


@given(FIVE)
def test_score_lies_on_the_scale_and_in_its_range(answers):
    found = rules.score(answers)
    if found:
        assert method.LOWEST <= found.low <= found.value <= found.high <= method.HIGHEST


@given(FIVE, st.randoms())
def test_order_of_answers_changes_nothing(answers, random):
    shuffled = random.sample(answers, len(answers))
    assert rules.score(shuffled) == rules.score(answers)


@given(FIVE, st.integers(0, 4))
def test_a_higher_answer_never_lowers_the_score(answers, place):
    if not isinstance(answers[place], int) or answers[place] == method.HIGHEST:
        return
    raised = [*answers[:place], answers[place] + 1, *answers[place + 1 :]]
    before, after = rules.score(answers), rules.score(raised)
    assert (before is None) == (after is None)
    if before:
        assert after.value > before.value


@given(FIVE)
def test_codes_and_skips_are_never_numbers(answers):
    levels = [answer for answer in answers if isinstance(answer, int)]
    found = rules.score(answers)
    if found:
        assert found.value == pytest.approx(sum(levels) / len(levels), abs=0.00005)
    else:
        assert len(levels) < 3


@given(FIVE)
def test_cannot_judge_counts_like_a_skip(answers):
    skipped = [None if answer == "NJ" else answer for answer in answers]
    assert rules.score(skipped) == rules.score(answers)


@given(st.lists(st.integers(1, 5), min_size=3, max_size=4))
def test_fewer_answers_widen_the_doubt(answers):
    assert rules.score(answers).error > rules.score([*answers, 3]).error


@pytest.mark.parametrize(
    ("target", "value", "gap"),
    [
        (3.0, 3.0, Gap.MEETS),
        (3.0, 3.2, Gap.MEETS),
        (3.5, 3.2, Gap.CLOSE),
        (3.0, 2.5, Gap.CLOSE),  # 0.5 / 0.43 = 1.163: 87.8 in 100
        (3.5, 2.9, Gap.CLEAR),  # 0.6 / 0.43 = 1.395: 91.9 in 100
        (3.0, 2.0, Gap.CLEAR),
    ],
)
def test_gap_words(target, value, gap):
    assert rules.gap_to(target, value, method.STANDARD_ERROR) is gap


def test_a_skill_without_enough_answers_has_neither_score_nor_gap():
    found = rules.judge("FAC", "Facilitating", [3, 4, None, None, None], [1] * 5, 3.5)
    assert (found.is_valid, found.score, found.gap, found.target) == (False, None, None, 3.5)


def skill(name, score=None, gap=None):
    return SkillResult(name, name, score=score, gap=gap)


@pytest.mark.parametrize(
    ("results", "sentence"),
    [
        (
            [skill("A", 3.0, Gap.CLEAR), skill("B", 4.2, Gap.MEETS), skill("C", 2.0, Gap.CLEAR)],
            "Highest: B; lowest: C; clear gap in 2 of 3.",
        ),
        ([skill("A", 3.0, Gap.CLOSE), skill("B", 4.2, Gap.MEETS)], "Highest: B; lowest: A; no clear gap."),
        ([skill("A", 3.0), skill("B", 4.2)], "Highest: B; lowest: A."),
        ([skill("A", 4.21), skill("B", 4.24), skill("C", 2.0)], "Highest: A, B; lowest: C."),
        ([skill("A", 4.0), skill("B", 3.0), skill("C", 3.0), skill("D", 3.0)], "Highest: A; lowest: B and 2 more."),
        ([skill("A", 3.0), skill("B", 3.0)], "A, B stand at 3.0."),
        ([skill("A", 3.0), skill("B")], "A stands at 3.0; not enough answers in 1 of 2."),
        ([skill("A"), skill("B")], "Not enough answers for a result in any skill."),
    ],
)
def test_finding_sentence(results, sentence):
    assert rules.finding(results) == sentence
