"""Loads the skill framework and the target profiles from files, and writes them back."""

from pathlib import Path
from typing import Any

import yaml
from django.utils import timezone

from assessments import operations, questionnaire
from assessments.models import Behavior, FrameworkVersion, Skill, SkillFramework, TargetProfile
from assessments.queries import MAIN_FRAMEWORK
from common.content import LoadReport, read_yaml

FRAMEWORK = Path("framework", "rte.yaml")
PROFILES = Path("framework", "profiles.yaml")


def load(folder: Path, report: LoadReport) -> None:
    """Publish the framework of the files unless these very texts were published before, and add missing profiles.

    What an editor changed since stays as it is.
    """
    if (path := folder / FRAMEWORK).is_file():
        framework = _load_framework(read_yaml(path), path, report)
        if (path := folder / PROFILES).is_file():
            _load_profiles(framework, read_yaml(path), path, report)


def _load_framework(source: Any, path: Path, report: LoadReport) -> SkillFramework:
    if faults := questionnaire.faults(source):
        raise ValueError("\n".join(f"{path}: {fault}" for fault in faults))
    n_skills, n_behaviors = Skill.objects.count(), Behavior.objects.count()
    framework, is_new = SkillFramework.objects.get_or_create(
        key=source["key"], defaults={"title": source["title"], "source": source}
    )
    report.count("frameworks", is_new=is_new)
    if not _was_published(framework, source):
        framework.source = source
        framework.save(update_fields=["source"])
        operations.publish_framework(framework=framework, now=timezone.now())
        report.count("framework versions", is_new=True)
    report.made["skills"] += Skill.objects.count() - n_skills
    report.made["behaviors"] += Behavior.objects.count() - n_behaviors
    report.kept["skills"] += n_skills
    report.kept["behaviors"] += n_behaviors
    return framework


def _was_published(framework: SkillFramework, source: dict[str, Any]) -> bool:
    wanted = questionnaire.content_hash(questionnaire.compile_content(source))
    return framework.versions.filter(content_hash=wanted).exists()


def _load_profiles(framework: SkillFramework, profiles: list[dict[str, Any]], path: Path, report: LoadReport) -> None:
    skills = set(Skill.objects.values_list("key", flat=True))
    for position, item in enumerate(profiles):
        if unknown := sorted(set(item["targets"]) - skills):
            raise ValueError(f"{path}: {item['key']} has a target for {', '.join(unknown)}, which is no skill")
        values = {
            "name": item["name"],
            "summary": item["summary"],
            "targets": item["targets"],
            "position": position,
            "is_default": bool(item.get("default")),
        }
        _profile, is_new = TargetProfile.objects.get_or_create(framework=framework, key=item["key"], defaults=values)
        report.count("target profiles", is_new=is_new)


def dump(folder: Path) -> None:
    """Write the newest published framework and its target profiles in the format that `load` reads."""
    version = FrameworkVersion.objects.filter(framework__key=MAIN_FRAMEWORK).order_by("-number").first()
    if version is None:
        return
    profiles = [_described(profile) for profile in version.framework.target_profiles.all()]
    (folder / FRAMEWORK).parent.mkdir(parents=True, exist_ok=True)
    for path, data in ((FRAMEWORK, version.content), (PROFILES, profiles)):
        text = yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=1000)
        (folder / path).write_text(text, encoding="utf-8")


def _described(profile: TargetProfile) -> dict[str, Any]:
    described = {"key": profile.key, "name": profile.name, "summary": profile.summary}
    return {**described, **({"default": True} if profile.is_default else {}), "targets": profile.targets}
