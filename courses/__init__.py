"""Courses, lessons, quizzes, scenarios, progress, certificates."""
