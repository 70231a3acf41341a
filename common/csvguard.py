"""CSV that no spreadsheet runs as formulas."""

import csv
import io
from collections.abc import Iterable, Sequence

_STARTS = ("=", "+", "-", "@", "\t", "\r")


def guard(cell: object) -> str:
    """Return `cell` as text; a leading apostrophe keeps a spreadsheet from reading it as a formula (OWASP)."""
    text = "" if cell is None else str(cell)
    is_number = isinstance(cell, int | float)
    return f"'{text}" if text.startswith(_STARTS) and not is_number else text


def write_rows(rows: Iterable[Sequence[object]]) -> str:
    """Return `rows` as CSV text with guarded cells."""
    out = io.StringIO()
    csv.writer(out).writerows([guard(cell) for cell in row] for row in rows)
    return out.getvalue()
