"""Answering: one behavior on a page, a look over all of them, handing in."""

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from assessments import method, operations, queries
from assessments.errors import AnswerRefused, AttemptClosed, NothingAnswered
from assessments.forms import AnswerForm, code_choices, sentence_choices
from assessments.models import Attempt, Response
from assessments.views.access import own_attempt


@require_GET
@own_attempt
def resume(_request: HttpRequest, attempt: Attempt) -> HttpResponse:
    """Go to the first open item; to the overview when there is none, to the result when it is handed in."""
    if not attempt.is_open:
        return redirect(_result_url(attempt))
    answered = queries.responses_of(attempt)
    for position, (_skill, one) in enumerate(queries.items_of(attempt), start=1):
        if one.key not in answered:
            return redirect("assessments:item", attempt.public_id, position)
    return redirect("assessments:review", attempt.public_id)


@require_http_methods(["GET", "POST"])
@own_attempt
def item(request: HttpRequest, attempt: Attempt, position: int) -> HttpResponse:
    """Ask for one behavior and keep the answer; a change is also kept at once, by htmx."""
    items = queries.items_of(attempt)
    if not 1 <= position <= len(items):
        raise Http404
    if request.method == "POST":
        return _keep(request, attempt, position)
    if not attempt.is_open:
        return redirect(_result_url(attempt))
    saved = attempt.responses.filter(behavior_key=items[position - 1][1].key).first()
    return _ask(request, attempt, position, saved=saved)


def _keep(request: HttpRequest, attempt: Attempt, position: int) -> HttpResponse:
    is_moving_only = request.POST.get("go") in {"back", "skip"} and not request.POST.get("answer")
    form = AnswerForm(request.POST)
    if not is_moving_only:
        try:
            if form.is_valid():
                key = queries.items_of(attempt)[position - 1][1].key
                operations.answer(attempt=attempt, behavior_key=key, now=timezone.now(), **form.given)
        except AttemptClosed as refusal:
            return _closed(request, attempt, refusal)
        except AnswerRefused as refusal:
            form.add_error("answer", str(refusal))
        if form.errors:
            return _ask(request, attempt, position, form=form, status=422)
    if getattr(request, "htmx", False):
        return HttpResponse(status=204)
    return redirect(_next_url(attempt, position, request.POST))


def _ask(
    request: HttpRequest,
    attempt: Attempt,
    position: int,
    *,
    saved: Response | None = None,
    form: AnswerForm | None = None,
    status: int = 200,
) -> HttpResponse:
    items = queries.items_of(attempt)
    skill, one = items[position - 1]
    kept = str(saved.level or saved.code) if saved else ""
    chosen = form.data.get("answer", "") if form else kept
    context = {
        "attempt": attempt,
        "position": position,
        "total": len(items),
        "skill": skill,
        "item": one,
        "stem": queries.questionnaire_of(attempt).stem,
        "sentences": sentence_choices(one, chosen),
        "codes": code_choices(chosen),
        "evidence": form.data.get("evidence", "") if form else saved.evidence if saved else "",
        "evidence_max": method.EVIDENCE_MAX,
        "is_answered": saved is not None,
        "form": form,
        "back_to": request.POST.get("back_to") or request.GET.get("back_to", ""),
    }
    return render(request, "assessments/item.html", context, status=status)


def _next_url(attempt: Attempt, position: int, posted: QueryDict) -> str:
    """Return where to go from here: back by one, or on to the next item that is open."""
    if posted.get("back_to") == "review":
        return reverse("assessments:review", args=[attempt.public_id])
    if posted.get("go") == "back":
        there = [attempt.public_id, position - 1]
        return reverse("assessments:item", args=there) if position > 1 else reverse("assessments:home")
    answered = queries.responses_of(attempt)
    following = enumerate(queries.items_of(attempt)[position:], start=position + 1)
    wanted = next((number for number, (_skill, one) in following if one.key not in answered), None)
    if wanted is None:
        return reverse("assessments:review", args=[attempt.public_id])
    return reverse("assessments:item", args=[attempt.public_id, wanted])


@require_http_methods(["GET", "POST"])
@own_attempt
def review(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    """List what is still open, and hand in."""
    if request.method == "GET" and not attempt.is_open:
        return redirect(_result_url(attempt))
    refusal = None
    if request.method == "POST":
        try:
            operations.submit_attempt(attempt=attempt, now=timezone.now())
        except NothingAnswered as nothing:
            refusal = nothing
        else:
            return redirect(_result_url(attempt))
    answered = queries.responses_of(attempt)
    rows = [
        {"position": position, "skill": skill, "item": one, "is_answered": one.key in answered}
        for position, (skill, one) in enumerate(queries.items_of(attempt), start=1)
    ]
    context = {
        "attempt": attempt,
        "rows": rows,
        "open_rows": [row for row in rows if not row["is_answered"]],
        "n_answered": len(answered),
        "needed": method.ANSWERS_NEEDED,
        "refusal": refusal,
    }
    return render(request, "assessments/review.html", context, status=409 if refusal else 200)


def _closed(request: HttpRequest, attempt: Attempt, refusal: AttemptClosed) -> HttpResponse:
    context = {"refusal": refusal, "result_url": _result_url(attempt)}
    return render(request, "assessments/closed.html", context, status=409)


def _result_url(attempt: Attempt) -> str:
    name = "assessments:short-result" if attempt.is_short else "assessments:result"
    return reverse(name, args=[attempt.public_id])
