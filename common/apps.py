"""Django's entry to the app."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


def keep_guards(using: str, **_kwargs: Any) -> None:
    """Put back the triggers that SQLite drops when a migration rebuilds a table."""
    from common.db.guards import reinstall_guards  # noqa: PLC0415  needs the app registry

    if connections[using].vendor == "sqlite":
        reinstall_guards(connections[using])


class CommonConfig(AppConfig):
    """Tools with no business noun in them."""

    name = "common"
    verbose_name = _("Common")

    def ready(self) -> None:
        """Reinstall guards after each migrate (SQLite rebuilds tables and drops triggers)."""
        post_migrate.connect(keep_guards, sender=self, dispatch_uid="common.keep_guards")
