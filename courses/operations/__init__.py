"""Everything that courses write."""

from courses.operations.certificates import issue_certificate
from courses.operations.enrollments import complete_if_due, enroll, mark_done, mark_undone, suspend
from courses.operations.quizzes import save_answers, start_quiz, submit_quiz
from courses.operations.records import forget_outline, refuse_delete, remember_course, remember_lesson, retire_lesson
from courses.operations.scenarios import choose, start_scenario

__all__ = [
    "choose",
    "complete_if_due",
    "enroll",
    "forget_outline",
    "issue_certificate",
    "mark_done",
    "mark_undone",
    "refuse_delete",
    "remember_course",
    "remember_lesson",
    "retire_lesson",
    "save_answers",
    "start_quiz",
    "start_scenario",
    "submit_quiz",
    "suspend",
]
