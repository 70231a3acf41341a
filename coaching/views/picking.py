"""Choosing a time: the list, then one page with price, agreement and questions, then the hold."""

from datetime import date, datetime, timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods
from django.views.decorators.vary import vary_on_headers

from accounts.zones import zone_options
from billing.operations import open_order
from coaching import operations
from coaching.errors import HoldElsewhere, NotBookable, SlotTaken
from coaching.forms import BookForm
from coaching.models import CoachPage, Session, SessionType
from coaching.queries import free_times, nearest_free, price_for
from coaching.rules import CURRENT_AGREEMENT, HOLD, KIND
from coaching.views.common import ClientRequest
from coaching.week import WEEKS, Slot, bounds, chosen_day, clock, first_day, lay_out, parse_key
from coaching.zones import is_guess, remember_zone, zone_for
from common.errors import RuleBroken


@require_GET
def coach(_request: HttpRequest, coach_slug: str) -> HttpResponse:
    """Lead to the coach's page."""
    page = CoachPage.objects.live().filter(record__slug=coach_slug).first()
    if page is None:
        raise Http404
    return redirect(page.localized.url)


def _session_type(coach_slug: str, type_slug: str) -> SessionType:
    types = SessionType.objects.filter(is_active=True, coach__is_active=True).select_related("coach__user")
    return get_object_or_404(types, coach__slug=coach_slug, slug=type_slug)


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@require_GET
@never_cache
@vary_on_headers("HX-Request")
def slots(request: HttpRequest, coach_slug: str, type_slug: str) -> HttpResponse:
    """Show four weeks of days with their free times, in the visitor's own zone."""
    session_type = _session_type(coach_slug, type_slug)
    now = timezone.now()
    zone = zone_for(request)
    today = now.astimezone(zone).date()
    last = today + timedelta(days=session_type.window_days)
    asked = _date(request.GET.get("from", ""))
    first = first_day(min(asked, last) if asked else None, today)
    since, until = bounds(first, zone)
    weeks = lay_out(first, free_times(session_type, since=since, until=until, now=now), zone)
    shown = chosen_day(weeks, _date(request.GET.get("day", "")))
    context = {
        "session_type": session_type,
        "coach": session_type.coach,
        "price": price_for(session_type, now=now),
        "agreement": CURRENT_AGREEMENT,
        "zone": zone.key,
        "zone_now": now.astimezone(zone),
        "zone_options": zone_options(zone.key),
        "is_guess": is_guess(request),
        "weeks": weeks,
        "today": today,
        "first": first,
        "last_shown": first + timedelta(days=WEEKS * 7 - 1),
        "day": shown,
        "is_empty": not any(day.slots for week in weeks for day in week),
        "earlier": first - timedelta(weeks=WEEKS) if first > today else None,
        "later": first + timedelta(weeks=WEEKS) if first + timedelta(weeks=WEEKS) <= last else None,
    }
    name = "coaching/slots.html#picker" if getattr(request, "htmx", False) else "coaching/slots.html"
    response = render(request, name, context)
    remember_zone(request, response)
    return response


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def book(request: ClientRequest, coach_slug: str, type_slug: str) -> HttpResponse:
    """Show what is about to be booked; the button holds the time, and books it at once when nothing is to be paid."""
    session_type = _session_type(coach_slug, type_slug)
    values = request.POST if request.method == "POST" else request.GET
    starts_at = parse_key(values.get("at", ""))
    page = BookPage(request, session_type, starts_at)
    if starts_at is None:
        messages.info(request, _("Please choose a time from the list."))
        return redirect(page.list_url)
    if request.method == "POST":
        return page.take()
    is_free = free_times(session_type, since=starts_at, until=starts_at + timedelta(seconds=1), now=page.now)
    return page.show() if is_free else page.refuse(operations.just_taken())


class BookPage:
    """One request for the page on which a time is booked."""

    def __init__(self, request: ClientRequest, session_type: SessionType, starts_at: datetime | None) -> None:
        self.request, self.session_type, self.starts_at = request, session_type, starts_at
        self.now = timezone.now()
        self.zone = zone_for(request)
        self.price = price_for(session_type, now=self.now)
        self.form = BookForm(
            session_type,
            request.POST if request.method == "POST" else None,
            agreement_label=_("I have read this and agree"),
        )

    @property
    def list_url(self) -> str:
        """Return the way back to the list, in the same zone and on the same day."""
        asked = {"zone": self.zone.key}
        if self.starts_at:
            day = self.starts_at.astimezone(self.zone).date()
            asked |= {"from": day.isoformat(), "day": day.isoformat()}
        path = reverse("coaching:slots", args=[self.session_type.coach.slug, self.session_type.slug])
        return f"{path}?{urlencode(asked)}"

    def show(self, status: HTTPStatus = HTTPStatus.OK, **extra: Any) -> HttpResponse:
        """Show the page with whatever has been written so far."""
        context = {
            "session_type": self.session_type,
            "coach": self.session_type.coach,
            "starts_at": self.starts_at,
            "at": self.request.POST.get("at") or self.request.GET.get("at", ""),
            "zone": self.zone.key,
            "price": self.price,
            "agreement": CURRENT_AGREEMENT,
            "agreement_template": f"coaching/agreements/{CURRENT_AGREEMENT.version}.html",
            "hold_minutes": int(HOLD.total_seconds() // 60),
            "form": self.form,
            "list_url": self.list_url,
            **extra,
        }
        return render(self.request, "coaching/book.html", context, status=status)

    def refuse(self, refusal: RuleBroken) -> HttpResponse:
        """Say why not, and offer the three nearest times; nothing that was written is lost."""
        extra: dict[str, Any] = {"refusal": str(refusal)}
        status = HTTPStatus.CONFLICT
        if isinstance(refusal, HoldElsewhere):
            held = Session.objects.held(self.now).filter(bookings__client=self.request.user)
            extra["held"] = held.values_list("bookings__public_id", flat=True).first()
        if isinstance(refusal, SlotTaken | NotBookable) and self.starts_at:
            status = HTTPStatus.UNPROCESSABLE_ENTITY if isinstance(refusal, NotBookable) else status
            near = nearest_free(self.session_type, self.starts_at, now=self.now)
            extra["nearest"] = [Slot(start, clock(start.astimezone(self.zone))) for start in near]
        return self.show(status, **extra)

    def take(self) -> HttpResponse:
        """Hold the time, then order it: free ones are confirmed at once, others go to the order page."""
        if not self.form.is_valid():
            return self.show(HTTPStatus.UNPROCESSABLE_ENTITY)
        client = self.request.user
        try:
            if self.price is None:
                raise NotBookable(_("This session cannot be booked at the moment."))
            booking = operations.hold_slot(
                session_type=self.session_type,
                client=client,
                starts_at=self.starts_at or self.now,
                client_zone=self.zone.key,
                intake=self.form.intake(),
                now=self.now,
            )
            order = open_order(buyer=client, items=[(KIND, str(booking.session.public_id))], now=self.now)
        except RuleBroken as refusal:
            return self.refuse(refusal)
        if order.state == order.State.PAID:
            messages.success(self.request, _("Your session is booked. A mail with a calendar entry is on its way."))
            return redirect("coaching:booking-detail", booking.public_id)
        return redirect("billing:checkout", order.public_id)
