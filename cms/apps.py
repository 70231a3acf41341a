"""Django's entry to the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CmsConfig(AppConfig):
    """Pages, shared blocks, glossary, brand, images."""

    name = "cms"
    verbose_name = _("CMS")

    def ready(self) -> None:
        """Register loaders and the brand of mails; listen for changes that end what is kept."""
        from cms import content, queries, receivers  # noqa: F401, PLC0415  apps are ready only here
        from common.mail import register_brand  # noqa: PLC0415

        content.register_loaders()
        register_brand(queries.brand_for_mail)
