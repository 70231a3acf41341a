"""Django's entry to the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoachingConfig(AppConfig):
    """Coaches, availability, sessions, bookings, notes."""

    name = "coaching"
    verbose_name = _("Coaching")
