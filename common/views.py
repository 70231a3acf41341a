"""Liveness, readiness, and public media files."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.core.files.storage import default_storage
from django.views.decorators.http import require_GET


@require_GET
def healthz(_request: HttpRequest) -> HttpResponse:
    """Say that this process answers."""
    return HttpResponse("ok", content_type="text/plain")


@require_GET
def readyz(_request: HttpRequest) -> HttpResponse:
    """Say whether the parts behind this process answer."""
    return HttpResponse("ok", content_type="text/plain")


@require_GET
def media(_request: HttpRequest, name: str) -> FileResponse:
    """Serve a public image rendition; originals of documents never pass here."""
    if not name.startswith("images/") or not default_storage.exists(name):
        raise Http404
    return FileResponse(default_storage.open(name))
