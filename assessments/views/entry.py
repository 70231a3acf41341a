"""Ways in: the start page, the two beginnings with their consent, and how it is measured."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from assessments import method, operations, queries, questionnaire, rules, visitors
from assessments.errors import ConsentMissing
from assessments.forms import ConsentForm
from assessments.models import Attempt

EXAMPLE = (3, 4, 3, 2, 3)


@never_cache
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Show the two ways in, what is open, and earlier results."""
    mine = Attempt.objects.visible_to(request.user, visitors.remembered(request))
    profile = queries.latest_profile(request.user) if request.user.is_authenticated else None
    context = {
        "open_attempts": list(mine.open().order_by("-started_at")),
        "past": list(mine.submitted()),
        "profile": profile,
        "is_ready": queries.current_version() is not None,
    }
    return render(request, "assessments/home.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def short_check(request: HttpRequest) -> HttpResponse:
    """Say what the short check is, ask for consent, and begin it; no account is needed."""
    return _begin(request, Attempt.Kind.SHORT)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Say what the self-assessment is, ask for consent, and begin it."""
    return _begin(request, Attempt.Kind.SELF)


def _begin(request: HttpRequest, kind: Attempt.Kind) -> HttpResponse:
    version = queries.current_version()
    if version is None:
        raise Http404
    named = visitors.remembered(request)
    form = ConsentForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        try:
            attempt = operations.start_attempt(
                kind=kind,
                version=version,
                taker=request.user if request.user.is_authenticated else None,
                has_consented=form.is_valid(),
                now=timezone.now(),
                named=named,
            )
        except ConsentMissing:
            pass  # the form says so, by its field
        else:
            if attempt.taker_id is None:
                visitors.remember(request, attempt.public_id)
            return redirect("assessments:resume", attempt.public_id)
    mine = Attempt.objects.visible_to(request.user, named).filter(kind=kind)
    context = {
        "form": form,
        "open_attempt": mine.open().first(),
        "questionnaire": questionnaire.read(version.content),
    }
    page = "assessments/short_check.html" if kind == Attempt.Kind.SHORT else "assessments/start.html"
    return render(request, page, context, status=422 if form.errors else 200)


@require_GET
def method_page(request: HttpRequest) -> HttpResponse:
    """Tell readers how it is measured, with the constants that the code computes with."""
    version = queries.current_version()
    example = rules.score(EXAMPLE)
    context = {
        "method": method,
        "share_needed": int(100 * method.SHARE_NEEDED),
        "clear_gap_from": round(100 * method.CLEAR_GAP_FROM),
        "example": example,
        "example_answers": EXAMPLE,
        "example_margin": method.RANGE_WIDTH * rules.standard_error(method.ERROR_ITEMS),
        "error_of_three": rules.standard_error(method.ANSWERS_NEEDED),
        "version": version,
        "levels": questionnaire.read(version.content).levels if version else (),
    }
    return render(request, "assessments/method.html", context)
