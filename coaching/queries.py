"""Reads of coaching where tables meet: free times, prices beside them, what a client or a coach has before them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Prefetch, QuerySet

from accounts.models import User
from billing.queries import Price, price_of, prices_of
from coaching.models import AvailabilityRule, Booking, Coach, Session, SessionType
from coaching.rules import KIND
from coaching.slots import DAY, Calendar, Hours, Interval, free_starts, instant, reach

NEAREST = 3
TOOK_PLACE = (Session.Status.COMPLETED, Session.Status.NO_SHOW)
LONGEST_REACH = timedelta(days=2)  # more than the longest session with its buffers


def seconds(moment: datetime) -> int:
    """Return an instant as the slot computation counts it."""
    return int(moment.timestamp())


def moment(instant: int) -> datetime:
    """Return the instant that the slot computation counted."""
    return datetime.fromtimestamp(instant, UTC)


def calendar_of(coach: Coach, rules: Iterable[AvailabilityRule]) -> Calendar:
    """Return the working hours of a coach from rows already read."""
    weekly: dict[int, list[Hours]] = {}
    for rule in rules:
        weekly.setdefault(rule.weekday, []).append(rule.hours)
    return Calendar(coach.zone, weekly)


def busy_times(blocked: Iterable[tuple[datetime, datetime]]) -> list[Interval]:
    """Return blocked spans as the slot computation counts them."""
    return [(seconds(since), seconds(until)) for since, until in blocked]


def free_times(session_type: SessionType, *, since: datetime, until: datetime, now: datetime) -> list[datetime]:
    """Return when a session of this type may begin in [since, until): two queries, whatever the coach has held."""
    coach, terms = session_type.coach, session_type.terms
    low, high = reach(terms, seconds(since), seconds(until))
    taken = coach.sessions.live(now).overlapping(moment(low), moment(high)).values_list("blocked_from", "blocked_until")
    starts = free_starts(
        calendar_of(coach, coach.availability_rules.all()),
        terms,
        busy=busy_times(taken),
        now=seconds(now),
        since=seconds(since),
        until=seconds(until),
    )
    return [moment(start) for start in starts]


def nearest_free(session_type: SessionType, wanted: datetime, *, now: datetime) -> list[datetime]:
    """Return the free times closest to the one that was wanted, in order of time."""
    week = timedelta(days=7)
    around = free_times(session_type, since=wanted - week, until=wanted + week, now=now)
    return sorted(sorted(around, key=lambda start: abs(start - wanted))[:NEAREST])


@dataclass(frozen=True)
class Bookable:
    """A session type as it is offered: what it costs, and when it is next free."""

    session_type: SessionType
    price: Price
    next_free: datetime | None


def bookables(coaches: Sequence[Coach], *, now: datetime) -> dict[int, list[Bookable]]:
    """Return what can be booked, by coach: four queries for any number of coaches; what has no price is missing."""
    types = list(SessionType.objects.filter(coach__in=coaches, is_active=True).order_by("position", "code"))
    by_id = {coach.pk: coach for coach in coaches}
    for session_type in types:
        session_type.coach = by_id[session_type.coach_id]
    prices = prices_of(KIND, [session_type.offer_key for session_type in types], now=now)
    horizon = now + timedelta(days=max((session_type.window_days for session_type in types), default=1))
    rules: dict[int, list[AvailabilityRule]] = {}
    for rule in AvailabilityRule.objects.filter(coach__in=coaches):
        rules.setdefault(rule.coach_id, []).append(rule)
    busy: dict[int, list[Interval]] = {}
    live = Session.objects.filter(coach__in=coaches).live(now).overlapping(now, horizon + LONGEST_REACH)
    for coach_id, *span in live.values_list("coach_id", "blocked_from", "blocked_until"):
        busy.setdefault(coach_id, []).append((seconds(span[0]), seconds(span[1])))
    found: dict[int, list[Bookable]] = {coach.pk: [] for coach in coaches}
    for session_type in types:
        coach = session_type.coach
        if coach.is_active and (price := prices.get(session_type.offer_key)):
            calendar = calendar_of(coach, rules.get(coach.pk, []))
            next_free = _next_free(calendar, session_type, busy.get(coach.pk, []), now)
            found[coach.pk].append(Bookable(session_type, price, next_free))
    return found


def _next_free(calendar: Calendar, session_type: SessionType, busy: list[Interval], now: datetime) -> datetime | None:
    """Return the first free time, looking a week at a time, since most coaches have one soon."""
    begin, terms = seconds(now), session_type.terms
    for week in range(0, terms.window_days + 7, 7):
        since = begin + week * DAY
        until = since + 7 * DAY
        if starts := free_starts(calendar, terms, busy=busy, now=begin, since=since, until=until, cap=1):
            return moment(starts[0])
    return None


def price_for(session_type: SessionType, *, now: datetime) -> Price | None:
    """Return what a session of this type costs now, or None when it is not on sale."""
    return price_of(KIND, session_type.offer_key, now=now)


def upcoming_for(learner: User, now: datetime) -> list[Booking]:
    """Return the client's bookings whose session is live and not over, the next one first (one query)."""
    to_come = Booking.objects.visible_to(learner).with_session()
    live = Session.objects.live(now).filter(ends_at__gt=now)
    return list(to_come.filter(session__in=live).order_by("session__starts_at"))


def past_of(client: User, now: datetime) -> QuerySet[Booking]:
    """Return the client's bookings that are over, canceled or never came about, newest first."""
    live = Session.objects.live(now).filter(ends_at__gt=now)
    return Booking.objects.visible_to(client).with_session().exclude(session__in=live).order_by("-session__starts_at")


@dataclass(frozen=True)
class DeskDay:
    """A date in the coach's zone, with what keeps the coach busy."""

    date: date
    sessions: list[Session]


def desk_days(coach: Coach, *, days: int, now: datetime) -> list[DeskDay]:
    """Return today and the days after it in the coach's zone, each with its sessions (two queries)."""
    today = now.astimezone(coach.zone).date()
    dates = [today + timedelta(days=number) for number in range(days)]
    begin = instant(coach.zone, datetime.combine(today, time(0)))
    end = instant(coach.zone, datetime.combine(today + timedelta(days=days), time(0)))
    shown = coach.sessions.live(now) | coach.sessions.filter(status__in=TOOK_PLACE)
    span = shown.overlapping(moment(begin), moment(end)).filter(starts_at__gte=moment(begin), starts_at__lt=moment(end))
    by_date: dict[date, list[Session]] = {}
    for session in with_clients(span.order_by("starts_at")):
        by_date.setdefault(session.starts_at.astimezone(coach.zone).date(), []).append(session)
    return [DeskDay(day, by_date.get(day, [])) for day in dates]


def with_clients(sessions: QuerySet[Session]) -> QuerySet[Session]:
    """Fetch type, coach and bookings with their clients along."""
    bookings = Prefetch("bookings", Booking.objects.select_related("client"))
    return sessions.select_related("session_type", "coach__user").prefetch_related(bookings)
