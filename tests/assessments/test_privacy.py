"""A person's attempts leave with them, and go when they go."""

import json

import pytest

from accounts.operations import erase_person
from assessments import rules
from assessments.models import Attempt, Response
from assessments.privacy import export_attempts
from assessments.queries import items_of, profile_of
from tests.factories.assessments import MONDAY, begin, fill, submitted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("version")]


def test_the_export_holds_every_answer_and_the_consent(robin, sam):
    attempt = submitted(robin, FAC1="NA", FAC2=None)
    fill(begin(Attempt.Kind.SHORT, taker=robin))
    submitted(sam)
    exported = json.loads(json.dumps(export_attempts(robin), default=str))
    assert [item["kind"] for item in exported] == ["self", "short"]
    first = exported[0]
    assert first["id"] == str(attempt.public_id)
    assert (first["version"], first["content_hash"]) == (1, attempt.version.content_hash)
    assert first["consent"]["given_at"] == str(MONDAY)
    assert len(first["responses"]) == 34
    assert {"NA", ""} == {response["code"] for response in first["responses"]}


def test_the_export_gives_the_same_scores_elsewhere(robin):
    attempt = submitted(robin, FAC1="NA", FAC2=5, DYN3=1)
    answers = {item["behavior"]: item["level"] or item["code"] for item in export_attempts(robin)[0]["responses"]}
    facilitating = [answers.get(item.key) for skill, item in items_of(attempt) if skill.key == "FAC"]
    assert rules.score(facilitating).value == profile_of(attempt).skills[0].score


def test_erasing_a_person_deletes_their_attempts_and_no_others(robin, sam):
    submitted(robin)
    kept = submitted(sam)
    erase_person(person=robin)
    assert list(Attempt.objects.all()) == [kept]
    assert set(Response.objects.values_list("attempt", flat=True)) == {kept.pk}
