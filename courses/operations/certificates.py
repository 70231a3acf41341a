"""Giving certificates."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common import mail
from courses.errors import CertificateNotDue
from courses.models import Certificate, Enrollment
from courses.queries import progress_of


@transaction.atomic
def issue_certificate(*, enrollment: Enrollment, now: datetime) -> Certificate:
    """Give the certificate of a completed course: a snapshot of name, title and date. Twice returns the same one.

    Raises `CertificateNotDue` when the course is not complete or gives none, or the account holds no name.
    """
    learner, course = enrollment.learner, enrollment.course
    if not course.gives_certificate or not progress_of(enrollment).is_complete:
        raise CertificateNotDue(_("The certificate comes when every required lesson is done."))
    if not learner.name.strip():
        raise CertificateNotDue(_("Please write your name into your profile first: it stands on the certificate."))
    certificate, is_new = Certificate.objects.get_or_create(
        enrollment=enrollment,
        revoked_at=None,
        defaults={
            "learner": learner,
            "learner_name": learner.name.strip(),
            "course_title": course.title,
            "issuer": mail.brand_values().get("brand", {}).get("name", settings.WAGTAIL_SITE_NAME),
            "issued_on": now.date(),
        },
    )
    if is_new:
        url = settings.BASE_URL.rstrip("/") + reverse("courses:certificate", args=[certificate.public_id])
        action = {"action_url": url, "action_label": gettext_lazy("See your certificate")}
        mail.send("courses/email/certificate", learner, {"certificate": certificate, **action})
    return certificate
