"""Recommendation by need, wish, fit and tag; never by price, margin or popularity.

Source: docs/decisions/0008-recommendations.md; its vector is a test.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import floor
from statistics import NormalDist

SHOW_ABOVE = 0.02
SHOW_AT_MOST = 6
PER_MAIN_SKILL = 2
COACHES_AT_MOST = 1
MAIN, SUPPORTS = 1.0, 0.5


@dataclass(frozen=True)
class Standing:
    """Where a learner stands in one skill: score 1 to 5, its standard error, the target, and the wish (0.5, 1, 1.5)."""

    score: float
    error: float
    target: float
    wish: float = 1.0

    @property
    def need(self) -> float:
        """Return how much this skill is needed, 0 to 1: the gap, weighed by how sure it is."""
        gap = self.target - self.score
        return min(max(gap / 4, 0.0), 1.0) * NormalDist().cdf(gap / self.error)

    @property
    def next_level(self) -> int:
        """Return the level right above where the learner stands (half up)."""
        return floor(self.score + 0.5) + 1


@dataclass(frozen=True)
class Resource:
    """Something that develops skills: a lesson, a scenario, a coach. `tags` holds 1 for main and 0.5 for supports."""

    key: str
    kind: str
    title: str
    url: str
    tags: Mapping[str, float]
    leads_to: int | None
    minutes: int
    is_free: bool
    record: int = 0

    @property
    def main_skill(self) -> str:
        """Return the skill that this resource is mainly for (by key where several are)."""
        return min(self.tags, key=lambda skill: (-self.tags[skill], skill))


@dataclass(frozen=True)
class Recommendation:
    """A resource with its score and the skill that speaks loudest for it."""

    resource: Resource
    score: float
    reason: str


def fit(resource: Resource, standing: Standing) -> float:
    """Return how well the resource's level meets the learner's next one, 0 to 1; a coach fits any level."""
    if resource.leads_to is None:
        return 1.0
    return max(0.0, 1 - abs(resource.leads_to - standing.next_level) / 2)


def score(resource: Resource, profile: Mapping[str, Standing]) -> Recommendation:
    """Return the resource with its score, and the skill of the largest term as the reason."""
    terms = {
        skill: standing.need * standing.wish * tag * fit(resource, standing)
        for skill, tag in resource.tags.items()
        if (standing := profile.get(skill))
    }
    loudest = min(terms, key=lambda skill: (-terms[skill], skill), default="")
    return Recommendation(resource, sum(terms.values()), loudest)


def recommend(resources: Iterable[Resource], profile: Mapping[str, Standing]) -> list[Recommendation]:
    """Return what to do next, best first: at most six, two per main skill, one coach, one free item if one qualifies.

    Without a profile there is no ranking, and so no recommendation.
    """
    ranked = sorted(
        (found for resource in resources if (found := score(resource, profile)).score > SHOW_ABOVE),
        key=lambda found: (-found.score, found.resource.minutes, found.resource.title, found.resource.key),
    )
    chosen = _within_caps(ranked)
    free = next((found for found in ranked if found.resource.is_free), None)
    if free and not any(found.resource.is_free for found in chosen):
        chosen = [*_within_caps(ranked, keep=free)]
    return chosen


def _within_caps(ranked: Sequence[Recommendation], keep: Recommendation | None = None) -> list[Recommendation]:
    """Take the best within the caps; `keep` has its place from the start."""
    chosen = [keep] if keep else []
    for found in ranked:
        resource = found.resource
        same_skill = [other for other in chosen if other.resource.main_skill == resource.main_skill]
        coaches = [other for other in chosen if other.resource.kind == "coach"]
        is_over = len(same_skill) >= PER_MAIN_SKILL or (resource.kind == "coach" and len(coaches) >= COACHES_AT_MOST)
        if found not in chosen and not is_over and len(chosen) < SHOW_AT_MOST:
            chosen.append(found)
    return sorted(chosen, key=ranked.index)
