"""Skills and attempts."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Skill(models.Model):
    """One of the skills that the academy develops; the word that the pillars share."""

    key = models.SlugField(_("key"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=100)
    summary = models.CharField(_("summary"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name
