"""The people who write and teach."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import TranslatableMixin
from wagtail.snippets.models import register_snippet

from cms.models.media import AcademyImage


@register_snippet
class Author(TranslatableMixin, models.Model):
    """Somebody who writes or teaches, as readers see them."""

    key = models.SlugField(
        _("key"), max_length=60, help_text=_("Short name in files and addresses; leave it once set.")
    )
    name = models.CharField(_("name"), max_length=150)
    role = models.CharField(
        _("role"), max_length=150, blank=True, help_text=_("One line, such as “Release Train Engineer”.")
    )
    bio = models.TextField(_("about"), blank=True, help_text=_("Two or three sentences, shown with what they wrote."))
    portrait = models.ForeignKey(AcademyImage, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    panels = [FieldPanel("name"), FieldPanel("key"), FieldPanel("role"), FieldPanel("bio"), FieldPanel("portrait")]

    class Meta(TranslatableMixin.Meta):
        ordering = ["name"]
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        constraints = [models.UniqueConstraint(fields=["key", "locale"], name="one_author_per_key")]

    def __str__(self) -> str:
        return self.name
