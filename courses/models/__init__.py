"""Courses as editors write them and as learners' records remember them."""

from courses.models.certificates import Certificate
from courses.models.learning import Enrollment, LearningEvent
from courses.models.pages import (
    CourseIndexPage,
    CoursePage,
    CourseSkill,
    LessonPage,
    LessonSkill,
    ModulePage,
    SkillTag,
)
from courses.models.quizzes import Option, Question, Quiz, QuizAttempt, QuizQuestion
from courses.models.records import Completion, Course, Lesson
from courses.models.scenarios import Scenario, ScenarioRun

__all__ = [
    "Certificate",
    "Completion",
    "Course",
    "CourseIndexPage",
    "CoursePage",
    "CourseSkill",
    "Enrollment",
    "LearningEvent",
    "Lesson",
    "LessonPage",
    "LessonSkill",
    "ModulePage",
    "Option",
    "Question",
    "Quiz",
    "QuizAttempt",
    "QuizQuestion",
    "Scenario",
    "ScenarioRun",
    "SkillTag",
]
