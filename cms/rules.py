"""Pure decisions: contrast of colors, first letters of a list, short texts."""

import re
import unicodedata

HEX_COLOR = re.compile(r"#[0-9a-fA-F]{6}")
AA_TEXT = 4.5  # WCAG 2.2, success criterion 1.4.3


def luminance(color: str) -> float:
    """Return the relative luminance of `#rrggbb`, 0 to 1, as WCAG 2.2 defines it."""
    channels = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colors, 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def first_letter(title: str) -> str:
    """Return the letter under which a list files `title`: without accents, digits and signs under `#`."""
    for char in unicodedata.normalize("NFKD", title):
        if char.isalpha():
            return char.upper()
        if char.isdigit():
            return "#"
    return "#"


def letter_anchor(title: str) -> str:
    """Return the id of the place in a list where `title` is filed."""
    letter = first_letter(title)
    return "letter-other" if letter == "#" else f"letter-{letter.lower()}"


def sort_key(title: str) -> str:
    """Return what sorts `title` in a list for readers: letters without accents or case."""
    plain = unicodedata.normalize("NFKD", title)
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()


def shorten(text: str, limit: int) -> str:
    """Return `text` on one line, cut at a word with an ellipsis when it is longer than `limit` characters."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    return line[: limit - 1].rsplit(" ", 1)[0].rstrip(",.;:–— ") + "…"


def split_aliases(text: str) -> list[str]:
    """Return the names in a comma-separated list, without empties and repeats, in order."""
    return list(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
