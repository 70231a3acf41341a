"""Markdown with our directives, turned into the raw values of `BodyStreamBlock`. Pure: terms are found by the caller.

    to_blocks(markdown, resolve_term) -> [{"type": "rich_text", "value": "<p>…</p>"}, …]

Directives stand on lines of their own: `::: callout Title`, then Markdown, then `:::`. Kinds: callout, decision,
practice (`Title (45 min, 6–10 people)`), checklist (`- what (OWNER)` lines), commitment. A glossary link is written
`[[key]]` or `[[key|other words]]`.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from html import escape
from typing import Any, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

Block = dict[str, Any]


class TermLink(NamedTuple):
    """Where a glossary link leads."""

    page_id: int
    title: str


ResolveTerm = Callable[[str], TermLink]  # raises KeyError for a key that the glossary does not have


class MarkdownError(ValueError):
    """The text does not follow our rules; the message says where and what to do."""


OPENING = re.compile(r"^:::\s*(?P<kind>[a-z_]+)\s*(?P<title>.*?)\s*$")
CLOSING = re.compile(r"^:::\s*$")
GLOSSARY_LINK = re.compile(r"\[\[([a-z0-9-]+)(?:\|([^\]\n]+))?\]\]")
BAR = "\ue000"  # stands in for the bar of a glossary link, which would end a table's cell
GLOSSARY_LINK_PARSED = re.compile(rf"\[\[([a-z0-9-]+)(?:{BAR}([^\]\n]+))?\]\]")
DURATION = re.compile(r"^(?P<title>.*\S)\s*\((?P<duration>[^()]*\d[^()]*)\)$")
OWNER = re.compile(r"^(?P<text>.*\S)\s+\((?P<owner>[A-Z][\w/& ]*(?:,\s*[A-Z][\w/& ]*)*)\)$")
ATTRIBUTION = re.compile(r"^[—–]\s*(?P<name>.+)$")
SAFE_LINK = re.compile(r"^(https?://|mailto:|/(?!/)|#)")


def to_blocks(markdown: str, resolve_term: ResolveTerm) -> list[Block]:
    """Return the raw StreamField value of a text. Raises `MarkdownError` for what cannot be a block."""
    found: list[Block] = []
    for kind, title, lines in _parts(markdown):
        text = "\n".join(lines)
        if kind is None:
            found += _plain_blocks(text, resolve_term)
        else:
            found.append({"type": kind, "value": _DIRECTIVES[kind](title, text, resolve_term)})
    return found


def to_rich_text(markdown: str, resolve_term: ResolveTerm) -> str:
    """Return Markdown as the HTML that Wagtail stores; paragraphs, lists, headings, links, quotes."""
    return _Writer(resolve_term).html(_parse(markdown))


def terms_named_in(markdown: str) -> set[str]:
    """Return the keys of the glossary links in a text."""
    return {match[1] for match in GLOSSARY_LINK.finditer(markdown)}


def _parts(markdown: str) -> Iterator[tuple[str | None, str, list[str]]]:
    """Yield runs of plain lines and directives: kind or None, title, lines."""
    kind: str | None = None
    title, opened_at = "", 0
    lines: list[str] = []
    for number, line in enumerate(markdown.splitlines(), start=1):
        if CLOSING.match(line):
            if kind is None:
                raise MarkdownError(f"line {number}: “:::” closes nothing")
            yield kind, title, lines
            kind, title, lines = None, "", []
        elif opening := OPENING.match(line):
            if kind is not None:
                raise MarkdownError(f"line {number}: a directive inside the one that begins in line {opened_at}")
            if opening["kind"] not in _DIRECTIVES:
                known = ", ".join(sorted(_DIRECTIVES))
                raise MarkdownError(f"line {number}: there is no directive “{opening['kind']}”; use one of {known}")
            if any(lines):
                yield None, "", lines
            kind, title, lines, opened_at = opening["kind"], opening["title"], [], number
        else:
            lines.append(line)
    if kind is not None:
        raise MarkdownError(f"line {opened_at}: “::: {kind}” is never closed")
    if any(lines):
        yield None, "", lines


# Directives -----------------------------------------------------------------------------------------------------------


def _callout(title: str, text: str, resolve_term: ResolveTerm) -> Block:
    return {"title": title, "text": to_rich_text(text, resolve_term)}


def _practice(title: str, text: str, resolve_term: ResolveTerm) -> Block:
    timed = DURATION.match(title)
    name, duration = (timed["title"], timed["duration"]) if timed else (title, "")
    return {"title": name, "duration": duration, "text": to_rich_text(text, resolve_term)}


def _checklist(title: str, text: str, _resolve_term: ResolveTerm) -> Block:
    items: list[str] = []
    for line in filter(str.strip, text.splitlines()):
        if line.startswith("  ") and items:  # a line that goes on
            items[-1] += " " + line.strip()
        elif line.startswith(("- ", "* ")):
            items.append(line[2:].strip())
        else:
            raise MarkdownError(f"checklist “{title}”: “{line.strip()}” does not begin with “- ”")
    return {"title": title, "items": [_checklist_item(plain_text(item)) for item in items]}


def _checklist_item(line: str) -> Block:
    owned = OWNER.match(line)
    return {"text": owned["text"], "owner": owned["owner"]} if owned else {"text": line, "owner": ""}


def _commitment(title: str, text: str, _resolve_term: ResolveTerm) -> Block:
    return {"prompt": plain_text(f"{title} {text}")}


_DIRECTIVES: dict[str, Callable[[str, str, ResolveTerm], Block]] = {
    "callout": _callout,
    "decision": _callout,
    "practice": _practice,
    "checklist": _checklist,
    "commitment": _commitment,
}


def plain_text(markdown: str) -> str:
    """Return one line of words without marks; a glossary link without words of its own keeps its key as words."""
    unlinked = GLOSSARY_LINK.sub(lambda match: match[2] or match[1].replace("-", " "), markdown)
    words = [
        child.content if child.type != "softbreak" else " "
        for token in _parse(unlinked)
        for child in token.children or []
    ]
    return " ".join("".join(words).split())


def typographic(text: str) -> str:
    """Return plain text with curly quotes and apostrophes, as the parser sets them in Markdown."""
    opened = re.sub(r"(^|[\s(\[—–])([\"'])(?=\S)", lambda m: m[1] + ("“" if m[2] == '"' else "‘"), text)
    return opened.replace('"', "”").replace("'", "’")


# Markdown -------------------------------------------------------------------------------------------------------------


def _parse(markdown: str) -> list[Token]:
    kept = GLOSSARY_LINK.sub(lambda match: match[0].replace("|", BAR, 1), markdown)
    return _PARSER.parse(kept)


def _glossary_rule(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  the parser calls it so
    match = GLOSSARY_LINK_PARSED.match(state.src, state.pos)
    if match is None:
        return False
    if not silent:
        token = state.push("glossary_link", "a", 0)
        token.meta = {"key": match[1]}
        token.content = match[2] or ""
    state.pos = match.end()
    return True


_PARSER = MarkdownIt("commonmark", {"html": False, "typographer": True}).enable(["table", "smartquotes"])
_PARSER.inline.ruler.before("link", "glossary_link", _glossary_rule)


def _plain_blocks(markdown: str, resolve_term: ResolveTerm) -> list[Block]:
    """Return the blocks of a text without directives: tables and quotes stand alone, the rest is rich text."""
    writer = _Writer(resolve_term)
    found: list[Block] = []
    running: list[Token] = []

    def end_text() -> None:
        if running:
            found.append({"type": "rich_text", "value": writer.html(running)})
            running.clear()

    for group in _top_level(_parse(markdown)):
        if group[0].type == "table_open":
            end_text()
            found.append({"type": "table", "value": writer.table(group)})
        elif group[0].type == "blockquote_open":
            end_text()
            found.append({"type": "quote", "value": _quote(group)})
        else:
            running += group
    end_text()
    return found


def _top_level(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """Yield the tokens of one element after the other."""
    group: list[Token] = []
    depth = 0
    for token in tokens:
        group.append(token)
        depth += token.nesting
        if depth == 0:
            yield group
            group = []


def _quote(tokens: Sequence[Token]) -> Block:
    paragraphs = [plain_text(token.content.replace(BAR, "|")) for token in tokens if token.type == "inline"]
    if len(paragraphs) == 1 and "\n" in (raw := next(t.content for t in tokens if t.type == "inline")):
        *said, last = raw.split("\n")
        if ATTRIBUTION.match(last):
            paragraphs = [plain_text("\n".join(said)), last]
    attribution = ATTRIBUTION.match(paragraphs[-1]) if len(paragraphs) > 1 else None
    return {
        "text": "\n\n".join(paragraphs[:-1] if attribution else paragraphs),
        "attribution": attribution["name"] if attribution else "",
    }


class _Writer:
    """Writes tokens as the HTML subset that Wagtail stores."""

    TAGS = {"paragraph": "p", "bullet_list": "ul", "ordered_list": "ol", "list_item": "li", "blockquote": "blockquote"}
    FIXED = {
        "strong_open": "<b>",
        "strong_close": "</b>",
        "em_open": "<i>",
        "em_close": "</i>",
        "link_close": "</a>",
        "softbreak": " ",
        "hardbreak": "<br/>",
    }

    def __init__(self, resolve_term: ResolveTerm) -> None:
        self.resolve_term = resolve_term

    def html(self, tokens: Sequence[Token]) -> str:
        """Return the HTML of a run of elements."""
        parents: list[str] = []
        pieces: list[str] = []
        for before, token in zip([None, *tokens], tokens, strict=False):
            if token.nesting < 0:
                parents.pop()
            pieces.append(self._element(token, parents[-1] if parents else "", before))
            if token.nesting > 0:
                parents.append(token.type)
        return "".join(pieces)

    def _element(self, token: Token, parent: str, before: Token | None) -> str:
        if token.type == "inline":
            return self.inline(token.children or [])
        if token.type in {"heading_open", "heading_close"}:
            tag = "h2" if token.tag in {"h1", "h2"} else "h3"
            return f"<{tag}>" if token.nesting > 0 else f"</{tag}>"
        if token.type == "hr":
            return "<hr/>"
        if token.type in {"fence", "code_block"}:
            return f"<p><code>{escape(token.content.strip(), quote=False)}</code></p>"
        name, _, side = token.type.rpartition("_")
        if name == "paragraph" and parent == "list_item_open":  # an item holds its words without a paragraph
            is_second = side == "open" and before is not None and before.type == "paragraph_close"
            return "<br/>" if is_second else ""
        if name not in self.TAGS:
            raise MarkdownError(f"line {(token.map or [0])[0] + 1}: a {name or token.type} cannot stand here")
        return f"<{self.TAGS[name]}>" if side == "open" else f"</{self.TAGS[name]}>"

    def inline(self, tokens: Sequence[Token]) -> str:
        """Return the HTML of words with marks and links."""
        return "".join(self._inline(token) for token in tokens)

    def _inline(self, token: Token) -> str:
        if token.type in self.FIXED:
            return self.FIXED[token.type]
        if token.type == "text":
            return escape(token.content, quote=False)
        if token.type == "code_inline":
            return f"<code>{escape(token.content, quote=False)}</code>"
        if token.type == "link_open":
            return self._link(str(token.attrGet("href") or ""))
        if token.type == "glossary_link":
            return self._term(token.meta["key"], token.content)
        raise MarkdownError(f"“{token.content or token.type}”: a {token.type} cannot stand here")

    @staticmethod
    def _link(target: str) -> str:
        if not SAFE_LINK.match(target):
            raise MarkdownError(f"link to “{target}”: begin it with /, #, https:// or mailto:")
        return f'<a href="{escape(target)}">'

    def _term(self, key: str, words: str) -> str:
        try:
            term = self.resolve_term(key)
        except KeyError as error:
            raise MarkdownError(f"[[{key}]]: the glossary has no such term") from error
        return f'<a linktype="page" id="{term.page_id}">{escape(words or term.title, quote=False)}</a>'

    def table(self, tokens: Sequence[Token]) -> Block:
        """Return the raw value of a table: columns with headings, rows with values."""
        columns: list[Block] = []
        rows: list[Block] = []
        in_head = False
        for token in tokens:
            if token.type in {"thead_open", "thead_close"}:
                in_head = token.type == "thead_open"
            elif token.type == "tr_open" and not in_head:
                rows.append({"values": []})
            elif token.type == "inline" and in_head:
                columns.append({"type": "text", "heading": plain_text(token.content.replace(BAR, "|"))})
            elif token.type == "inline":
                rows[-1]["values"].append(f"<p>{self.inline(token.children or [])}</p>")
        return {"columns": columns, "rows": rows, "caption": ""}
