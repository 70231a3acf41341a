"""Screens of the learning side."""

from courses.views.certificates import certificate, certificate_pdf, claim_certificate
from courses.views.learning import enroll, lesson_done, lesson_undone, my_courses
from courses.views.pages import course_index_page, course_page, lesson_page, module_page
from courses.views.quizzes import quiz, quiz_answers, quiz_start
from courses.views.scenarios import scenario_preview, scenario_run, scenario_start, scenario_step

__all__ = [
    "certificate",
    "certificate_pdf",
    "claim_certificate",
    "course_index_page",
    "course_page",
    "enroll",
    "lesson_done",
    "lesson_page",
    "lesson_undone",
    "module_page",
    "my_courses",
    "quiz",
    "quiz_answers",
    "quiz_start",
    "scenario_preview",
    "scenario_run",
    "scenario_start",
    "scenario_step",
]
