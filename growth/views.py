"""The learner's home."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET


@login_required
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Show one next step, and what runs."""
    return render(request, "growth/home.html")


@login_required
@require_GET
def recommendation(request: HttpRequest) -> HttpResponse:
    """Return the one best next thing as a fragment, for pages below this app."""
    return render(request, "growth/home.html")
