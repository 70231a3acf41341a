"""Images, documents and the people who write."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image
from wagtail.models import TranslatableMixin
from wagtail.snippets.models import register_snippet


class AcademyImage(AbstractImage):
    """An image of the academy; our own model from the first day, since changing later is painful."""

    credit = models.CharField(_("credit"), max_length=200, blank=True)

    admin_form_fields = (*Image.admin_form_fields, "credit")


class Rendition(AbstractRendition):
    """A cropped or scaled copy of an image."""

    image = models.ForeignKey(AcademyImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="one_rendition_per_filter")
        ]


class AcademyDocument(AbstractDocument):
    """A file that readers may download."""

    admin_form_fields = Document.admin_form_fields


@register_snippet
class Author(TranslatableMixin, models.Model):
    """Somebody who writes or teaches, as readers see them."""

    key = models.SlugField(_("key"), max_length=60)
    name = models.CharField(_("name"), max_length=150)
    role = models.CharField(_("role"), max_length=150, blank=True)
    bio = models.TextField(_("about"), blank=True)
    portrait = models.ForeignKey(AcademyImage, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    panels = [FieldPanel("name"), FieldPanel("key"), FieldPanel("role"), FieldPanel("bio"), FieldPanel("portrait")]

    class Meta(TranslatableMixin.Meta):
        ordering = ["name"]
        verbose_name = _("author")
        constraints = [models.UniqueConstraint(fields=["key", "locale"], name="one_author_per_key")]

    def __str__(self) -> str:
        return self.name
