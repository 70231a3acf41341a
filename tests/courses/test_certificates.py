"""Certificates: given once, never changed, checked by anybody."""

from io import BytesIO

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from post_office.models import Email
from pypdf import PdfReader

from courses.models import Certificate
from tests.factories.courses import completed, course, enrolled, lessons_of

pytestmark = pytest.mark.django_db


def certificate_of(learner):
    return completed(learner).certificates.get()


def text_of(response, status=200):
    assert response.status_code == status
    return response.content.decode()


def test_anybody_can_check_a_certificate(client, robin):
    row = certificate_of(robin)
    text = text_of(client.get(f"/certificates/{row.public_id}/"))
    for words in ("This certificate is valid", robin.name, row.course_title, "data:image/svg+xml"):
        assert words in text


def test_an_unknown_number_is_not_there(client):
    assert client.get("/certificates/00000000-0000-4000-8000-000000000000/").status_code == 404


def test_a_revoked_certificate_says_so_and_gives_no_pdf(client_for, robin):
    row = certificate_of(robin)
    Certificate.objects.update(revoked_at=timezone.now())
    client = client_for(robin)
    assert "not valid any more" in text_of(client.get(f"/certificates/{row.public_id}/"))
    assert client.get(f"/certificates/{row.public_id}/pdf/").status_code == 404


def test_later_changes_of_name_and_title_change_nothing(client, robin):
    row = certificate_of(robin)
    robin.name = "Somebody Else"
    robin.save()
    page = row.enrollment.course.pages.get()
    page.title = "Renamed"
    page.save_revision().publish()
    text = text_of(client.get(f"/certificates/{row.public_id}/"))
    assert row.learner_name in text
    assert "Somebody Else" not in text
    assert "Renamed" not in text


@pytest.mark.parametrize("field", ["learner_name", "course_title", "issuer"])
def test_the_database_refuses_to_change_a_certificate(robin, field):
    certificate_of(robin)
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.update(**{field: "Forged"})


@pytest.mark.parametrize("name", ["Łucja Große-Béréziat", '#let x = 1; "quoted" \\ $5$'])
def test_the_pdf_is_tagged_and_holds_the_name_as_it_is_written(client_for, person, name):
    learner = person("anyone", name=name)
    row = certificate_of(learner)
    response = client_for(learner).get(f"/certificates/{row.public_id}/pdf/")
    assert response["Content-Type"] == "application/pdf"
    reader = PdfReader(BytesIO(response.content))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert len(reader.pages) == 1
    assert name in reader.pages[0].extract_text()


def test_the_mail_names_the_address_of_the_check(robin):
    row = certificate_of(robin)
    mail = Email.objects.get(subject__startswith="Your certificate")
    assert f"/certificates/{row.public_id}/" in mail.message
    assert f"/certificates/{row.public_id}/" in mail.html_message


def test_without_a_name_the_certificate_waits_and_is_given_when_asked_for(client_for, robin):
    page = course(lessons=1)
    robin.name = ""
    robin.save()
    enrolled(robin, page)
    client = client_for(robin)
    client.post(f"/learn/lessons/{lessons_of(page)[0].record.key}/done/")
    assert not Certificate.objects.exists()
    assert "Get your certificate" in text_of(client.get(page.url))
    claim = f"/learn/{page.record.key}/certificate/"
    assert "write your name into your profile" in text_of(client.post(claim, follow=True))
    robin.name = "Robin Reyes"
    robin.save()
    for _ in range(2):
        assert "Robin Reyes" in text_of(client.post(claim, follow=True))
    assert Certificate.objects.count() == 1


def test_an_unfinished_course_gives_no_certificate(client_for, robin):
    page = course()
    enrolled(robin, page)
    response = client_for(robin).post(f"/learn/{page.record.key}/certificate/", follow=True)
    assert "when every required lesson is done" in text_of(response)
