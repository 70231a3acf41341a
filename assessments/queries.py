"""Reads about attempts: what was answered, and the profile that it makes."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import groupby

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from assessments import method, questionnaire, rules
from assessments.models import Attempt, FrameworkVersion, Response, TargetProfile
from assessments.questionnaire import Item, Level, Questionnaire, SkillItems
from assessments.rules import SkillResult

MAIN_FRAMEWORK = "rte"


@dataclass(frozen=True)
class GivenAnswer:
    """What somebody answered to one item, in words: the sentence and the next one up, or a note why there is none."""

    title: str
    code: str = ""
    sentence: str = ""
    next_sentence: str = ""
    level: Level | None = None
    evidence: str = ""
    lacks_example: bool = False
    note: str = ""


@dataclass(frozen=True)
class SkillAnswers:
    """The answers to one skill's items."""

    skill: SkillItems
    answers: tuple[GivenAnswer, ...]


@dataclass(frozen=True)
class Profile:
    """Where somebody stands: a submitted self-assessment, its target, and one result for each skill."""

    attempt: Attempt
    target: TargetProfile | None
    skills: tuple[SkillResult, ...]

    @cached_property
    def finding(self) -> str:
        """Return the one sentence that this profile comes down to."""
        return rules.finding(self.skills)


def current_version() -> FrameworkVersion | None:
    """Return the version that a new attempt is taken on: the newest one."""
    return FrameworkVersion.objects.filter(framework__key=MAIN_FRAMEWORK).order_by("-number").first()


@lru_cache(maxsize=16)
def _read_once(content_hash: str) -> Questionnaire:
    """Return the items of a content; it cannot change, so it is read once per process."""
    version = FrameworkVersion.objects.filter(content_hash=content_hash)[:1].get()
    return questionnaire.read(version.content)


def questionnaire_of(attempt: Attempt) -> Questionnaire:
    """Return the questionnaire that this attempt is taken on."""
    return _read_once(attempt.version.content_hash)


def items_of(attempt: Attempt) -> tuple[tuple[SkillItems, Item], ...]:
    """Return the items of this attempt in the order in which they are asked, each with its skill."""
    found = questionnaire_of(attempt)
    return found.short if attempt.is_short else found.everything


def responses_of(attempt: Attempt) -> dict[str, Response]:
    """Return the answers given so far, by behavior key."""
    return {response.behavior_key: response for response in attempt.responses.all()}


def profile_of(attempt: Attempt, responses: dict[str, Response] | None = None) -> Profile:
    """Return the profile that a self-assessment makes, against its target; the short check is never scored."""
    given = responses_of(attempt) if responses is None else responses
    answers = {key: response.level or response.code for key, response in given.items()}
    targets = attempt.target.targets if attempt.target else {}
    results = tuple(
        rules.judge(
            skill.key,
            skill.name,
            [answers.get(item.key) for item in skill.items],
            [item.weight for item in skill.items],
            targets.get(skill.key),
        )
        for skill in questionnaire_of(attempt).skills
    )
    return Profile(attempt, attempt.target, results)


def answers_of(attempt: Attempt, responses: dict[str, Response]) -> list[SkillAnswers]:
    """Return what was answered, skill by skill, in the order in which it was asked."""
    levels = {level.level: level for level in questionnaire_of(attempt).levels}
    grouped = groupby(items_of(attempt), key=lambda pair: pair[0])
    return [
        SkillAnswers(skill, tuple(_given(item, responses.get(item.key), levels) for _skill, item in pairs))
        for skill, pairs in grouped
    ]


def _given(item: Item, response: Response | None, levels: dict[int, Level]) -> GivenAnswer:
    if response is None:
        return GivenAnswer(item.title, note=_("Left open"))
    if response.level is None:
        return GivenAnswer(item.title, code=response.code, note=response.get_code_display())
    return GivenAnswer(
        item.title,
        sentence=item.sentence(response.level),
        next_sentence=item.sentence(response.level + 1),
        level=levels[response.level],
        evidence=response.evidence,
        lacks_example=response.level >= method.EVIDENCE_FROM and not response.evidence,
    )


def targets_for(attempt: Attempt) -> QuerySet[TargetProfile]:
    """Return the target profiles that this attempt can be measured against."""
    return TargetProfile.objects.filter(framework=attempt.version.framework_id)


def latest_profile(taker: User) -> Profile | None:
    """Return the profile of this person's newest submitted self-assessment."""
    attempt = Attempt.objects.ready_to_show().filter(taker=taker, kind=Attempt.Kind.SELF).submitted().first()
    return profile_of(attempt) if attempt else None


def open_attempt(taker: User) -> Attempt | None:
    """Return the self-assessment that this person has begun and not handed in."""
    return Attempt.objects.ready_to_show().filter(taker=taker, kind=Attempt.Kind.SELF).open().first()


def short_check_of(taker: User) -> Attempt | None:
    """Return this person's newest short check."""
    return (
        Attempt.objects.ready_to_show()
        .filter(taker=taker, kind=Attempt.Kind.SHORT)
        .order_by("-started_at", "-pk")
        .first()
    )
