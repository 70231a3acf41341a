"""The starter framework loads once, publishes once, and says what is wrong with a faulty file."""

import copy

import pytest
import yaml
from django.utils import timezone

from assessments import operations, questionnaire
from assessments.content import dump, load
from assessments.errors import FrameworkFaulty
from assessments.models import Behavior, FrameworkVersion, Skill, SkillFramework, TargetProfile
from common.content import LoadReport
from tests.factories.assessments import CONTENT, load_framework, source

pytestmark = pytest.mark.django_db


def counts():
    return [model.objects.count() for model in (Skill, Behavior, SkillFramework, FrameworkVersion, TargetProfile)]


def test_loading_gives_seven_skills_of_five_behaviors_and_version_1():
    version = load_framework()
    assert counts() == [7, 35, 1, 1, 4]
    assert (version.number, len(version.content_hash)) == (1, 64)
    assert TargetProfile.objects.get(is_default=True).key == "rte-established"
    assert len(questionnaire.read(version.content).short) == 7


def test_loading_twice_changes_nothing():
    load_framework()
    before = list(Skill.objects.values()), list(FrameworkVersion.objects.values()), list(TargetProfile.objects.values())
    report = LoadReport()
    load(CONTENT, report)
    assert not +report.made
    assert before == (
        list(Skill.objects.values()),
        list(FrameworkVersion.objects.values()),
        list(TargetProfile.objects.values()),
    )


def test_loading_leaves_what_an_editor_published_since():
    version = load_framework()
    framework = version.framework
    framework.source = copy.deepcopy(framework.source)
    framework.source["skills"][0]["name"] = "Facilitating large events"
    framework.save()
    operations.publish_framework(framework=framework, now=timezone.now(), change_note="A clearer name.")
    load(CONTENT, LoadReport())
    assert FrameworkVersion.objects.count() == 2
    assert Skill.objects.get(key="FAC").name == "Facilitating large events"


def test_what_is_written_loads_to_the_same_version_elsewhere(tmp_path):
    version = load_framework()
    dump(tmp_path)
    written = yaml.safe_load((tmp_path / "framework" / "rte.yaml").read_text())
    assert questionnaire.content_hash(questionnaire.compile_content(written)) == version.content_hash
    report = LoadReport()
    load(tmp_path, report)
    assert not +report.made


def test_publishing_the_same_texts_returns_the_version():
    version = load_framework()
    again = operations.publish_framework(framework=version.framework, now=timezone.now())
    assert again == version


def test_a_folder_without_a_framework_is_no_fault(tmp_path):
    load(tmp_path, LoadReport())
    assert counts() == [0, 0, 0, 0, 0]


def without_an_anchor(draft):
    draft["skills"][0]["behaviors"][1]["anchors_self"].pop()


def with_a_doubled_behavior(draft):
    draft["skills"][0]["behaviors"][1]["key"] = "LIS1"


def with_an_unknown_skill_in_the_short_check(draft):
    draft["short_check"]["XXX"] = "LIS1"


def with_a_foreign_behavior_in_the_short_check(draft):
    draft["short_check"]["LIS"] = "FAC1"


def with_four_levels(draft):
    draft["levels"].pop()


def without_a_stem(draft):
    draft["stem_self"] = " "


def without_behaviors(draft):
    draft["skills"][0]["behaviors"] = None


def with_a_negative_weight(draft):
    draft["skills"][0]["behaviors"][0]["weight"] = -1


def with_text_for_a_behavior(draft):
    draft["skills"][0]["behaviors"].append("listens")


def without_skills(draft):
    draft["skills"] = "none"


@pytest.mark.parametrize(
    ("spoil", "place"),
    [
        (without_an_anchor, "LIS, LIS2: anchors_self must be five sentences."),
        (with_a_doubled_behavior, "behavior LIS1 is there more than once."),
        (with_an_unknown_skill_in_the_short_check, "short_check: there is no skill XXX."),
        (with_a_foreign_behavior_in_the_short_check, "short_check: LIS needs one of its own behaviors."),
        (with_four_levels, "levels: there must be five, numbered 1 to 5 in this order."),
        (without_a_stem, "framework: stem_self is missing."),
        (without_behaviors, "LIS: there is no behavior."),
        (with_a_negative_weight, "LIS, LIS1: the weight must be a number above 0."),
        (with_text_for_a_behavior, "LIS: a behavior is not a mapping of names to values."),
        (without_skills, "framework: there is no skill."),
    ],
)
def test_a_faulty_framework_is_refused_with_the_place(tmp_path, spoil, place):
    draft = copy.deepcopy(source())
    spoil(draft)
    framework = SkillFramework.objects.create(key="rte", title="Skills", source=draft)
    with pytest.raises(FrameworkFaulty, match=place):
        operations.publish_framework(framework=framework, now=timezone.now())
    (tmp_path / "framework").mkdir()
    (tmp_path / "framework" / "rte.yaml").write_text(yaml.safe_dump(draft))
    with pytest.raises(ValueError, match=place):
        load(tmp_path, LoadReport())
    assert not FrameworkVersion.objects.exists()


def test_a_framework_that_is_no_mapping_is_refused(tmp_path):
    (tmp_path / "framework").mkdir()
    (tmp_path / "framework" / "rte.yaml").write_text("- just\n- a list\n")
    with pytest.raises(ValueError, match="not a mapping"):
        load(tmp_path, LoadReport())


def test_a_target_for_an_unknown_skill_is_refused(tmp_path):
    load_framework()
    (tmp_path / "framework").mkdir()
    (tmp_path / "framework" / "rte.yaml").write_text((CONTENT / "framework" / "rte.yaml").read_text())
    profiles = [{"key": "odd", "name": "Odd", "summary": "", "targets": {"XXX": 3}}]
    (tmp_path / "framework" / "profiles.yaml").write_text(yaml.safe_dump(profiles))
    with pytest.raises(ValueError, match="odd has a target for XXX"):
        load(tmp_path, LoadReport())
