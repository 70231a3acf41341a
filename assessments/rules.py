"""How answers become a score with its range, and a score a word: pure, with the constants of `assessments.method`."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from math import sqrt
from statistics import NormalDist

from django.db.models import TextChoices
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assessments import method

NOT_APPLICABLE = "NA"

Answer = int | str | None  # a level, a code ("NA", "NJ"), or None for a skipped item


class Gap(TextChoices):
    """Where a score stands against its target."""

    MEETS = "meets", gettext_lazy("meets the profile")
    CLOSE = "close", gettext_lazy("close, within measurement noise")
    CLEAR = "clear", gettext_lazy("clear gap")


@dataclass(frozen=True)
class Score:
    """A skill's score, its standard error, and the range it likely lies in; all in levels."""

    value: float
    error: float
    low: float
    high: float


@dataclass(frozen=True)
class SkillResult:
    """One skill of a profile. Without enough answers there is no score and no gap."""

    key: str
    name: str
    score: float | None = None
    sem: float | None = None
    low: float | None = None
    high: float | None = None
    target: float | None = None
    gap: Gap | None = None

    @property
    def is_valid(self) -> bool:
        """Say whether there were enough answers."""
        return self.score is not None


def score(answers: Sequence[Answer], weights: Sequence[float] | None = None) -> Score | None:
    """Return the score of one skill from the answers to all its items, or None when there are too few.

    'Not part of my role' shrinks what is asked for; 'cannot judge' and skipped items do not. Nothing is filled in.
    """
    weighted = zip(answers, weights or [1] * len(answers), strict=True)
    answered = [(level, Decimal(str(weight))) for level, weight in weighted if isinstance(level, int)]
    if len(answered) < answers_needed(answers):
        return None
    mean = sum(level * weight for level, weight in answered) / sum(weight for _level, weight in answered)
    value = float(_half_up(Decimal(mean), method.SCORE_PLACES))
    error = standard_error(len(answered))
    margin = method.RANGE_WIDTH * error
    return Score(value, error, max(float(method.LOWEST), value - margin), min(float(method.HIGHEST), value + margin))


def answers_needed(answers: Sequence[Answer]) -> int:
    """Return how many of these items must carry a level for the skill to count."""
    in_role = sum(answer != NOT_APPLICABLE for answer in answers)
    share = (method.SHARE_NEEDED * in_role).to_integral_value(ROUND_CEILING)
    return max(method.ANSWERS_NEEDED, int(share))


def standard_error(n_answered: int) -> float:
    """Return the standard error of a score over so many answers: fewer answers, more doubt."""
    return method.STANDARD_ERROR * sqrt(method.ERROR_ITEMS / n_answered)


def gap_to(target: float, value: float, error: float) -> Gap:
    """Return the word for a score against its target."""
    if value >= target:
        return Gap.MEETS
    is_below = NormalDist().cdf((target - value) / error)
    return Gap.CLEAR if is_below >= method.CLEAR_GAP_FROM else Gap.CLOSE


def judge(
    key: str, name: str, answers: Sequence[Answer], weights: Sequence[float], target: float | None
) -> SkillResult:
    """Return one skill of a profile from its answers and the target, if there is one."""
    scored = score(answers, weights)
    if scored is None:
        return SkillResult(key, name, target=target)
    gap = None if target is None else gap_to(target, scored.value, scored.error)
    return SkillResult(key, name, scored.value, scored.error, scored.low, scored.high, target, gap)


def shown(value: float) -> Decimal:
    """Return a score as it is shown: one decimal, halves up."""
    return _half_up(Decimal(str(value)), method.SHOWN_PLACES)


def written(value: float) -> str:
    """Write a score in the reader's language: 3.0, or 3,0."""
    return number_format(shown(value), method.SHOWN_PLACES)


def finding(results: Sequence[SkillResult]) -> str:
    """Return the one sentence that a profile comes down to. There is no overall score."""
    valid = [result for result in results if result.score is not None]
    if not valid:
        return _("Not enough answers for a result in any skill.")
    parts = [_extremes(valid)]
    if any(result.gap for result in valid):
        clear = sum(result.gap is Gap.CLEAR for result in valid)
        values = {"n": clear, "all": len(results)}
        parts.append(_("clear gap in %(n)d of %(all)d") % values if clear else _("no clear gap"))
    if missing := len(results) - len(valid):
        parts.append(_("not enough answers in %(n)d of %(all)d") % {"n": missing, "all": len(results)})
    return "; ".join(parts) + "."


def _extremes(valid: list[SkillResult]) -> str:
    by_value: dict[Decimal, list[str]] = {}
    for result in valid:
        by_value.setdefault(shown(result.score or 0), []).append(result.name)
    low, high = min(by_value), max(by_value)
    if low == high:
        values = {"skills": _names(by_value[high]), "score": number_format(high, method.SHOWN_PLACES)}
        return ngettext("%(skills)s stands at %(score)s", "%(skills)s stand at %(score)s", len(valid)) % values
    return _("Highest: %(highest)s; lowest: %(lowest)s") % {
        "highest": _names(by_value[high]),
        "lowest": _names(by_value[low]),
    }


def _names(names: list[str]) -> str:
    if len(names) > 2:
        return _("%(name)s and %(n)d more") % {"name": names[0], "n": len(names) - 1}
    return ", ".join(names)  # names hold an "and" of their own


def _half_up(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
