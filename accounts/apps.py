"""Django's entry to the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Who: people, organizations, sign-in, privacy, roles."""

    name = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        """Register the app's content, job and privacy entries, its checks and receivers."""
        from accounts import checks, content, operations, privacy, receivers  # noqa: F401, PLC0415  need the app registry
        from accounts.models import Membership, User  # noqa: PLC0415
        from common import jobs  # noqa: PLC0415
        from common.content import register  # noqa: PLC0415
        from common.models import Job  # noqa: PLC0415

        register("people", content.load_people, order=10)
        jobs.register(operations.EXPORT_KIND, operations.build_export)
        privacy.register(
            "account",
            covers=[User, Membership, Job],
            export=operations.export_account,
            erase=operations.erase_account,
        )
