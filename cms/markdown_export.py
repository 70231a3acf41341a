"""The way back: StreamField values and rich text as the Markdown of `cms.markdown`, to leave as files."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from html.parser import HTMLParser
from typing import Any

KeyOfPage = Callable[[int], str | None]  # the glossary key of a page, or None for a page that is no term

MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*", "code": "`"}
SPECIAL = re.compile(r"([\\`*_\[\]<>|])")


def from_blocks(blocks: Iterable[Mapping[str, Any]], key_of_page: KeyOfPage) -> str:
    """Return the text of raw StreamField values; images, downloads and calls to action have no form in it and raise."""
    return "\n\n".join(_from_block(block["type"], block["value"], key_of_page) for block in blocks)


def from_rich_text(html: str, key_of_page: KeyOfPage) -> str:
    """Return stored rich text as Markdown."""
    reader = _Reader(key_of_page)
    reader.feed(html)
    reader.close()
    return reader.markdown()


def _from_block(kind: str, value: Any, key_of_page: KeyOfPage) -> str:
    if kind == "rich_text":
        return from_rich_text(value, key_of_page)
    if kind == "quote":
        lines = [*value["text"].split("\n\n"), *([f"— {value['attribution']}"] if value.get("attribution") else [])]
        return "\n>\n".join(f"> {line}" for line in lines)
    if kind == "table":
        return _table(value, key_of_page)
    if kind == "checklist":
        lines = [f"- {item['text']}" + (f" ({item['owner']})" if item.get("owner") else "") for item in _items(value)]
        return _directive(kind, value["title"], "\n".join(lines))
    if kind == "commitment":
        return _directive(kind, "", value["prompt"])
    if kind in {"callout", "decision", "practice"}:
        timing = f" ({value['duration']})" if value.get("duration") else ""
        return _directive(kind, f"{value['title']}{timing}", from_rich_text(value["text"], key_of_page))
    raise ValueError(f"a block of the kind “{kind}” cannot be written as Markdown")


def _items(value: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return list items, whether stored plainly or with Wagtail's own id and type around each."""
    return [item["value"] if item.get("type") == "item" else item for item in value["items"]]


def _directive(kind: str, title: str, text: str) -> str:
    return f"::: {kind} {title}".rstrip() + f"\n{text}\n:::"


def _table(value: Mapping[str, Any], key_of_page: KeyOfPage) -> str:
    rows: list[Sequence[str]] = [[column["heading"] for column in value["columns"]], ["---"] * len(value["columns"])]
    rows += [[from_rich_text(cell, key_of_page) for cell in row["values"]] for row in value["rows"]]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


class _Reader(HTMLParser):
    """Reads the HTML subset that Wagtail stores, and writes Markdown as it goes."""

    def __init__(self, key_of_page: KeyOfPage) -> None:
        super().__init__()
        self.key_of_page = key_of_page
        self.pieces: list[str] = []
        self.lists: list[tuple[str, int]] = []  # kind and number of the item, outermost first
        self.closings: list[str] = []  # what ends each open link
        self.in_quote = False

    def markdown(self) -> str:
        """Return what was read."""
        return re.sub(r"\n{3,}", "\n\n", "".join(self.pieces)).strip()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in MARKS:
            self.pieces.append(MARKS[tag])
        elif tag in {"h2", "h3"}:
            self.pieces.append("\n\n" + "#" * int(tag[1]) + " ")
        elif tag == "p":
            self.pieces.append("\n\n> " if self.in_quote else "\n\n")
        elif tag == "blockquote":
            self.in_quote = True
        elif tag in {"ul", "ol"}:
            self.pieces.append("" if self.lists else "\n\n")
            self.lists.append((tag, 0))
        elif tag == "li":
            self._begin_item()
        elif tag == "br":
            self.pieces.append("\n\n" + self._indent(len(self.lists)) if self.lists else "  \n")
        elif tag == "hr":
            self.pieces.append("\n\n---\n\n")
        elif tag == "a":
            self._begin_link(dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        if tag in MARKS:
            self.pieces.append(MARKS[tag])
        elif tag in {"h2", "h3", "p"}:
            self.pieces.append("\n\n")
        elif tag == "blockquote":
            self.in_quote = False
        elif tag in {"ul", "ol"}:
            self.lists.pop()
            self.pieces.append("" if self.lists else "\n\n")
        elif tag == "a":
            self.pieces.append(self.closings.pop())

    def handle_data(self, data: str) -> None:
        self.pieces.append(SPECIAL.sub(r"\\\1", data))

    def _begin_item(self) -> None:
        kind, number = self.lists[-1]
        self.lists[-1] = (kind, number + 1)
        sign = "-" if kind == "ul" else f"{number + 1}."
        self.pieces.append(f"\n{self._indent(len(self.lists) - 1)}{sign} ")

    def _indent(self, depth: int) -> str:
        return "".join("  " if kind == "ul" else "   " for kind, _number in self.lists[:depth])

    def _begin_link(self, attrs: dict[str, str | None]) -> None:
        page_id = attrs.get("id") if attrs.get("linktype") == "page" else None
        key = self.key_of_page(int(page_id)) if page_id else None
        self.pieces.append(f"[[{key}|" if key else "[")
        self.closings.append("]]" if key else f"]({attrs.get('href') or '#'})")
