"""Two things at once: one enrollment, one event, one certificate."""

import pytest
from django.utils import timezone

from courses import operations
from courses.models import Certificate, Enrollment, LearningEvent, QuizAttempt
from tests.factories.courses import attempt, course, enrolled, quiz, run

pytestmark = [pytest.mark.race, pytest.mark.engines, pytest.mark.django_db(transaction=True)]


def test_two_enrollments_at_once_make_one(robin, together):
    record = course().record

    def enroll():
        return operations.enroll(learner=robin, course=record, now=timezone.now()).pk

    assert len(set(together(*[enroll] * 4))) == 1
    assert Enrollment.objects.count() == 1
    assert LearningEvent.objects.count() == 1


def test_the_last_lesson_marked_twice_at_once_completes_once(robin, together):
    enrollment = enrolled(robin, course(lessons=1))
    lesson = enrollment.course.lessons.get()

    def done():
        return operations.mark_done(enrollment=enrollment, lesson=lesson, now=timezone.now()).percent

    assert together(*[done] * 4) == [100] * 4
    kinds = list(LearningEvent.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["enrolled", "lesson_done", "course_completed"]
    assert Certificate.objects.count() == 1


def test_a_quiz_started_twice_at_once_is_one_attempt(robin, together):
    asked = quiz()
    enrollment = enrolled(robin, course(lessons=[{"completes": "quiz", "quiz": asked}]))
    lesson = enrollment.course.lessons.get()

    def start():
        return operations.start_quiz(enrollment=enrollment, lesson=lesson, quiz=asked, now=timezone.now()).pk

    assert len(set(together(*[start] * 4))) == 1
    assert QuizAttempt.objects.count() == 1


def test_answers_from_two_tabs_at_once_are_all_kept(robin, together):
    row = attempt(robin)
    keys = [question["key"] for question in row.questions]

    def answer(key):
        return lambda: operations.save_answers(attempt=row, answers={key: "r"}).pk

    together(*[answer(key) for key in keys])
    row.refresh_from_db()
    assert row.answers == dict.fromkeys(keys, "r")


def test_a_quiz_handed_in_twice_at_once_passes_once(robin, together):
    row = attempt(robin)
    given = {question["key"]: "r" for question in row.questions}

    def submit():
        return operations.submit_quiz(attempt=row, answers=given, now=timezone.now()).n_right

    assert together(*[submit] * 3) == [3, 3, 3]
    assert LearningEvent.objects.filter(kind="quiz_passed").count() == 1


def test_two_choices_at_once_take_one_step(robin, together):
    row = run(robin)

    def choose(choice):
        return lambda: operations.choose(run=row, position=0, choice=choice, now=timezone.now()).choices

    results = together(choose("ask"), choose("tell"))
    row.refresh_from_db()
    assert results == [row.choices] * 2
    assert len(row.choices) == 1
