"""Every pair of text and ground that the face uses is readable in both themes: WCAG AA, computed from the tokens."""

import math
import re

import pytest
from django.conf import settings

TOKENS = (settings.BASE_DIR / "static/css/tokens.css").read_text()
LIGHT, DARK = 0, 1

TEXT_PAIRS = [
    *[
        (text, ground)
        for text in ("--text", "--text-muted", "--text-brand", "--refusal")
        for ground in ("--surface", "--surface-raised", "--surface-sunken", "--surface-overlay", "--surface-wash")
    ],
    ("--text", "--here-wash"),
    ("--text", "--refusal-wash"),
    ("--text", "--selection"),
    ("--text-here", "--here-wash"),
    ("--text-here", "--surface"),
    ("--text-here", "--surface-raised"),
    ("--text-muted", "--here-wash"),
    ("--refusal", "--refusal-wash"),
    ("--text-on-brand", "--brand"),
    ("--text-on-refusal", "--refusal"),
]
GRAPHIC_PAIRS = [
    (line, ground)
    for line in ("--line-traveled", "--line-here", "--line-ahead", "--rule-strong", "--focus")
    for ground in ("--surface", "--surface-raised", "--surface-sunken")
]


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_text_is_readable(text: str, ground: str, theme: int) -> None:
    assert contrast(color(text, theme), color(ground, theme)) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("line", "ground"), GRAPHIC_PAIRS)
def test_lines_that_carry_meaning_are_visible(line: str, ground: str, theme: int) -> None:
    assert contrast(color(line, theme), color(ground, theme)) >= 3


@pytest.mark.parametrize("seed", ["#0b5a43", "#7a1f4b", "#1b3f8b", "#6b4a00", "#333333"])
def test_any_brand_color_that_is_readable_on_paper_stays_readable_in_the_dark(seed: str) -> None:
    derived = from_oklch(*dark_brand(seed))

    assert contrast(derived, color("--surface", DARK)) >= 4.5
    assert contrast(derived, color("--text-on-brand", DARK)) >= 4.5


# Reading the tokens ---------------------------------------------------------------------------------------------------

Rgb = tuple[float, float, float]


def color(name: str, theme: int) -> Rgb:
    found = re.search(rf"^\s*{name}:\s*(.+);$", TOKENS, flags=re.MULTILINE)
    assert found, f"{name} is not a token"
    return resolve(found[1], theme)


def resolve(value: str, theme: int) -> Rgb:
    value = value.strip()
    if value.startswith("light-dark("):
        light, dark = split_arguments(value[len("light-dark(") : -1])
        return resolve(dark if theme == DARK else light, theme)
    if value.startswith("var("):
        return color(value[4:-1], theme)
    if value.startswith("#"):
        return from_hex(value)
    if value.startswith("oklch(from"):
        return from_oklch(*dark_brand(re.search(r"--brand-seed:\s*(#\w+)", TOKENS)[1]))
    mixed = re.fullmatch(r"color-mix\(in oklab, var\((--[\w-]+)\) (\d+)%, var\((--[\w-]+)\)\)", value)
    assert mixed, f"cannot read {value}"
    share = int(mixed[2]) / 100
    first, second = to_oklab(color(mixed[1], theme)), to_oklab(color(mixed[3], theme))
    return from_oklab(*(a * share + b * (1 - share) for a, b in zip(first, second, strict=True)))


def split_arguments(text: str) -> list[str]:
    return [part.strip() for part in re.split(r",(?![^(]*\))", text)] if "oklch" not in text else text.split(", ", 1)


def from_hex(text: str) -> Rgb:
    return tuple(int(text[i : i + 2], 16) / 255 for i in (1, 3, 5))


def dark_brand(seed: str) -> tuple[float, float, float]:
    """Return what the tokens make of a brand color in the dark."""
    rule = r"oklch\(from var\(--brand-seed\) ([\d.]+) min\(c, ([\d.]+)\) h\)"
    lightness, most_chroma = re.search(rule, TOKENS).groups()
    _, a, b = to_oklab(from_hex(seed))
    return float(lightness), min(math.hypot(a, b), float(most_chroma)), math.atan2(b, a)


def linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def gamma(value: float) -> float:
    value = min(1, max(0, value))
    return value * 12.92 if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055


def contrast(one: Rgb, other: Rgb) -> float:
    lights = sorted(0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b) for r, g, b in (one, other))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def to_oklab(rgb: Rgb) -> Rgb:
    r, g, b = (linear(value) for value in rgb)
    l = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)  # noqa: E741 - the model's own letters
    m = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
    s = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
    return (
        0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
        1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
        0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
    )


def from_oklab(lightness: float, a: float, b: float) -> Rgb:
    l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3  # noqa: E741 - the model's own letters
    m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
    return (
        gamma(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
        gamma(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
        gamma(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
    )


def from_oklch(lightness: float, chroma: float, hue: float) -> Rgb:
    return from_oklab(lightness, chroma * math.cos(hue), chroma * math.sin(hue))
