"""Quizzes: start, answer, hand in, read what came out."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from common.errors import RuleBroken
from courses import access, operations, rules
from courses.errors import AnswersMissing
from courses.forms import given_answers
from courses.models import LessonPage, QuizAttempt
from courses.queries import earlier_attempts
from courses.views.learning import lesson_address, next_address, open_lesson, person, refused


@login_required
@require_POST
def quiz_start(request: HttpRequest, key: UUID) -> HttpResponse:
    """Begin an attempt, or go on with the open one."""
    lesson, enrollment = open_lesson(request, key)
    if enrollment is None:
        return refused(request, lesson)
    page = LessonPage.objects.live().filter(record=lesson).select_related("quiz").first()
    try:
        attempt = operations.start_quiz(
            enrollment=enrollment, lesson=lesson, quiz=page.quiz if page else None, now=timezone.now()
        )
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return redirect(lesson_address(lesson))
    return redirect("courses:quiz", attempt.public_id)


@login_required
@require_http_methods(["GET", "POST"])
def quiz(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask the questions; after handing in, show what was right and why."""
    attempt = own_attempt(request, public_id)
    if attempt.is_submitted:
        return show_result(request, attempt)
    if not access.is_open(person(request), attempt.lesson.course):
        return refused(request, attempt.lesson)
    if request.method == "GET":
        return show_questions(request, attempt)
    try:
        operations.submit_quiz(attempt=attempt, answers=given_answers(request.POST), now=timezone.now())
    except AnswersMissing as refusal:
        attempt.refresh_from_db(fields=["answers"])
        return show_questions(request, attempt, missing=refusal)
    return redirect("courses:quiz", attempt.public_id)


@login_required
@require_POST
def quiz_answers(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Keep the answers given so far."""
    attempt = own_attempt(request, public_id)
    if not access.is_open(person(request), attempt.lesson.course):
        return HttpResponse(_("Not saved: the course is closed to you now."), status=409)
    try:
        saved = operations.save_answers(attempt=attempt, answers=given_answers(request.POST))
    except RuleBroken as refusal:
        return HttpResponse(str(refusal), status=409)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("courses:quiz", attempt.public_id)
    context = {"n_answered": len(saved.answers), "n_questions": len(saved.questions)}
    return render(request, "courses/quiz.html#saved", context)


def own_attempt(request: HttpRequest, public_id: UUID) -> QuizAttempt:
    """Return an attempt of who asks; other people's do not exist."""
    attempts = QuizAttempt.objects.filter(learner=person(request)).select_related(
        "enrollment__course", "enrollment__learner", "lesson__course"
    )
    return get_object_or_404(attempts, public_id=public_id)


def show_questions(request: HttpRequest, attempt: QuizAttempt, missing: AnswersMissing | None = None) -> HttpResponse:
    """Show the questions without anything that tells the right answers."""
    questions: list[dict[str, Any]] = rules.without_answers(attempt.questions)
    for question in questions:
        question["chosen"] = attempt.answers.get(question["key"])
        question["is_missing"] = bool(missing and question["key"] in missing.questions)
    context = {
        "attempt": attempt,
        "questions": questions,
        "needed": rules.needed_right(attempt.pass_percent, len(questions)),
        "n_answered": len(attempt.answers),
        "n_questions": len(questions),
        "missing": missing,
        "lesson_url": lesson_address(attempt.lesson),
    }
    return render(request, "courses/quiz.html", context, status=422 if missing else 200)


def show_result(request: HttpRequest, attempt: QuizAttempt) -> HttpResponse:
    """Show a handed-in attempt: score, and the reason beside every option."""
    questions = []
    for question in attempt.questions:
        chosen = attempt.answers.get(question["key"])
        options = [
            {**option, "is_chosen": option["key"] == chosen, "mark": mark(option, chosen)}
            for option in question["options"]
        ]
        is_right = any(option["is_right"] and option["is_chosen"] for option in options)
        questions.append({**question, "options": options, "is_right": is_right})
    context = {
        "attempt": attempt,
        "questions": questions,
        "n_questions": len(questions),
        "needed": rules.needed_right(attempt.pass_percent, len(questions)),
        "others": [row for row in earlier_attempts(attempt.enrollment, attempt.lesson) if row.pk != attempt.pk],
        "is_open": access.is_open(person(request), attempt.lesson.course),
        "lesson_url": lesson_address(attempt.lesson),
        "next_url": next_address(attempt.lesson),
    }
    return render(request, "courses/quiz_result.html", context)


def mark(option: dict[str, Any], chosen: str | None) -> str:
    """Return how an option is drawn: the right one, the wrong one that was chosen, or plain."""
    if option["is_right"]:
        return "right"
    return "wrong" if option["key"] == chosen else "plain"
