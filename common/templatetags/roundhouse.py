"""Template tags and filters that every page may use: icons, times with zones, money, durations, initials."""

from datetime import datetime, tzinfo
from decimal import Decimal
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, pgettext

register = template.Library()

SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£"}
WITHOUT_DECIMALS = {"JPY", "KRW", "CLP", "ISK", "VND"}
ICONS = settings.BASE_DIR / "static" / "icons"


@cache
def _drawing(name: str) -> str:
    """Return the SVG of an icon; read once per process."""
    path = ICONS / f"{name}.svg"
    if not name.replace("-", "").isalnum() or not path.is_file():
        raise template.TemplateSyntaxError(f"There is no icon {name!r} in static/icons.")
    return path.read_text(encoding="utf-8").strip().replace(' xmlns="http://www.w3.org/2000/svg"', "")


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Draw an icon in the line of the text: hidden from screen readers unless it has a label."""
    spoken = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    return mark_safe(_drawing(name).replace("<svg ", f"<svg {spoken} ", 1))  # noqa: S308 - our own file; the label is escaped


@register.filter
def when(value: datetime | None, zone: str | tzinfo | None = None) -> str:
    """Say date, time and zone: Tue 24 Nov 2026, 14:00 CET."""
    if not value:
        return ""
    local = _in_zone(value, zone)
    return f"{_day(local)}, {_clock(local)} {zone_name(local)}"


@register.filter
def day(value: datetime | None, zone: str | tzinfo | None = None) -> str:
    """Say the day in a zone: Tue 24 Nov 2026."""
    return _day(_in_zone(value, zone)) if value else ""


@register.filter
def clock(value: datetime | None, zone: str | tzinfo | None = None) -> str:
    """Say the time of day in a zone: 14:00."""
    return _clock(_in_zone(value, zone)) if value else ""


@register.filter
def money(minor: int | None, currency: str | None = None) -> str:
    """Write an amount given in minor units: €180.00."""
    if minor is None:
        return ""
    currency = (currency or settings.CURRENCY).upper()
    places = 0 if currency in WITHOUT_DECIMALS else 2
    amount = number_format(Decimal(abs(minor)).scaleb(-places), decimal_pos=places, force_grouping=True)
    symbol = SYMBOLS.get(currency, f"{currency}\u00a0")
    # Translators: where the currency stands, such as %(amount)s %(symbol)s in German.
    written = pgettext("money", "%(symbol)s%(amount)s") % {
        "symbol": symbol,
        "amount": amount,
    }
    return f"−{written}" if minor < 0 else written


@register.filter
def price(minor: int | None, currency: str | None = None) -> str:
    """Write a price; nothing to pay reads 'Free'."""
    return gettext("Free") if minor == 0 else money(minor, currency)


@register.filter
def duration(minutes: int | None) -> str:
    """Write a length: 45 min, 1 h, 1 h 35 min."""
    if minutes is None:
        return ""
    hours, rest = divmod(int(minutes), 60)
    parts = []
    if hours:
        parts.append(gettext("%(hours)d h") % {"hours": hours})
    if rest or not hours:
        parts.append(gettext("%(minutes)d min") % {"minutes": rest})
    return "\u00a0".join(part.replace(" ", "\u00a0") for part in parts)


@register.filter
def initials(name: str) -> str:
    """Return at most two letters for a person: Amara Ngozi Okafor is AO."""
    words = [word for word in str(name).replace("-", " ").split() if word[0].isalnum()]
    letters = [words[0][0], words[-1][0]] if len(words) > 1 else [word[0] for word in words]
    return "".join(letters).upper()


def zone_name(local: datetime) -> str:
    """Name the zone of an instant: its abbreviation, or its distance from UTC where it has none."""
    name = local.tzname() or "UTC"
    if name[0] not in "+-":
        return name
    hours, minutes = name[1:3], name[3:]
    return f"UTC{name[0]}{int(hours)}" + (f":{minutes}" if minutes else "")


def _in_zone(value: datetime, zone: str | tzinfo | None) -> datetime:
    if isinstance(zone, str) and zone:
        try:
            zone = ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError):
            zone = None
    return timezone.localtime(value, zone or None)


def _day(local: datetime) -> str:
    # Translators: a day in Django's date format, such as "D, j. M Y" in German.
    return date_format(local, pgettext("date format", "D j M Y"))


def _clock(local: datetime) -> str:
    return date_format(local, "H:i")
