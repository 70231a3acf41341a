"""Attempts at quizzes: started, saved with each answer, handed in."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses import rules
from courses.errors import AnswersMissing, AttemptClosed, NothingToPlay
from courses.models import Enrollment, LearningEvent, Lesson, Question, Quiz, QuizAttempt
from courses.operations.enrollments import lock, note
from courses.queries import history_of


def pinned(quiz: Quiz) -> list[dict[str, Any]]:
    """Return the questions of a quiz as they are now, right answers included: what an attempt keeps."""
    questions = Question.objects.filter(entries__quiz=quiz, live=True).order_by("entries__sort_order")
    return [
        {
            "key": question.key,
            "stem": question.stem,
            "skill": question.skill.key if question.skill else "",
            "why": question.why,
            "options": [
                {"key": option.key, "text": option.text, "is_right": option.is_right, "feedback": option.feedback}
                for option in question.options.all()
            ],
        }
        for question in questions.select_related("skill").prefetch_related("options")
    ]


@transaction.atomic
def start_quiz(
    *, enrollment: Enrollment, lesson: Lesson, quiz: Quiz | None, now: datetime, seed: int | None = None
) -> QuizAttempt:
    """Return the open attempt of this lesson, or a new one with the questions as they are now.

    Raises `NothingToPlay` when the quiz is not published or has no questions.
    """
    lock(enrollment)
    attempt = enrollment.quiz_attempts.filter(lesson=lesson, submitted_at=None).first()
    if attempt is not None:
        return attempt
    questions = pinned(quiz) if quiz is not None and quiz.live else []
    if quiz is None or not questions:
        raise NothingToPlay(_("The quiz of this lesson is being worked on. Please come back later."))
    seed = secrets.randbelow(2**31) if seed is None else seed
    return enrollment.quiz_attempts.create(
        learner_id=enrollment.learner_id,
        lesson=lesson,
        quiz=quiz,
        seed=seed,
        title=quiz.title,
        questions=rules.shuffled(questions, seed),
        pass_percent=quiz.pass_percent,
        started_at=now,
    )


@transaction.atomic
def save_answers(*, attempt: QuizAttempt, answers: Mapping[str, str]) -> QuizAttempt:
    """Keep the answers given so far; what was never asked or offered is dropped. Raises `AttemptClosed`."""
    current = QuizAttempt.objects.select_for_update().get(pk=attempt.pk)
    if current.is_submitted:
        raise AttemptClosed(_("These answers have been handed in already."))
    kept = {**current.answers, **rules.offered(current.questions, answers)}
    if kept != current.answers:
        current.answers = kept
        current.save(update_fields=["answers"])
    return current


def submit_quiz(*, attempt: QuizAttempt, answers: Mapping[str, str], now: datetime) -> QuizAttempt:
    """Hand in: keep the answers, grade them, and complete the lesson when they pass. Twice changes nothing.

    Raises `AnswersMissing` when a question has no answer yet; the answers given are kept all the same.
    """
    with transaction.atomic():
        lock(attempt.enrollment)
        try:
            current = save_answers(attempt=attempt, answers=answers)
        except AttemptClosed:
            return QuizAttempt.objects.get(pk=attempt.pk)
        missing = frozenset(question["key"] for question in current.questions) - current.answers.keys()
        if not missing:
            _grade(current, attempt.enrollment, attempt.lesson, now)
    if missing:
        raise AnswersMissing(
            ngettext("One question has no answer yet.", "%(count)d questions have no answer yet.", len(missing))
            % {"count": len(missing)},
            missing,
        )
    return current


def _grade(attempt: QuizAttempt, enrollment: Enrollment, lesson: Lesson, now: datetime) -> None:
    attempt.n_right = rules.n_right(attempt.questions, attempt.answers)
    attempt.is_passed = rules.percent_right(attempt.n_right, len(attempt.questions)) >= attempt.pass_percent
    attempt.submitted_at = now
    attempt.save(update_fields=["n_right", "is_passed", "submitted_at"])
    history = history_of(enrollment)
    if attempt.is_passed and lesson.pk not in history.progress.lasting:
        kind, source = LearningEvent.Kind.QUIZ_PASSED, attempt.public_id
        note(enrollment=enrollment, history=history, kind=kind, lesson=lesson, source=source, now=now)
