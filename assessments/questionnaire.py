"""A framework's content: checked and compiled when it is published, read as items when it is answered."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from assessments.method import LEVELS


@dataclass(frozen=True)
class Level:
    """One of the five ordered levels; its number is not shown before the result."""

    level: int
    name: str
    summary: str


@dataclass(frozen=True)
class Item:
    """One behavior with its five sentences, in the order of the levels."""

    key: str
    title: str
    anchors: tuple[str, ...]
    weight: float

    def sentence(self, level: int) -> str:
        """Return the sentence for a level; empty above the highest."""
        return self.anchors[level - 1] if level in LEVELS else ""


@dataclass(frozen=True)
class SkillItems:
    """A skill with its items."""

    key: str
    name: str
    summary: str
    evidence_prompt: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Questionnaire:
    """A published version as it is answered about oneself."""

    title: str
    stem: str
    levels: tuple[Level, ...]
    skills: tuple[SkillItems, ...]
    short_check: dict[str, str]

    @cached_property
    def everything(self) -> tuple[tuple[SkillItems, Item], ...]:
        """Return all items in the order in which they are asked, each with its skill."""
        return tuple((skill, item) for skill in self.skills for item in skill.items)

    @cached_property
    def short(self) -> tuple[tuple[SkillItems, Item], ...]:
        """Return the items of the short check, one for each skill."""
        chosen = set(self.short_check.values())
        return tuple((skill, item) for skill, item in self.everything if item.key in chosen)


def read(content: dict[str, Any]) -> Questionnaire:
    """Return the published content as items."""
    return Questionnaire(
        title=content["title"],
        stem=content["stem_self"],
        levels=tuple(Level(**level) for level in content["levels"]),
        skills=tuple(_read_skill(skill) for skill in content["skills"]),
        short_check=content["short_check"],
    )


def _read_skill(skill: dict[str, Any]) -> SkillItems:
    items = tuple(
        Item(one["key"], one["title"], tuple(one["anchors_self"]), one["weight"]) for one in skill["behaviors"]
    )
    return SkillItems(skill["key"], skill["name"], skill["summary"], skill["evidence_prompt"], items)


def compile_content(source: dict[str, Any]) -> dict[str, Any]:
    """Return what a version keeps of a checked draft: every text that a reader of an old result will need."""
    return {
        **{name: source[name] for name in ("key", "title", "stem_self", "stem_observer")},
        "levels": [{name: level[name] for name in ("level", "name", "summary")} for level in source["levels"]],
        "skills": [
            {
                **{name: skill[name] for name in ("key", "name", "summary", "evidence_prompt")},
                "behaviors": [
                    {
                        **{name: one[name] for name in ("key", "title", "anchors_self", "anchors_observer")},
                        "weight": one.get("weight", 1),
                    }
                    for one in skill["behaviors"]
                ],
            }
            for skill in source["skills"]
        ],
        "short_check": dict(source["short_check"]),
    }


def content_hash(content: dict[str, Any]) -> str:
    """Return the SHA-256 of the content as canonical JSON: keys sorted, no spaces, UTF-8."""
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def faults(source: object) -> list[str]:
    """Return what keeps a draft from being published, each with its place; empty when nothing does."""
    return list(_faults(source))


def _faults(source: object) -> Iterator[str]:
    if not isinstance(source, dict):
        yield _("The framework is not a mapping of names to values.")
        return
    yield from _missing_texts(source, ("key", "title", "stem_self", "stem_observer"), _("framework"))
    yield from _level_faults(source.get("levels"))
    skills = [skill for skill in _listed(source, "skills") if isinstance(skill, dict)]
    if not skills:
        yield _("framework: there is no skill.")
    yield from _repeated(skills, _("skill"))
    behaviors = [one for skill in skills for one in _listed(skill, "behaviors") if isinstance(one, dict)]
    yield from _repeated(behaviors, _("behavior"))
    for skill in skills:
        yield from _skill_faults(skill)
    yield from _short_check_faults(source.get("short_check"), skills)


def _level_faults(levels: object) -> Iterator[str]:
    found = [level for level in levels if isinstance(level, dict)] if isinstance(levels, list) else []
    if [level.get("level") for level in found] != list(LEVELS):
        yield _("levels: there must be five, numbered 1 to 5 in this order.")
    for level in found:
        yield from _missing_texts(level, ("name", "summary"), f"levels, {level.get('level')}")


def _skill_faults(skill: dict[str, Any]) -> Iterator[str]:
    place = str(skill.get("key") or skill.get("name"))
    yield from _missing_texts(skill, ("key", "name", "summary", "evidence_prompt"), place)
    behaviors = _listed(skill, "behaviors")
    if not behaviors:
        yield _("%(place)s: there is no behavior.") % {"place": place}
    for one in behaviors:
        if isinstance(one, dict):
            yield from _behavior_faults(one, place)
        else:
            yield _("%(place)s: a behavior is not a mapping of names to values.") % {"place": place}


def _behavior_faults(behavior: dict[str, Any], skill: str) -> Iterator[str]:
    place = f"{skill}, {behavior.get('key') or behavior.get('title')}"
    yield from _missing_texts(behavior, ("key", "title"), place)
    for name in ("anchors_self", "anchors_observer"):
        anchors = behavior.get(name)
        if not isinstance(anchors, list) or len(anchors) != len(LEVELS) or not all(map(_is_text, anchors)):
            yield _("%(place)s: %(name)s must be five sentences.") % {"place": place, "name": name}
    weight = behavior.get("weight", 1)
    if isinstance(weight, bool) or not isinstance(weight, int | float) or weight <= 0:
        yield _("%(place)s: the weight must be a number above 0.") % {"place": place}


def _short_check_faults(chosen: object, skills: list[dict[str, Any]]) -> Iterator[str]:
    chosen = chosen if isinstance(chosen, dict) else {}
    for skill in skills:
        own = [one.get("key") for one in _listed(skill, "behaviors") if isinstance(one, dict)]
        if chosen.get(skill.get("key")) not in own:
            yield _("short_check: %(skill)s needs one of its own behaviors.") % {"skill": skill.get("key")}
    for key in chosen:
        if key not in [skill.get("key") for skill in skills]:
            yield _("short_check: there is no skill %(skill)s.") % {"skill": key}


def _missing_texts(mapping: dict[str, Any], names: tuple[str, ...], place: str) -> Iterator[str]:
    for name in names:
        if not _is_text(mapping.get(name)):
            yield _("%(place)s: %(name)s is missing.") % {"place": place, "name": name}


def _repeated(things: list[dict[str, Any]], noun: str) -> Iterator[str]:
    keys = [str(thing.get("key")) for thing in things]
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        yield _("%(noun)s %(key)s is there more than once.") % {"noun": noun, "key": key}


def _listed(mapping: dict[str, Any], name: str) -> list[Any]:
    found = mapping.get(name)
    return found if isinstance(found, list) else []


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())
