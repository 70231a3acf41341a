"""Free times laid out on days, as a visitor's own calendar shows them. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from coaching.slots import instant
from common.templatetags.roundhouse import zone_name

WEEKS = 4


@dataclass(frozen=True, slots=True)
class Slot:
    """A time that can be chosen."""

    starts_at: datetime
    label: str  # 14:00, and the zone's abbreviation where the hour comes twice

    @property
    def key(self) -> str:
        """Return the instant as addresses and forms carry it."""
        return self.starts_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")


@dataclass(slots=True)
class Day:
    """A date in the visitor's zone with its free times."""

    date: date
    slots: list[Slot] = field(default_factory=list)

    @property
    def count(self) -> int:
        """Return how many times are free."""
        return len(self.slots)


def first_day(asked: date | None, today: date) -> date:
    """Return the Monday at which the four weeks begin: this week's, or that of the date asked for."""
    day = max(asked, today) if asked else today
    return day - timedelta(days=day.weekday())


def bounds(first: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return the instants at which the four weeks begin and end in the zone."""
    last = first + timedelta(weeks=WEEKS)
    begin, end = (instant(zone, datetime.combine(day, time(0))) for day in (first, last))
    return datetime.fromtimestamp(begin, UTC), datetime.fromtimestamp(end, UTC)


def lay_out(first: date, starts: Iterable[datetime], zone: ZoneInfo) -> list[list[Day]]:
    """Return four weeks of days, each with the times that fall on it in the zone."""
    days = [Day(first + timedelta(days=number)) for number in range(WEEKS * 7)]
    by_date = {day.date: day for day in days}
    for start in starts:
        local = start.astimezone(zone)
        if day := by_date.get(local.date()):
            day.slots.append(Slot(start, clock(local)))
    return [days[number : number + 7] for number in range(0, len(days), 7)]


def clock(local: datetime) -> str:
    """Return the time of day; where clocks show it twice, with the zone's abbreviation, which tells the two apart."""
    comes_twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    return f"{local:%H:%M} {zone_name(local)}" if comes_twice else f"{local:%H:%M}"


def chosen_day(weeks: Sequence[Sequence[Day]], asked: date | None) -> Day | None:
    """Return the day whose times are shown: the one asked for, else the first with any."""
    days = [day for week in weeks for day in week]
    return next((day for day in days if day.date == asked), None) or next((day for day in days if day.slots), None)


def parse_key(text: str) -> datetime | None:
    """Return the instant that a `Slot.key` names, None for anything else."""
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%MZ").replace(tzinfo=UTC)
    except ValueError:
        return None
