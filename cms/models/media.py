"""Images and documents."""

from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image


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

    def get_upload_to(self, filename: str) -> str:
        """Return a path that nobody can guess: whoever knows a picture's address gets it, also a closed lesson's."""
        folder, _slash, name = super().get_upload_to(filename).rpartition("/")
        return f"{folder}/{salted_hmac('cms.rendition', self.image.file.name).hexdigest()[:20]}/{name}"


class AcademyDocument(AbstractDocument):
    """A file that readers may download."""

    admin_form_fields = Document.admin_form_fields
