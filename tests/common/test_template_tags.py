"""Template tags and filters say times with their zone, money with its currency, and draw icons for every reader."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils import timezone

from common.templatetags import roundhouse

NOON = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)


def rendered(source: str, **context: object) -> str:
    return Template("{% load roundhouse %}" + source).render(Context(context))


def test_an_icon_is_hidden_from_screen_readers() -> None:
    assert rendered('{% icon "calendar" %}').startswith('<svg aria-hidden="true" class="icon"')


def test_a_labeled_icon_speaks_and_its_label_is_escaped() -> None:
    drawn = rendered('{% icon "lock" label=label %}', label='closed "<b>"')

    assert 'role="img" aria-label="closed &quot;&lt;b&gt;&quot;"' in drawn
    assert "aria-hidden" not in drawn


@pytest.mark.parametrize("name", ["no-such-icon", "../site", "", "a/b"])
def test_an_unknown_icon_is_an_error_of_the_template(name: str) -> None:
    with pytest.raises(TemplateSyntaxError, match="There is no icon"):
        roundhouse.icon(name)


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("Europe/Berlin", "Tue 24 Nov 2026, 14:00 CET"),
        ("Asia/Kolkata", "Tue 24 Nov 2026, 18:30 IST"),
        ("Asia/Dubai", "Tue 24 Nov 2026, 17:00 UTC+4"),
        ("Asia/Kathmandu", "Tue 24 Nov 2026, 18:45 UTC+5:45"),
        ("America/Argentina/Buenos_Aires", "Tue 24 Nov 2026, 10:00 UTC-3"),
        (ZoneInfo("Pacific/Auckland"), "Wed 25 Nov 2026, 02:00 NZDT"),
    ],
)
def test_a_time_names_its_zone(zone: str | ZoneInfo, said: str) -> None:
    assert roundhouse.when(NOON, zone) == said


def test_the_same_wall_clock_time_is_told_apart_when_the_clocks_go_back() -> None:
    before, after = datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)

    assert roundhouse.when(before, "Europe/Berlin").endswith("02:30 CEST")
    assert roundhouse.when(after, "Europe/Berlin").endswith("02:30 CET")


@pytest.mark.parametrize("zone", [None, "", "Not/AZone", "../etc/passwd"])
def test_without_a_usable_zone_the_current_one_is_taken(zone: str | None) -> None:
    with timezone.override(ZoneInfo("Asia/Tokyo")):
        assert roundhouse.when(NOON, zone) == "Tue 24 Nov 2026, 22:00 JST"


def test_day_and_clock_are_said_in_the_zone() -> None:
    late = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)

    assert rendered('{{ t|day:"Europe/Berlin" }} {{ t|clock:"Europe/Berlin" }}', t=late) == "Wed 25 Nov 2026 00:30"


@pytest.mark.parametrize(
    ("minor", "currency", "written"),
    [
        (18000, "EUR", "€180.00"),
        (123456789, "usd", "$1,234,567.89"),
        (500, "CHF", "CHF\u00a05.00"),
        (500, "JPY", "JPY\u00a0500"),
        (-1916, "EUR", "−€19.16"),
        (0, "EUR", "€0.00"),
        (None, "EUR", ""),
    ],
)
def test_money_is_written_from_minor_units(minor: int | None, currency: str, written: str) -> None:
    assert roundhouse.money(minor, currency) == written


def test_a_price_of_nothing_reads_free() -> None:
    assert roundhouse.price(0, "EUR") == "Free"
    assert roundhouse.price(9900, "EUR") == "€99.00"


@pytest.mark.parametrize(
    ("minutes", "written"), [(0, "0 min"), (45, "45 min"), (60, "1 h"), (95, "1 h 35 min"), (None, "")]
)
def test_a_duration_is_written_in_hours_and_minutes(minutes: int | None, written: str) -> None:
    assert roundhouse.duration(minutes).replace("\u00a0", " ") == written


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Amara Ngozi Okafor", "AO"),
        ("Léa", "L"),
        ("jean-luc moulin", "JM"),
        ("", ""),
        ("נועה לוי", "נל"),
        ("(?) !", ""),
    ],
)
def test_initials_are_at_most_two_letters(name: str, letters: str) -> None:
    assert roundhouse.initials(name) == letters
