"""Sessions, which occupy a coach; bookings, a client's seat in one; and what happened to them."""

import uuid
from datetime import datetime, timedelta
from typing import NamedTuple, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.rules import Visitor
from coaching.models.coaches import (
    LONGEST_BUFFER,
    LONGEST_SESSION,
    Coach,
    SessionType,
    no_list,
)
from coaching.overlap import LIVE, one_live_session_at_a_time
from common.db.guards import append_only


class Span(NamedTuple):
    """When a session runs, and how long it keeps its coach; frozen at booking, whatever the type says later."""

    starts_at: datetime
    ends_at: datetime
    blocked_from: datetime
    blocked_until: datetime

    @classmethod
    def of(cls, session_type: SessionType, starts_at: datetime) -> "Span":
        """Return the span of a session of this type."""
        ends_at = starts_at + timedelta(minutes=session_type.minutes)
        before = timedelta(minutes=session_type.buffer_before)
        after = timedelta(minutes=session_type.buffer_after)
        return cls(starts_at, ends_at, starts_at - before, ends_at + after)


class SessionQuerySet(models.QuerySet["Session"]):
    """Questions about sessions."""

    def overlapping(self, since: datetime, until: datetime) -> Self:
        """Return what blocks its coach at some moment of [since, until); the lower bound lets the index serve."""
        oldest = since - LONGEST_SESSION - 2 * LONGEST_BUFFER
        return self.filter(blocked_from__gte=oldest, blocked_from__lt=until, blocked_until__gt=since)

    def blocking(self) -> Self:
        """Return what the database's overlap guard counts: confirmed, or held and not noted as run out."""
        return self.filter(status__in=LIVE)

    def held(self, now: datetime) -> Self:
        """Return holds that still stand."""
        return self.filter(status=Session.Status.HELD, held_until__gt=now)

    def live(self, now: datetime) -> Self:
        """Return what keeps a coach busy: confirmed, or held and not run out."""
        return self.filter(Q(status=Session.Status.CONFIRMED) | Q(status=Session.Status.HELD, held_until__gt=now))

    def run_out(self, now: datetime) -> Self:
        """Return holds whose time is over."""
        return self.filter(status=Session.Status.HELD, held_until__lte=now)

    def to_come(self, now: datetime) -> Self:
        """Return live sessions that have not ended, the next one first."""
        return self.live(now).filter(ends_at__gt=now).order_by("starts_at")


class Session(models.Model):
    """What occupies a coach for a while. Times are instants; buffers are frozen at booking."""

    class Status(models.TextChoices):
        """Where a session stands; held and confirmed ones keep the coach busy."""

        HELD = "held", _("Held while you finish")
        CONFIRMED = "confirmed", _("Confirmed")
        CANCELED = "canceled", _("Canceled")
        EXPIRED = "expired", _("Not completed")
        COMPLETED = "completed", _("Completed")
        NO_SHOW = "no_show", _("Missed")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    coach = models.ForeignKey(Coach, on_delete=models.PROTECT, related_name="sessions")
    session_type = models.ForeignKey(SessionType, on_delete=models.PROTECT, related_name="sessions")
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    blocked_from = models.DateTimeField(_("coach busy from"))
    blocked_until = models.DateTimeField(_("coach busy until"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.HELD)
    held_until = models.DateTimeField(_("held until"), null=True, blank=True)
    capacity = models.PositiveSmallIntegerField(_("seats"), default=1)
    coach_zone = models.CharField(_("coach's time zone at booking"), max_length=64)
    meeting_url = models.URLField(_("video room"), blank=True)
    ical_uid = models.CharField(max_length=120, unique=True)
    ical_sequence = models.PositiveIntegerField(default=0)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session")
        indexes = [
            models.Index(fields=["coach", "blocked_from"], name="session_by_coach_and_time"),
            models.Index(fields=["held_until"], name="session_holds", condition=Q(status="held")),
        ]
        constraints = [
            one_live_session_at_a_time(),
            models.CheckConstraint(
                condition=Q(
                    blocked_from__lte=F("starts_at"),
                    starts_at__lt=F("ends_at"),
                    ends_at__lte=F("blocked_until"),
                ),
                name="session_span_in_order",
            ),
            models.CheckConstraint(
                condition=~Q(status="held") | Q(held_until__isnull=False),
                name="held_session_has_an_end_of_hold",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[*LIVE, "canceled", "expired", "completed", "no_show"]),
                name="session_status_known",
            ),
            models.CheckConstraint(condition=Q(capacity__gte=1), name="session_has_a_seat"),
        ]

    def __str__(self) -> str:
        return f"{self.session_type} · {self.starts_at:%Y-%m-%d %H:%M} UTC"

    @property
    def place(self) -> str:
        """Return the address of the call: the one kept at booking, else the room that the coach has named since."""
        return self.meeting_url or self.coach.meeting_url

    def record(self, kind: "SessionEvent.Kind", by: "SessionEvent.By", now: datetime) -> "SessionEvent":
        """Add to the history."""
        return self.events.create(kind=kind, by=by, happened_at=now)

    def is_live(self, now: datetime) -> bool:
        """Say whether this keeps the coach busy."""
        return self.status == self.Status.CONFIRMED or self.is_held(now)

    def is_held(self, now: datetime) -> bool:
        """Say whether the hold still stands."""
        return self.status == self.Status.HELD and self.held_until is not None and self.held_until > now

    def status_at(self, now: datetime) -> "Session.Status":
        """Return the status as people see it: a hold that ran out is over, whether a task has noted it or not."""
        ran_out = self.status == self.Status.HELD and not self.is_held(now)
        return self.Status.EXPIRED if ran_out else self.Status(self.status)


