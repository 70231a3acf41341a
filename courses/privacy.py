"""What courses know of a person: how it leaves, and how it goes."""

from typing import Any

from accounts import privacy
from accounts.models import User
from common.db.guards import erasing
from courses.models import Certificate, Enrollment, LearningEvent, QuizAttempt, ScenarioRun


def export(person: User) -> dict[str, Any]:
    """Return courses, what happened in them, attempts with answers, runs with choices, and certificates."""
    events = LearningEvent.objects.filter(enrollment__learner=person).select_related("enrollment__course", "lesson")
    return {
        "enrollments": [
            {"course": row.course.title, "state": row.state, "enrolled_at": row.enrolled_at}
            for row in person.enrollments.select_related("course")
        ],
        "events": [
            {
                "course": row.enrollment.course.title,
                "lesson": row.lesson.title if row.lesson else None,
                "what": row.kind,
                "at": row.at,
            }
            for row in events
        ],
        "quiz_attempts": [
            {
                "quiz": row.title,
                "questions": [question["stem"] for question in row.questions],
                "answers": [_chosen(question, row.answers) for question in row.questions],
                "started_at": row.started_at,
                "submitted_at": row.submitted_at,
                "right": row.n_right,
                "passed": row.is_passed,
            }
            for row in person.quiz_attempts.all()
        ],
        "scenario_runs": [
            {
                "scenario": row.title,
                "choices": row.choices,
                "started_at": row.started_at,
                "finished_at": row.finished_at,
            }
            for row in person.scenario_runs.all()
        ],
        "certificates": [
            {
                "id": row.public_id,
                "name": row.learner_name,
                "course": row.course_title,
                "issued_on": row.issued_on,
                "revoked_at": row.revoked_at,
            }
            for row in person.certificates.all()
        ],
    }


def _chosen(question: dict[str, Any], answers: dict[str, str]) -> str | None:
    """Return the words of the answer that was chosen."""
    key = answers.get(question["key"])
    return next((option["text"] for option in question["options"] if option["key"] == key), None)


def erase(person: User) -> None:
    """Delete everything; certificates go too, so that their check page no longer knows them."""
    with erasing():
        person.certificates.all().delete()
        person.quiz_attempts.all().delete()
        person.scenario_runs.all().delete()
        LearningEvent.objects.filter(enrollment__learner=person).delete()
        person.enrollments.all().delete()


def register() -> None:
    """Answer for the tables of this app that point at a person."""
    privacy.register(
        "courses",
        covers=[Enrollment, LearningEvent, QuizAttempt, ScenarioRun, Certificate],
        export=export,
        erase=erase,
    )
