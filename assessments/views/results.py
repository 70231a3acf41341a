"""What the answers come to: a profile of the self-assessment, sentences of the short check."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from assessments import operations, queries
from assessments.errors import TargetUnknown
from assessments.models import Attempt
from assessments.views.access import own_attempt


@require_GET
@own_attempt
def result(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    """Show a self-assessment: the finding first, then the rows, then what to do next."""
    if attempt.is_short:
        raise Http404
    if attempt.is_open:
        return redirect("assessments:resume", attempt.public_id)
    return _show(request, attempt)


@require_POST
@own_attempt
def choose_target(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    """Measure a result against another target profile."""
    try:
        operations.choose_target(attempt=attempt, key=request.POST.get("target", ""))
    except TargetUnknown as refusal:
        if attempt.is_short or attempt.is_open:
            raise Http404 from refusal
        return _show(request, attempt, refusal=refusal)
    return redirect("assessments:result", attempt.public_id)


def _show(request: HttpRequest, attempt: Attempt, *, refusal: TargetUnknown | None = None) -> HttpResponse:
    responses = queries.responses_of(attempt)
    context = {
        "attempt": attempt,
        "profile": queries.profile_of(attempt, responses),
        "answers": queries.answers_of(attempt, responses),
        "targets": queries.targets_for(attempt),
        "levels": queries.questionnaire_of(attempt).levels,
        "refusal": refusal,
    }
    return render(request, "assessments/result.html", context, status=422 if refusal else 200)


@require_GET
@own_attempt
def short_result(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    """Show the short check: for each skill the sentence chosen and the next one up. It is not scored."""
    if not attempt.is_short:
        raise Http404
    if attempt.is_open:
        return redirect("assessments:resume", attempt.public_id)
    context = {"attempt": attempt, "answers": queries.answers_of(attempt, queries.responses_of(attempt))}
    return render(request, "assessments/short_result.html", context)
