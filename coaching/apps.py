"""Django's entry to the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoachingConfig(AppConfig):
    """Coaches, availability, sessions, bookings, notes."""

    name = "coaching"
    verbose_name = _("Coaching")

    def ready(self) -> None:
        """Register what lower floors call: the sale of sessions, the starter content, the privacy entry."""
        from accounts import privacy, roles  # noqa: PLC0415  all of these need the app registry
        from billing import fulfillments  # noqa: PLC0415
        from coaching.content import load_coaches  # noqa: PLC0415
        from coaching.fulfillment import SessionFulfillment  # noqa: PLC0415
        from coaching.models import Booking, Coach  # noqa: PLC0415
        from coaching.personal import erase_coaching, export_coaching  # noqa: PLC0415
        from coaching.rules import is_coach  # noqa: PLC0415
        from common import content  # noqa: PLC0415

        fulfillments.register(SessionFulfillment())
        content.register("coaching", load_coaches, order=60)
        roles.register("coach", is_coach)
        privacy.register("coaching", covers=[Coach, Booking], export=export_coaching, erase=erase_coaching)
