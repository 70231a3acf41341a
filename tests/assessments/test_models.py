"""What the database itself refuses, on both engines and against raw SQL."""

import pytest
from django.db import IntegrityError, connection, transaction

from assessments.models import Attempt, FrameworkVersion, Response
from common.db.guards import missing_guards
from tests.factories.assessments import MONDAY, begin

pytestmark = [pytest.mark.django_db, pytest.mark.engines]

CONSENT = {"consent_version": "1", "consent_purpose": "To know.", "consented_at": MONDAY}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE assessments_frameworkversion SET change_note = 'rewritten'",
        "UPDATE assessments_frameworkversion SET content = '{}'",
        "DELETE FROM assessments_frameworkversion",
    ],
)
def test_a_published_version_cannot_be_changed_by_sql(version, statement):
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert FrameworkVersion.objects.get().content_hash == version.content_hash


def test_a_published_version_cannot_be_changed_from_a_shell(version):
    version.change_note = "rewritten"
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        version.save()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        version.delete()


def test_the_guard_is_installed():
    assert not [name for name in missing_guards(connection) if name.startswith("assessments")]


def test_a_self_assessment_needs_a_taker(version):
    with pytest.raises(IntegrityError), transaction.atomic():
        Attempt.objects.create(kind="self", version=version, **CONSENT)


def test_only_one_open_self_assessment_per_taker(version, robin):
    Attempt.objects.create(kind="self", version=version, taker=robin, submitted_at=MONDAY, **CONSENT)
    Attempt.objects.create(kind="self", version=version, taker=robin, **CONSENT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Attempt.objects.create(kind="self", version=version, taker=robin, **CONSENT)


@pytest.mark.parametrize(
    "answer",
    [
        {"level": None, "code": ""},
        {"level": 3, "code": "NA"},
        {"level": 0, "code": ""},
        {"level": 6, "code": ""},
        {"level": None, "code": "XX"},
    ],
)
def test_a_response_is_exactly_one_of_level_and_code(version, robin, answer):
    attempt = begin(taker=robin)
    with pytest.raises(IntegrityError), transaction.atomic():
        Response.objects.create(attempt=attempt, behavior_key="FAC1", **answer)


def test_one_response_per_item(version, robin):
    attempt = begin(taker=robin)
    Response.objects.create(attempt=attempt, behavior_key="FAC1", level=3)
    with pytest.raises(IntegrityError), transaction.atomic():
        Response.objects.create(attempt=attempt, behavior_key="FAC1", level=4)
