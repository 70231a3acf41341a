"""Liveness, readiness, public images, and a person's jobs."""

import errno
import sys
from posixpath import normpath

from django.contrib.auth.decorators import login_required
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template import loader
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import requires_csrf_token
from django.views.decorators.http import require_GET

from common import heartbeat
from common.health import problems
from common.models import Job

PUBLIC_MEDIA = ("images/",)  # renditions; originals and everything else stay behind a view that asks who wants it


@requires_csrf_token
def server_error(_request: HttpRequest) -> HttpResponse:
    """Answer after a failure of ours; a full disk is named, since what was typed is still in the form behind 'back'."""
    failure = sys.exc_info()[1]
    is_disk_full = isinstance(failure, OSError) and failure.errno in {errno.ENOSPC, errno.EDQUOT}
    name, status = ("507.html", 507) if is_disk_full else ("500.html", 500)
    return HttpResponse(loader.get_template(name).render(), status=status)


@never_cache
@require_GET
def healthz(_request: HttpRequest) -> HttpResponse:
    """Say that this process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_GET
def readyz(_request: HttpRequest) -> HttpResponse:
    """Say whether the parts behind this process answer; a silent worker is named, but keeps nobody out."""
    found = problems()
    lines = [f"{part}: {sentence}" for part, sentence in found.items()] or ["ok"]
    if "database" not in found and heartbeat.is_missing("worker", now=timezone.now()):
        lines.append("worker: no sign of life for three minutes; mail and jobs wait, nothing is lost")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain", status=503 if found else 200)


@require_GET
def media(_request: HttpRequest, name: str) -> FileResponse:
    """Serve a public image; nothing else under the media folder is reachable."""
    is_plain = normpath(name) == name  # images/../documents/… begins like a picture, too
    try:
        if not is_plain or not name.startswith(PUBLIC_MEDIA) or not default_storage.exists(name):
            raise Http404
    except SuspiciousFileOperation as outside:
        raise Http404 from outside
    response = FileResponse(default_storage.open(name))
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@login_required
@never_cache
@require_GET
def job_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show how far a job is; the page asks again by itself until it is done."""
    job = get_object_or_404(Job.objects.filter(owner_id=request.user.pk), public_id=public_id)
    is_open = job.state in {Job.State.WAITING, Job.State.RUNNING}
    is_slow = is_open and heartbeat.is_missing("worker", now=timezone.now())
    template = "common/job_detail.html#status" if request.headers.get("HX-Request") else "common/job_detail.html"
    return render(request, template, {"job": job, "is_open": is_open, "is_slow": is_slow})


@login_required
@never_cache
@require_GET
def job_download(request: HttpRequest, public_id: str) -> FileResponse:
    """Give the owner the file that the job made."""
    mine = Job.objects.filter(owner_id=request.user.pk, state=Job.State.DONE, expires_at__gt=timezone.now())
    job = get_object_or_404(mine, public_id=public_id)
    return FileResponse(job.result.open("rb"), as_attachment=True, filename=job.result_name)
