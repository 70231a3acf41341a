"""Django's entry to the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssessmentsConfig(AppConfig):
    """Skills, and how they are measured."""

    name = "assessments"
    verbose_name = _("Assessments")

    def ready(self) -> None:
        """Make guards, content and privacy known, and listen for who signs in."""
        from accounts.privacy import register as register_privacy  # noqa: PLC0415  needs the app registry
        from assessments import content, guards, privacy, receivers  # noqa: F401, PLC0415
        from assessments.models import Attempt, Response  # noqa: PLC0415
        from cms import screens  # noqa: PLC0415
        from common.content import register as register_content  # noqa: PLC0415

        screens.register("assessments:short-check", _("Short skill check"))
        screens.register("assessments:home", _("Skills"), menu_order=60)
        screens.register("assessments:method", _("How we measure"), is_in_footer=True)
        register_content("assessments", content.load, order=20, dump=content.dump)
        register_privacy(
            "assessments",
            covers=[Attempt, Response],
            export=privacy.export_attempts,
            erase=privacy.erase_attempts,
        )
