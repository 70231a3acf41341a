"""The learner's home."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.rules import person_of
from growth import queries


@login_required
@never_cache
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Show one next step, then what runs: sessions, courses, the profile in small."""
    return render(request, "growth/home.html", {"home": queries.home_of(person_of(request), now=timezone.now())})


@login_required
@never_cache
@require_GET
def recommendation(request: HttpRequest) -> HttpResponse:
    """Return the one best next thing as a fragment, for pages of apps below this one."""
    home = queries.home_of(person_of(request), now=timezone.now())
    return render(request, "growth/recommendation.html", {"advice": home.advice, "profile": home.profile})
