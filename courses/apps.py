"""Django's entry to the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    """Courses, lessons, quizzes, scenarios, progress, certificates."""

    name = "courses"
    verbose_name = _("Courses")

    def ready(self) -> None:
        """Make the guards known."""
        from courses import guards  # noqa: F401, PLC0415  needs the app registry
