"""Django's entry to the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssessmentsConfig(AppConfig):
    """Skills, and how they are measured."""

    name = "assessments"
    verbose_name = _("Assessments")
