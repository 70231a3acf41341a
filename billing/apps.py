"""Django's entry to the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BillingConfig(AppConfig):
    """Money taken once, access given once."""

    name = "billing"
    verbose_name = _("Billing")
