"""The coach's desk: the day, one session with its notes, working hours. Only the coach's own rows, everywhere."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coaching import operations
from coaching.forms import AvailabilityForm, NoteForm
from coaching.models import Session, SessionEvent, SessionNote
from coaching.queries import desk_days, with_clients
from coaching.views.common import CoachRequest, coach_required
from common.errors import RuleBroken

DESK_DAYS = 14
Kind = SessionNote.Kind


def _own_session(request: CoachRequest, public_id: UUID) -> Session:
    return get_object_or_404(with_clients(request.coach.sessions.all()), public_id=public_id)


@coach_required
@never_cache
@require_GET
def desk(request: CoachRequest) -> HttpResponse:
    """Show today and the two weeks after it, the next session with what the client told beforehand."""
    now = timezone.now()
    days = desk_days(request.coach, days=DESK_DAYS, now=now)
    to_come = [session for day in days for session in day.sessions if session.ends_at > now]
    context = {
        "coach": request.coach,
        "zone": request.coach.time_zone,
        "now": now,
        "today": days[0],
        "later": [day for day in days[1:] if day.sessions],
        "next": next((session for session in to_come if session.status == Session.Status.CONFIRMED), None),
        "session_types": request.coach.session_types.filter(is_active=True),
    }
    return render(request, "coaching/desk.html", context)


@coach_required
@never_cache
@require_GET
def desk_session(request: CoachRequest, public_id: UUID) -> HttpResponse:
    """Show one session: the client's answers, notes, history."""
    return _show_session(request, _own_session(request, public_id))


@sensitive_variables()
def _show_session(
    request: CoachRequest, session: Session, form: NoteForm | None = None, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    now = timezone.now()
    forms = {kind: NoteForm(kind) for kind in Kind}
    if form is not None:
        forms[form.kind] = form
    notes = list(SessionNote.objects.written_by(request.user).filter(session=session))
    current = session.status_at(now)
    context = {
        "session": session,
        "status": current,
        "zone": request.coach.time_zone,
        "private_form": forms[Kind.PRIVATE],
        "shared_form": forms[Kind.SHARED],
        "private_notes": [note for note in notes if note.kind == Kind.PRIVATE],
        "shared_notes": [note for note in notes if note.kind == Kind.SHARED],
        "history": session.events.all(),
        "can_cancel": current == Session.Status.CONFIRMED and session.ends_at > now,
        "can_complete": current == Session.Status.CONFIRMED and session.starts_at <= now,
    }
    return render(request, "coaching/desk_session.html", context, status=status)


@sensitive_post_parameters()
@sensitive_variables()
@coach_required
@require_POST
def note_write(request: CoachRequest, public_id: UUID, kind: str) -> HttpResponse:
    """Keep a note. What was written never leaves this request but for the sealed column."""
    session = _own_session(request, public_id)
    if kind not in Kind.values:
        raise Http404
    form = NoteForm(Kind(kind), request.POST)
    if not form.is_valid():
        return _show_session(request, session, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    operations.write_note(
        session=session, author=request.coach, kind=form.kind, text=form.cleaned_data["text"], now=timezone.now()
    )
    messages.success(
        request,
        _("Note kept. Only you can read it.") if form.kind == Kind.PRIVATE else _("Note shared with your client."),
    )
    return redirect("coaching:desk-session", session.public_id)


@coach_required
@require_POST
def note_remove(request: CoachRequest, public_id: UUID) -> HttpResponse:
    """Delete a note for good; a shared one is taken back."""
    notes = SessionNote.objects.written_by(request.user).select_related("session")
    note = get_object_or_404(notes, public_id=public_id)
    operations.remove_note(note=note, now=timezone.now())
    messages.info(request, _("The note is deleted."))
    return redirect("coaching:desk-session", note.session.public_id)


@coach_required
@never_cache
@require_http_methods(["GET", "POST"])
def session_cancel(request: CoachRequest, public_id: UUID) -> HttpResponse:
    """Say that the client gets everything back, then cancel."""
    session = _own_session(request, public_id)
    refusal, status = "", HTTPStatus.OK
    if request.method == "POST":
        try:
            operations.cancel_session(session=session, by=SessionEvent.By.COACH, now=timezone.now())
        except RuleBroken as problem:
            refusal, status = str(problem), HTTPStatus.CONFLICT
        else:
            messages.success(request, _("The session is canceled. Your client gets a mail, and whatever was paid."))
            return redirect("coaching:desk")
    context = {"session": session, "zone": request.coach.time_zone, "refusal": refusal}
    return render(request, "coaching/session_cancel.html", context, status=status)


@coach_required
@require_POST
def session_complete(request: CoachRequest, public_id: UUID) -> HttpResponse:
    """Note that the session took place."""
    session = _own_session(request, public_id)
    try:
        operations.complete_session(session=session, now=timezone.now())
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Marked as completed."))
    return redirect("coaching:desk-session", session.public_id)


@coach_required
@never_cache
@require_http_methods(["GET", "POST"])
def availability(request: CoachRequest) -> HttpResponse:
    """Show and change the weekly hours."""
    coach = request.coach
    form = AvailabilityForm(request.POST or None, initial=AvailabilityForm.initial_for(coach))
    status = HTTPStatus.OK
    if request.method == "POST":
        if form.is_valid():
            operations.set_availability(
                coach=coach,
                time_zone=form.cleaned_data["time_zone"],
                meeting_url=form.cleaned_data["meeting_url"],
                hours=form.hours,
            )
            messages.success(request, _("Your hours are kept. Clients see them at once."))
            return redirect("coaching:availability")
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    context = {
        "form": form,
        "coach": coach,
        "session_types": coach.session_types.filter(is_active=True),
        "now": timezone.now(),
    }
    return render(request, "coaching/availability.html", context, status=status)
