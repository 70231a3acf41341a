"""Gives the headings of a text places to link to, and lists them."""

import re
from dataclasses import dataclass, field
from html import unescape

from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify

HEADING = re.compile(r"<h2>(.+?)</h2>", re.DOTALL)


@dataclass(frozen=True)
class Heading:
    """A heading and the id of its place."""

    anchor: str
    title: str


@dataclass(frozen=True)
class Text:
    """A text as HTML, whose headings have places, and those headings."""

    html: SafeString
    headings: list[Heading] = field(default_factory=list)

    def __html__(self) -> str:
        return self.html

    def __str__(self) -> str:
        return self.html


def with_places(html: SafeString) -> Text:
    """Return the text with an id on every second-level heading, unique within it."""
    headings: list[Heading] = []

    def mark(match: re.Match[str]) -> str:
        title = unescape(strip_tags(match[1])).strip()
        anchor = slugify(title) or f"part-{len(headings) + 1}"
        if any(anchor == other.anchor for other in headings):
            anchor = f"{anchor}-{len(headings) + 1}"
        headings.append(Heading(anchor, title))
        return f'<h2 id="{anchor}">{match[1]}</h2>'

    return Text(mark_safe(HEADING.sub(mark, html)), headings)  # noqa: S308  safe before; a slug holds no sign
