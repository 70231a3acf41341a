"""The slot computation: every trap that bit somebody, then random weeks against a slow oracle."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coaching import slots
from coaching.slots import Calendar, Hours, Terms, expand, free_starts, is_free, merge, reach, subtract

HOUR = 3600
LONG_AGO = int(datetime(2000, 1, 1, tzinfo=UTC).timestamp())
QUARTERS = Terms(minutes=15, step_minutes=15, window_days=20_000)


def at(text: str) -> int:
    """Return the instant that `text` names: `2027-03-28 01:00Z`."""
    return int(datetime.strptime(text, "%Y-%m-%d %H:%MZ").replace(tzinfo=UTC).timestamp())


def said(instants: Sequence[int], zone: str = "UTC", form: str = "%m-%d %H:%M") -> list[str]:
    """Return instants as clocks in `zone` show them."""
    return [datetime.fromtimestamp(instant, ZoneInfo(zone)).strftime(form) for instant in instants]


def hours(text: str) -> Hours:
    """Return the hours that `text` names: `22:00-02:00`."""
    starts, ends = text.split("-")
    return time.fromisoformat(starts), time.fromisoformat(ends)


def every_day(text: str) -> dict[int, list[Hours]]:
    """Return the same hours for each weekday."""
    return {weekday: [hours(text)] for weekday in range(7)}


def on(zone: str, day: str, *ranges: str) -> Calendar:
    """Return a calendar with hours on one date only."""
    return Calendar(ZoneInfo(zone), {}, {date.fromisoformat(day): [hours(text) for text in ranges]})


def windows(zone: str, day: str, *ranges: str) -> list[tuple[str, str]]:
    """Return the instants of hours on one date."""
    noon = int(datetime.combine(date.fromisoformat(day), time(12), UTC).timestamp())
    found = expand(on(zone, day, *ranges), noon - 3 * slots.DAY, noon + 3 * slots.DAY)
    return [tuple(said(window)) for window in found]  # type: ignore[misc]


def starts(calendar: Calendar, day: str, terms: Terms, busy: Sequence[slots.Interval] = (), **bounds: int) -> list[int]:
    """Return the free starts of three days around a date."""
    noon = int(datetime.combine(date.fromisoformat(day), time(12), UTC).timestamp())
    span = {"now": LONG_AGO, "since": noon - 36 * HOUR, "until": noon + 36 * HOUR, **bounds}
    return free_starts(calendar, terms, busy=busy, **span)


# Days on which clocks change ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "day", "text", "expected"),
    [
        ("Europe/Berlin", "2027-03-28", "01:00-05:00", [("03-28 00:00", "03-28 03:00")]),
        ("Europe/Berlin", "2027-03-28", "02:15-02:45", []),
        ("Europe/Berlin", "2027-03-28", "02:30-04:00", [("03-28 01:00", "03-28 02:00")]),
        ("Europe/Berlin", "2026-10-25", "01:00-04:00", [("10-24 23:00", "10-25 03:00")]),
        ("America/New_York", "2026-03-08", "13:00-18:00", [("03-08 17:00", "03-08 22:00")]),
        ("Africa/Cairo", "2026-04-24", "00:00-02:00", [("04-23 22:00", "04-23 23:00")]),
        ("Asia/Kathmandu", "2027-01-11", "09:00-10:00", [("01-11 03:15", "01-11 04:15")]),
        ("Australia/Lord_Howe", "2026-10-04", "01:00-04:00", [("10-03 14:30", "10-03 17:00")]),
        ("Europe/Berlin", "2027-03-27", "22:00-04:00", [("03-27 21:00", "03-28 02:00")]),
        ("Pacific/Apia", "2011-12-30", "09:00-17:00", []),
        ("America/Sao_Paulo", "2018-11-04", "00:00-02:00", [("11-04 03:00", "11-04 04:00")]),
    ],
    ids=[
        "three hours where one is missing",
        "a range inside the missing hour vanishes",
        "a start in the missing hour moves to the change",
        "four hours where one comes twice",
        "an afternoon on the day of change",
        "midnight itself is missing",
        "a quarter-hour offset",
        "half an hour is missing",
        "five hours over midnight and over the change",
        "a date that never was",
        "midnight is missing, in the west",
    ],
)
def test_hours_become_instants(zone: str, day: str, text: str, expected: list[tuple[str, str]]) -> None:
    assert windows(zone, day, text) == expected


def test_three_dates_of_which_one_never_was_give_two_windows() -> None:
    calendar = Calendar(ZoneInfo("Pacific/Apia"), every_day("09:00-17:00"))
    since, until = at("2011-12-29 10:00Z"), at("2011-12-31 10:00Z")
    found = [window for window in expand(calendar, since, until) if since <= window[0] < until]
    assert [(end - start) // HOUR for start, end in found] == [8, 8]
    assert said([start for start, _ in found], "Pacific/Apia") == ["12-29 09:00", "12-31 09:00"]


def test_the_hour_that_comes_twice_is_offered_twice_and_can_be_told_apart() -> None:
    half_hours = Terms(minutes=30, step_minutes=30, window_days=20_000)
    found = starts(on("Europe/Berlin", "2026-10-25", "01:00-04:00"), "2026-10-25", half_hours)
    assert said(found, "Europe/Berlin", "%H:%M %Z") == [
        "01:00 CEST",
        "01:30 CEST",
        "02:00 CEST",
        "02:30 CEST",
        "02:00 CET",
        "02:30 CET",
        "03:00 CET",
        "03:30 CET",
    ]
    assert len(set(found)) == 8


def test_a_leap_day_has_the_hours_of_its_weekday() -> None:
    calendar = Calendar(ZoneInfo("Europe/Berlin"), {1: [hours("09:00-10:00")]})
    assert said(starts(calendar, "2028-02-29", Terms(60, 60, window_days=20_000)), "Europe/Berlin") == ["02-29 09:00"]


def test_one_instant_is_three_dates_and_the_coach_decides_the_rule() -> None:
    saturday = Calendar(ZoneInfo("Pacific/Kiritimati"), {5: [hours("00:00-01:00")]})
    [start] = starts(saturday, "2027-01-01", Terms(60, 60, window_days=20_000))
    assert start == at("2027-01-01 10:00Z")
    assert said([start], "Pacific/Kiritimati", "%A") == ["Saturday"]
    assert said([start], "Pacific/Pago_Pago", "%A") == ["Thursday"]


# Grid, buffers, notice, window ----------------------------------------------------------------------------------------


def test_the_grid_begins_where_the_window_begins_in_the_coachs_zone() -> None:
    kolkata = on("Asia/Kolkata", "2027-01-11", "09:30-12:00")
    found = starts(kolkata, "2027-01-11", Terms(60, 60, window_days=20_000))
    assert said(found, "Asia/Kolkata", "%H:%M") == ["09:30", "10:30"]


def test_the_grid_stays_where_it_is_when_something_is_taken_out() -> None:
    calendar = on("UTC", "2027-01-11", "09:00-13:00")
    busy = [(at("2027-01-11 09:00Z"), at("2027-01-11 09:50Z"))]
    found = starts(calendar, "2027-01-11", Terms(45, 30, window_days=20_000), busy)
    assert said(found, form="%H:%M") == ["10:00", "10:30", "11:00", "11:30", "12:00"]


def test_overlapping_rules_give_no_start_twice() -> None:
    calendar = on("UTC", "2027-01-11", "09:00-11:00", "10:00-12:00", "10:15-10:45")
    found = starts(calendar, "2027-01-11", Terms(60, 30, window_days=20_000))
    assert said(found, form="%H:%M") == ["09:00", "09:30", "10:00", "10:30", "11:00"]


def test_windows_that_meet_at_midnight_are_one_stretch_with_a_grid_for_each_date() -> None:
    everyday = Calendar(ZoneInfo("UTC"), every_day("00:00-00:00"))
    terms = Terms(minutes=50, step_minutes=50, window_days=20_000)
    found = starts(everyday, "2027-01-11", terms)
    assert "01-11 23:20" in said(found)  # runs over midnight
    assert "01-12 00:00" in said(found)
    assert all(is_free(everyday, terms, busy=[], now=LONG_AGO, start=start) for start in found)


def test_sessions_may_touch_when_no_buffer_keeps_them_apart() -> None:
    calendar = on("UTC", "2027-01-11", "09:00-12:00")
    busy = [(at("2027-01-11 10:00Z"), at("2027-01-11 11:00Z"))]
    assert said(starts(calendar, "2027-01-11", Terms(60, 60, window_days=20_000), busy), form="%H:%M") == [
        "09:00",
        "11:00",
    ]


def test_buffers_of_both_sessions_add_up() -> None:
    calendar = on("UTC", "2027-01-11", "08:00-14:00")
    busy = [(at("2027-01-11 09:50Z"), at("2027-01-11 11:15Z"))]  # a session at ten with ten minutes before, 15 after
    terms = Terms(minutes=60, step_minutes=5, buffer_before=10, buffer_after=15, window_days=20_000)
    found = said(starts(calendar, "2027-01-11", terms, busy), form="%H:%M")
    assert found[: found.index("08:35") + 1] == ["08:00", "08:05", "08:10", "08:15", "08:20", "08:25", "08:30", "08:35"]
    assert found[found.index("08:35") + 1] == "11:25"


def test_buffers_do_not_push_against_the_edge_of_the_day() -> None:
    calendar = on("UTC", "2027-01-11", "09:00-10:00")
    terms = Terms(minutes=60, step_minutes=30, buffer_before=30, buffer_after=30, window_days=20_000)
    assert said(starts(calendar, "2027-01-11", terms), form="%H:%M") == ["09:00"]


def test_a_busy_time_just_outside_the_list_still_counts_through_its_buffer() -> None:
    calendar = on("UTC", "2027-01-11", "08:00-12:00")
    terms = Terms(minutes=60, step_minutes=60, buffer_after=45, window_days=20_000)
    nine = at("2027-01-11 09:00Z")
    next_session = (at("2027-01-11 10:30Z"), at("2027-01-11 11:30Z"))
    low, high = reach(terms, nine, nine + 1)
    assert low <= next_session[0] < high
    assert not is_free(calendar, terms, busy=[next_session], now=LONG_AGO, start=nine)


def test_notice_and_window_bound_what_is_offered() -> None:
    everyday = Calendar(ZoneInfo("UTC"), every_day("09:00-10:00"))
    now = at("2027-01-11 09:00Z")
    terms = Terms(minutes=60, step_minutes=60, notice_minutes=24 * 60, window_days=3)
    found = free_starts(everyday, terms, busy=[], now=now, since=0, until=at("2099-01-01 00:00Z"))
    assert said(found) == ["01-12 09:00", "01-13 09:00"]


def test_years_far_away_are_refused_without_effort() -> None:
    everyday = Calendar(ZoneInfo("UTC"), every_day("00:00-00:00"))
    now = at("2027-01-11 09:00Z")
    for start in (-(10**12), 0, 10**12, 10**18):
        assert not is_free(everyday, Terms(60, 60), busy=[], now=now, start=start)


def test_a_cap_bounds_the_list() -> None:
    everyday = Calendar(ZoneInfo("UTC"), every_day("00:00-00:00"))
    found = free_starts(everyday, QUARTERS, busy=[], now=LONG_AGO, since=0, until=at("2000-02-01 00:00Z"), cap=7)
    assert len(found) == 7


# Overrides ------------------------------------------------------------------------------------------------------------


def test_an_override_replaces_the_day_and_an_empty_one_closes_it() -> None:
    weekly = every_day("09:00-11:00")
    monday, tuesday = date(2027, 1, 11), date(2027, 1, 12)
    calendar = Calendar(ZoneInfo("UTC"), weekly, {monday: [hours("15:00-16:00")], tuesday: []})
    found = free_starts(
        calendar,
        Terms(60, 60, window_days=20_000),
        busy=[],
        now=LONG_AGO,
        since=at("2027-01-11 00:00Z"),
        until=at("2027-01-14 00:00Z"),
    )
    assert said(found) == ["01-11 15:00", "01-13 09:00", "01-13 10:00"]


def test_a_late_window_ends_at_midnight_when_the_next_date_has_hours_of_its_own() -> None:
    calendar = Calendar(ZoneInfo("UTC"), {0: [hours("22:00-02:00")]}, {date(2027, 1, 12): []})
    assert [tuple(said(w)) for w in expand(calendar, at("2027-01-11 12:00Z"), at("2027-01-12 12:00Z"))] == [
        ("01-11 22:00", "01-12 00:00")
    ]


# Intervals ------------------------------------------------------------------------------------------------------------


def test_merging_joins_what_touches_and_drops_what_is_empty() -> None:
    assert merge([(5, 7), (1, 3), (3, 4), (9, 9), (6, 8)]) == [(1, 4), (5, 8)]


def test_subtracting_keeps_a_busy_time_for_the_next_window_too() -> None:
    assert subtract([(0, 10), (12, 20)], [(8, 14), (16, 17)]) == [(0, 8), (14, 16), (17, 20)]


# Against an oracle ----------------------------------------------------------------------------------------------------

ZONES = [
    "Africa/Cairo",
    "Africa/Casablanca",
    "America/Havana",
    "America/New_York",
    "America/St_Johns",
    "Asia/Kathmandu",
    "Asia/Kolkata",
    "Asia/Tehran",
    "Atlantic/Azores",
    "Australia/Lord_Howe",
    "Europe/Berlin",
    "Pacific/Apia",
    "Pacific/Chatham",
    "Pacific/Kiritimati",
    "UTC",
]
QUARTER = 900
CHANGES = [
    "2026-10-25",
    "2026-11-01",
    "2027-03-28",
    "2027-03-14",
    "2027-04-04",
    "2026-10-04",
    "2026-04-24",
    "2027-01-13",
]
quarter_times = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))


def oracle(calendar: Calendar, terms: Terms, busy: Sequence[slots.Interval], since: int, until: int) -> list[int]:
    """Walk every quarter of an hour and ask a clock on the wall; knows nothing of offsets or transitions.

    A window opens once clocks have shown its start and lasts while they are still to show a time before its end.
    """
    low, high = since - 4 * slots.DAY, until + 4 * slots.DAY
    quarters = range(low, high, QUARTER)
    walls = [datetime.fromtimestamp(quarter, calendar.zone).replace(tzinfo=None) for quarter in quarters]
    shown = list(accumulate(walls, max))  # the latest wall time so far
    to_come = list(accumulate(reversed(walls), min))[::-1]  # the earliest wall time from here on
    ranges = []
    day = walls[0].date() + timedelta(days=1)
    while day < walls[-1].date():
        for opens, closes in calendar.weekly.get(day.weekday(), ()):
            ends_on = day if closes > opens else day + timedelta(days=1)
            ranges.append((datetime.combine(day, opens), datetime.combine(ends_on, closes)))
        day += timedelta(days=1)
    is_open = [any(opens <= shown[i] and to_come[i] < closes for opens, closes in ranges) for i in range(len(quarters))]
    before, after = terms.buffer_before * 60, terms.buffer_after * 60
    needed = terms.minutes * 60 // QUARTER
    found = []
    for i, quarter in enumerate(quarters):
        if not since <= quarter < until or not all(is_open[i : i + needed]):
            continue
        mine = (quarter - before, quarter + terms.minutes * 60 + after)
        if not any(start < mine[1] and mine[0] < end for start, end in busy):
            found.append(quarter)
    return found


@settings(max_examples=200, deadline=None)
@given(
    zone=st.sampled_from(ZONES),
    day=st.sampled_from(CHANGES),
    rules=st.lists(st.tuples(st.integers(0, 6), quarter_times, quarter_times), max_size=8),
    taken=st.lists(st.tuples(st.integers(0, 5 * 96), st.integers(1, 16)), max_size=8),
    minutes=st.sampled_from([15, 30, 45, 60, 90]),
    before=st.sampled_from([0, 5, 15]),
    after=st.sampled_from([0, 10, 30]),
)
def test_random_weeks_agree_with_the_clock_on_the_wall(
    zone: str,
    day: str,
    rules: list[tuple[int, time, time]],
    taken: list[tuple[int, int]],
    minutes: int,
    before: int,
    after: int,
) -> None:
    weekly: dict[int, list[Hours]] = {}
    for weekday, opens, closes in rules:
        weekly.setdefault(weekday, []).append((opens, closes))
    calendar = Calendar(ZoneInfo(zone), weekly)
    since = int(datetime.combine(date.fromisoformat(day), time(0), UTC).timestamp()) - 2 * slots.DAY
    until = since + 5 * slots.DAY
    busy = [(since + first * QUARTER, since + (first + length) * QUARTER) for first, length in taken]
    terms = Terms(minutes, 15, buffer_before=before, buffer_after=after, window_days=20_000)
    found = free_starts(calendar, terms, busy=busy, now=LONG_AGO, since=since, until=until)
    assert found == oracle(calendar, terms, busy, since, until)
    assert all(is_free(calendar, terms, busy=busy, now=LONG_AGO, start=start) for start in found[::7])


@settings(max_examples=100, deadline=None)
@given(
    zone=st.sampled_from(ZONES),
    rules=st.lists(st.tuples(st.integers(0, 6), quarter_times, quarter_times), min_size=1, max_size=8),
    step=st.sampled_from([15, 20, 25, 40, 50, 60]),
    offset=st.integers(0, 20),
)
def test_what_is_listed_is_what_is_accepted_wherever_the_list_begins(
    zone: str, rules: list[tuple[int, time, time]], step: int, offset: int
) -> None:
    weekly: dict[int, list[Hours]] = {}
    for weekday, opens, closes in rules:
        weekly.setdefault(weekday, []).append((opens, closes))
    calendar = Calendar(ZoneInfo(zone), weekly)
    terms = Terms(45, step, window_days=20_000)
    since = at("2026-10-20 00:00Z")
    until = since + 10 * slots.DAY
    whole = free_starts(calendar, terms, busy=[], now=LONG_AGO, since=since, until=until)
    middle = since + offset * 11 * HOUR
    part = free_starts(calendar, terms, busy=[], now=LONG_AGO, since=middle, until=until)
    assert part == [start for start in whole if start >= middle]
    assert all(is_free(calendar, terms, busy=[], now=LONG_AGO, start=start) for start in whole[::11])
