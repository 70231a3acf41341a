"""Django's entry to the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BillingConfig(AppConfig):
    """Money taken once, access given once."""

    name = "billing"
    verbose_name = _("Billing")

    def ready(self) -> None:
        """Register the checks and the privacy entry."""
        from accounts import privacy  # noqa: PLC0415  needs the app registry
        from billing import checks, personal  # noqa: F401, PLC0415  need the app registry
        from billing.models import Entitlement, Order  # noqa: PLC0415

        privacy.register(
            "billing",
            covers=[Order, Entitlement],
            export=personal.export_billing,
            erase=personal.erase_billing,
        )
