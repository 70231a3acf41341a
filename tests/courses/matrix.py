"""Who may come in to courses."""

from tests.factories.courses import attempt, completed, course, enrolled, lessons_of, run
from tests.house.rows import Row, everybody, owner, signed_in


def _lesson(house):
    page = course()
    enrolled(house.robin, page)
    return {"key": lessons_of(page)[0].record.key}


def _lesson_with(make):
    def args(house):
        return {"key": make(house.robin).lesson.key}

    return args


def _certificate(house):
    return {"public_id": completed(house.robin).certificates.get().public_id}


ROWS = [
    Row("courses:my-courses", signed_in(200)),
    Row("courses:enroll", signed_in(302), lambda _house: {"key": course().record.key}),
    Row("courses:enroll", signed_in(302), lambda _house: {"key": course().record.key}, method="post"),
    Row("courses:claim-certificate", owner(302), lambda h: {"key": completed(h.robin).course.key}, method="post"),
    # who is not in the course is led to its page with a sentence
    Row("courses:lesson-done", signed_in(302), _lesson, method="post"),
    Row("courses:lesson-undone", signed_in(302), _lesson, method="post"),
    Row("courses:quiz-start", signed_in(302), _lesson_with(attempt), method="post"),
    Row("courses:scenario-start", signed_in(302), _lesson_with(run), method="post"),
    Row("courses:quiz", owner(200), lambda house: {"public_id": attempt(house.robin).public_id}),
    Row("courses:quiz", owner(422), lambda house: {"public_id": attempt(house.robin).public_id}, method="post"),
    Row("courses:quiz-answers", owner(302), lambda h: {"public_id": attempt(h.robin).public_id}, method="post"),
    Row("courses:scenario-run", owner(200), lambda house: {"public_id": run(house.robin).public_id}),
    Row("courses:scenario-run", owner(422), lambda house: {"public_id": run(house.robin).public_id}, method="post"),
    Row("courses:scenario-step", owner(404), lambda h: {"public_id": run(h.robin).public_id, "position": 0}),
    Row("courses:certificate", everybody(200), _certificate),
    Row("courses:certificate-pdf", owner(200), _certificate),
]
