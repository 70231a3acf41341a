"""Draws a profile as dots and ranges, with the same values as sentence and table."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.translation import gettext as _

from assessments import rules
from assessments.method import HIGHEST, LEVELS, LOWEST
from assessments.questionnaire import Level
from assessments.rules import Gap, SkillResult

register = template.Library()

TAGS = {Gap.MEETS: "tag--good", Gap.CLOSE: "tag--quiet", Gap.CLEAR: "tag--here"}


@register.filter
def score(value: float | None) -> str:
    """Write a score with one decimal, halves up, in the reader's language."""
    return "" if value is None else rules.written(value)


@register.inclusion_tag("assessments/dot_rows.html")
def dot_rows(results: Sequence[SkillResult], levels: Sequence[Level], finding: str) -> dict[str, Any]:
    """Draw one row for each skill: dot = now, line = likely range, hollow diamond = target."""
    return {
        "rows": [_row(result) for result in results],
        "levels": levels,
        "finding": finding,
        "ticks": [_place(level) for level in LEVELS],
        "has_target": any(result.target is not None for result in results),
    }


def _row(result: SkillResult) -> dict[str, Any]:
    return {
        "result": result,
        "sentence": _sentence(result),
        "tag": TAGS.get(result.gap) if result.gap else "",
        "dot": _place(result.score),
        "low": _place(result.low),
        "high": _place(result.high),
        "target": _place(result.target) if result.is_valid else "",
    }


def _sentence(result: SkillResult) -> str:
    """Return one row's finding in words, with the values that picture and table show."""
    if result.score is None or result.low is None or result.high is None:
        return _("%(skill)s: not enough answers") % {"skill": result.name}
    values = {
        "skill": result.name,
        "score": rules.written(result.score),
        "low": rules.written(result.low),
        "high": rules.written(result.high),
    }
    if result.target is None or result.gap is None:
        return _("%(skill)s: %(score)s, likely %(low)s–%(high)s") % values
    more = {"target": rules.written(result.target), "gap": result.gap.label}
    return _("%(skill)s: %(score)s, likely %(low)s–%(high)s, target %(target)s: %(gap)s") % {**values, **more}


def _place(value: float | None) -> str:
    """Return where a level stands on the line, as SVG reads it whatever the language."""
    return "" if value is None else f"{100 * (value - LOWEST) / (HIGHEST - LOWEST):.4g}%"
