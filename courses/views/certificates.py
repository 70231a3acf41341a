"""Certificates: the public check, the PDF, and asking for one."""

from uuid import UUID

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_POST

from common import pdf
from common.errors import RuleBroken
from courses import operations
from courses.models import Certificate, Enrollment
from courses.views.learning import course_url, person


@require_GET
def certificate(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say to anybody who has the address whether a certificate holds."""
    row = get_object_or_404(Certificate, public_id=public_id)
    address = check_address(row)
    context = {
        "certificate": row,
        "address": address,
        "code": segno.make(address, error="m").svg_data_uri(border=0),
        "is_mine": request.user.is_authenticated and row.learner_id == request.user.pk,
    }
    return render(request, "courses/certificate.html", context)


@login_required
@require_GET
def certificate_pdf(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Give the learner the certificate as a PDF."""
    row = get_object_or_404(Certificate, public_id=public_id, learner=person(request), revoked_at=None)
    address = check_address(row)
    data = {
        "language": get_language(),
        "title": gettext("Certificate"),
        "says": gettext("This certifies that"),
        "name": row.learner_name,
        "did": gettext("has completed the course"),
        "course": row.course_title,
        "date": date_format(row.issued_on, "DATE_FORMAT"),
        "date_label": gettext("Date"),
        "issuer": row.issuer,
        "issuer_label": gettext("Issued by"),
        "check": gettext("Check that it holds:"),
        "address": address,
        "qr_alt": gettext("QR code that leads to the page on which this certificate can be checked"),
    }
    code = segno.make(address, error="m").svg_inline(border=0, scale=4, omitsize=False).encode()
    content = pdf.render("certificate", data, files={"qr.svg": code})
    response = HttpResponse(content, content_type="application/pdf")
    name = slugify(row.course_title) or "certificate"
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response


@login_required
@require_POST
def claim_certificate(request: HttpRequest, key: UUID) -> HttpResponse:
    """Give the certificate of a completed course that could not be given before, for want of a name."""
    enrollment = get_object_or_404(
        Enrollment.objects.select_related("course", "learner"), learner=person(request), course__key=key
    )
    try:
        row = operations.issue_certificate(enrollment=enrollment, now=timezone.now())
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return redirect(course_url(enrollment.course))
    return redirect("courses:certificate", row.public_id)


def check_address(row: Certificate) -> str:
    """Return the full address at which anybody can check the certificate."""
    return settings.BASE_URL.rstrip("/") + reverse("courses:certificate", args=[row.public_id])
