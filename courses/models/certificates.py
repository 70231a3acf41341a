"""Certificates: what was true on the day, kept as it was."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.models.learning import Enrollment


class Certificate(models.Model):
    """Says that somebody completed a course. Name, title and date are copies: later changes change nothing."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="certificates")
    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="certificates")
    learner_name = models.CharField(max_length=150)
    course_title = models.CharField(max_length=255)
    issuer = models.CharField(max_length=150)
    issued_on = models.DateField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-issued_on", "-pk"]
        verbose_name = _("certificate")
        constraints = [
            models.UniqueConstraint(
                fields=["enrollment"], condition=Q(revoked_at__isnull=True), name="one_valid_certificate"
            )
        ]

    def __str__(self) -> str:
        return f"{self.learner_name} · {self.course_title}"

    @property
    def is_valid(self) -> bool:
        """Say whether the certificate still holds."""
        return self.revoked_at is None
