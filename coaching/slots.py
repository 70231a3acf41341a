"""When a coach is free: rules and busy times in, start times out. Pure: no database, no clock, no request.

Wall time is touched twice only: when weekly rules become instants, and (through the start of each window) when starts
are laid on the grid. Everything between is whole seconds since 1970, since date objects cost thirty times as much.
The same function lists the free times of a month and validates the one that somebody asks for.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

Interval = tuple[int, int]  # seconds since 1970, half-open: what ends at ten does not touch what starts at ten
Hours = tuple[time, time]  # wall time; an end at or before its start lies on the next day

DAY = 86_400
MARGIN = timedelta(
    days=2
)  # a window may reach into the next day, a session into the one after, and dates differ by zone


@dataclass(frozen=True, slots=True)
class Terms:
    """How one kind of session may be booked; lengths in minutes, as coaches think of them."""

    minutes: int
    step_minutes: int
    buffer_before: int = 0
    buffer_after: int = 0
    notice_minutes: int = 0
    window_days: int = 60


@dataclass(frozen=True, slots=True)
class Calendar:
    """A coach's working hours: weekly ones (Monday is 0), and dates on which others hold instead (none: closed)."""

    zone: ZoneInfo
    weekly: Mapping[int, Sequence[Hours]]
    overrides: Mapping[date, Sequence[Hours]] = field(default_factory=dict)


def free_starts(
    calendar: Calendar,
    terms: Terms,
    *,
    busy: Iterable[Interval],
    now: int,
    since: int,
    until: int,
    cap: int = 10_000,
) -> list[int]:
    """Return the instants from `since` up to `until` at which a session may begin, in order, at most `cap` of them.

    `busy` holds what blocks the coach, buffers of those sessions included; ours are added here, so that pairs add up.
    """
    since = max(since, now + terms.notice_minutes * 60)
    until = min(until, now + terms.window_days * DAY)
    if since >= until:
        return []
    length = terms.minutes * 60
    windows = expand(calendar, since, until + length)
    before, after = terms.buffer_before * 60, terms.buffer_after * 60
    widened = merge((start - after, end + before) for start, end in busy if start < end)
    free = subtract(merge(windows), widened)
    return _on_grid(
        windows,
        free,
        length=length,
        step=terms.step_minutes * 60,
        since=since,
        until=until,
        cap=cap,
    )


def is_free(calendar: Calendar, terms: Terms, *, busy: Iterable[Interval], now: int, start: int) -> bool:
    """Say whether a session may begin at `start`: on the grid, in working hours, after the notice, clear of `busy`."""
    return free_starts(calendar, terms, busy=busy, now=now, since=start, until=start + 1) == [start]


def reach(terms: Terms, since: int, until: int) -> Interval:
    """Return the span in which a busy time can matter to a session that begins between `since` and `until`."""
    return since - terms.buffer_before * 60, until + (terms.minutes + terms.buffer_after) * 60


def instant(zone: ZoneInfo, wall: datetime, *, is_end: bool = False) -> int:
    """Return the instant at which clocks in `zone` show `wall`.

    Where the hour comes twice, a start means the first and an end the second; where it is missing, both mean the moment
    of change.
    """
    first = int(wall.replace(tzinfo=zone, fold=0).timestamp())
    second = int(wall.replace(tzinfo=zone, fold=1).timestamp())
    if first > second:  # missing: the offset before the change puts `wall` after it, and the other way round
        return _change(zone, second, first)
    return second if is_end else first


def _change(zone: ZoneInfo, low: int, high: int) -> int:
    """Return the second at which the offset of `zone` changes, somewhere after `low` and up to `high`."""
    offset = datetime.fromtimestamp(low, zone).utcoffset()
    while high - low > 1:
        middle = (low + high) // 2
        if datetime.fromtimestamp(middle, zone).utcoffset() == offset:
            low = middle
        else:
            high = middle
    return high


def expand(calendar: Calendar, since: int, until: int) -> list[Interval]:
    """Return the working windows of every date around [since, until), each date's own merged, sorted by start.

    Windows that have ended by `since` stay in: the grid of what follows may hang on their start.
    """
    day = (datetime.fromtimestamp(since, UTC) - MARGIN).date()
    last = (datetime.fromtimestamp(until, UTC) + MARGIN).date()
    windows: list[Interval] = []
    while day <= last:
        tomorrow = day + timedelta(days=1)
        hours = calendar.overrides.get(day, calendar.weekly.get(day.weekday(), ()))
        windows += merge(_window(calendar, day, tomorrow, *pair) for pair in hours)
        day = tomorrow
    return sorted(windows)


def _window(calendar: Calendar, day: date, tomorrow: date, starts: time, ends: time) -> Interval:
    """Return the instants of one rule on one date; one with hours of its own is not entered from the evening before."""
    ends_on = day if ends > starts else tomorrow
    if ends_on == tomorrow and tomorrow in calendar.overrides:
        ends = time(0)
    opens = instant(calendar.zone, datetime.combine(day, starts))
    closes = instant(calendar.zone, datetime.combine(ends_on, ends), is_end=True)
    return opens, closes


def merge(intervals: Iterable[Interval]) -> list[Interval]:
    """Return the same time as sorted intervals that do not touch; empty ones vanish."""
    merged: list[Interval] = []
    for start, end in sorted(intervals):
        if start >= end:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def subtract(windows: Sequence[Interval], busy: Sequence[Interval]) -> list[Interval]:
    """Return what is left of `windows`; both sorted and merged, each read once."""
    left: list[Interval] = []
    position = 0
    for start, end in windows:
        while position < len(busy) and busy[position][1] <= start:
            position += 1
        cursor, ahead = start, position
        while ahead < len(busy) and busy[ahead][0] < end:
            if busy[ahead][0] > cursor:
                left.append((cursor, busy[ahead][0]))
            cursor = max(cursor, busy[ahead][1])
            ahead += 1
        if cursor < end:
            left.append((cursor, end))
        position = max(position, ahead - 1)
    return left


def _on_grid(
    windows: Sequence[Interval],
    free: Sequence[Interval],
    *,
    length: int,
    step: int,
    since: int,
    until: int,
    cap: int,
) -> list[int]:
    """Return the starts in `free` that lie on the grid of the window they begin in, whatever was taken out of it."""
    anchors = [start for start, _ in windows]
    starts: list[int] = []
    for opens, closes in free:
        cursor, limit = max(opens, since), min(closes - length, until - 1)
        index = bisect_right(anchors, cursor) - 1  # what is free lies inside a window
        while cursor <= limit and len(starts) < cap:
            cursor += (anchors[index] - cursor) % step
            following = anchors[index + 1] if index + 1 < len(anchors) else limit + 1
            last = min(limit, following - 1)
            starts += range(cursor, last + 1, step)[: cap - len(starts)]
            cursor, index = following, index + 1
    return starts