class BookingQuerySet(models.QuerySet["Booking"]):
    """Questions about bookings."""

    def visible_to(self, client: Visitor) -> Self:
        """Return this client's own bookings."""
        return self.filter(client_id=client.pk)

    def with_session(self) -> Self:
        """Fetch session, type, coach and the coach's person along."""
        return self.select_related("session__session_type", "session__coach__user", "client")


class Booking(models.Model):
    """A client's seat in a session, with what they told beforehand and what they agreed to."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="bookings")
    client = models.ForeignKey(User, on_delete=models.PROTECT, related_name="bookings")
    intake = models.JSONField(_("answers"), default=no_list, blank=True)  # [{"question": …, "answer": …}]
    client_zone = models.CharField(_("client's time zone at booking"), max_length=64)
    agreement_version = models.CharField(_("agreement"), max_length=20)
    agreed_at = models.DateTimeField(_("agreed"))
    booked_at = models.DateTimeField(_("booked"))

    objects = BookingQuerySet.as_manager()

    class Meta:
        verbose_name = _("booking")
        constraints = [models.UniqueConstraint(fields=["session", "client"], name="one_seat_per_client")]

    def __str__(self) -> str:
        return f"{self.client} · {self.session}"

    def get_absolute_url(self) -> str:
        """Return the client's page of this booking."""
        return reverse("coaching:booking-detail", args=[self.public_id])


class SessionEvent(models.Model):
    """What happened to a session, never changed; it names no person, so that it may stay when they go."""

    class Kind(models.TextChoices):
        """What can happen."""

        HELD = "held", _("Held")
        CONFIRMED = "confirmed", _("Confirmed")
        RELEASED = "released", _("Given up")
        EXPIRED = "expired", _("Hold ran out")
        CANCELED = "canceled", _("Canceled")
        COMPLETED = "completed", _("Completed")
        NO_SHOW = "no_show", _("Missed")
        NOTE_SHARED = "note_shared", _("Note shared")
        NOTE_WITHDRAWN = "note_withdrawn", _("Shared note taken back")

    class By(models.TextChoices):
        """Whose doing it was."""

        CLIENT = "client", _("Client")
        COACH = "coach", _("Coach")
        SYSTEM = "system", _("By itself")

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(_("what"), max_length=20, choices=Kind)
    by = models.CharField(_("by"), max_length=10, choices=By)
    happened_at = models.DateTimeField(_("when"))

    class Meta:
        ordering = ["happened_at", "id"]
        verbose_name = _("what happened")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.happened_at:%Y-%m-%d %H:%M} UTC"


EVENTS_GUARD = append_only("coaching_sessionevent")
