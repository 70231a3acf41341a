"""Django's entry to the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CmsConfig(AppConfig):
    """Pages, shared blocks, glossary, brand, images."""

    name = "cms"
    verbose_name = _("CMS")
