"""Pure decisions about quizzes: how questions are asked, and what passes."""

import random
from collections.abc import Mapping, Sequence
from typing import Any

PinnedQuestion = dict[str, Any]


def percent_right(n_right: int, n_questions: int) -> int:
    """Return the share of right answers, rounded half up to a whole percent."""
    return (200 * n_right + n_questions) // (2 * n_questions) if n_questions else 0


def needed_right(pass_percent: int, n_questions: int) -> int:
    """Return the least number of right answers that passes.

    >>> needed_right(67, 3)
    2
    """
    return next((n for n in range(n_questions + 1) if percent_right(n, n_questions) >= pass_percent), n_questions)


def shuffled(questions: Sequence[PinnedQuestion], seed: int) -> list[PinnedQuestion]:
    """Return the questions with their options in the order that `seed` gives; the same seed gives the same order."""
    order = random.Random(seed)  # noqa: S311  an order of options, not a secret
    return [
        {**question, "options": order.sample(question["options"], len(question["options"]))} for question in questions
    ]


def n_right(questions: Sequence[PinnedQuestion], answers: Mapping[str, str]) -> int:
    """Return how many questions were answered right."""
    return sum(
        any(option["is_right"] and option["key"] == answers.get(question["key"]) for option in question["options"])
        for question in questions
    )


def offered(questions: Sequence[PinnedQuestion], answers: Mapping[str, str]) -> dict[str, str]:
    """Return the answers that belong to these questions and were offered there; everything else is dropped."""
    options = {question["key"]: {option["key"] for option in question["options"]} for question in questions}
    return {question: answers[question] for question, keys in options.items() if answers.get(question) in keys}


def without_answers(questions: Sequence[PinnedQuestion]) -> list[PinnedQuestion]:
    """Return the questions as a learner may see them before handing in: no right answer, reason or feedback."""
    return [
        {
            "key": question["key"],
            "stem": question["stem"],
            "options": [{"key": option["key"], "text": option["text"]} for option in question["options"]],
        }
        for question in questions
    ]
