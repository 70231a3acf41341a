"""Django's entry to the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GrowthConfig(AppConfig):
    """The learner's home: where the pillars meet."""

    name = "growth"
    verbose_name = _("Growth")
