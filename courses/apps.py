"""Django's entry to the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    """Courses, lessons, quizzes, scenarios, progress, certificates."""

    name = "courses"
    verbose_name = _("Courses")

    def ready(self) -> None:
        """Say what courses guard, hear, sell, know of people and load."""
        from billing import fulfillments  # noqa: PLC0415  these need the app registry
        from common import content  # noqa: PLC0415
        from courses import guards, privacy, receivers  # noqa: F401, PLC0415
        from courses.content import load  # noqa: PLC0415
        from courses.fulfillment import CourseFulfillment  # noqa: PLC0415

        fulfillments.register(CourseFulfillment())
        privacy.register()
        content.register("courses", load, order=50)
