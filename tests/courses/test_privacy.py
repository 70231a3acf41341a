"""What leaves with a person, and what goes."""

import json

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from courses import operations, privacy
from courses.models import Certificate, Enrollment, LearningEvent, QuizAttempt, ScenarioRun
from tests.factories.courses import attempt, completed, run

pytestmark = pytest.mark.django_db


def test_the_export_holds_what_a_learner_did_in_words(robin, sam):
    row = attempt(robin)
    operations.submit_quiz(attempt=row, answers={q["key"]: "r" for q in row.questions}, now=timezone.now())
    run(robin)
    completed(sam)
    data = json.loads(json.dumps(privacy.export(robin), cls=DjangoJSONEncoder))
    assert [one["quiz"] for one in data["quiz_attempts"]] == [row.title]
    assert sorted(data["quiz_attempts"][0]["answers"]) == ["r 1", "r 2", "r 3"]
    assert {one["name"] for one in data["certificates"]} == {robin.name}
    assert len(data["scenario_runs"]) == 1
    assert sam.name not in json.dumps(data)


def test_erasure_takes_one_persons_rows_and_nobody_elses(robin, sam):
    attempt(robin)
    run(robin)
    completed(robin)
    completed(sam)
    privacy.erase(robin)
    for model in (Enrollment, QuizAttempt, ScenarioRun, Certificate):
        assert not model.objects.filter(learner=robin).exists()
    assert set(LearningEvent.objects.values_list("enrollment__learner", flat=True)) == {sam.pk}
    assert Certificate.objects.get().learner == sam
