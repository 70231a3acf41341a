"""The account pages: change, take along, delete."""

import io
import json
import zipfile

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.auth import get_user_model
from django.urls import reverse
from post_office.models import Attachment, Email

from accounts import privacy
from accounts.models import User
from billing.models import Order
from common import mail
from common.tasks import run_job
from tests.factories.billing import order_of

pytestmark = pytest.mark.django_db
PASSWORD = {"password": "correct horse battery"}


@pytest.fixture
def confirmed(client_for):
    """Return a function that gives a browser whose person has just shown again that it is them."""

    def make(person):
        browser = client_for(person)
        browser.post(reverse("account_reauthenticate"), PASSWORD)
        return browser

    return make


def test_a_person_changes_name_zone_and_language(robin, client_for):
    form = {"name": "Robin Ray", "time_zone": "Asia/Kolkata", "language": "de"}
    assert client_for(robin).post(reverse("account:profile"), form).status_code == 302
    robin.refresh_from_db()
    assert (robin.name, robin.time_zone, robin.language) == ("Robin Ray", "Asia/Kolkata", "de")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 151),
        ("name", "Robin\r\nBcc: all@example.com"),
        ("name", "Robin\u202eyaR"),
        ("time_zone", "Moon/Crater"),
        ("language", "xx"),
    ],
)
def test_a_bad_profile_is_told_by_the_field_with_a_4xx(robin, client_for, field, value):
    form = {"name": "Robin Ray", "time_zone": "Asia/Kolkata", "language": "de", field: value}
    answer = client_for(robin).post(reverse("account:profile"), form)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]


def test_the_export_holds_a_file_of_every_part_of_the_house(robin, confirmed, django_capture_on_commit_callbacks):
    browser = confirmed(robin)
    with django_capture_on_commit_callbacks(execute=True):
        answer = browser.post(reverse("account:data"))
    job = robin.jobs.get()
    run_job(job.pk)  # eager or not, a second run changes nothing
    content = b"".join(browser.get(reverse("jobs:download", args=[job.public_id])).streaming_content)
    archive = zipfile.ZipFile(io.BytesIO(content))
    assert sorted(archive.namelist()) == sorted(f"{entry.name}.json" for entry in privacy.entries())
    assert json.loads(archive.read("account.json"))["email"] == robin.email
    assert answer.url == reverse("jobs:detail", args=[job.public_id])


def test_erasure_wants_the_address_typed_and_then_leaves_nothing(robin, confirmed):
    browser = confirmed(robin)
    assert browser.post(reverse("account:erase"), {"email": "sam@example.com"}).status_code == 422
    assert User.objects.filter(pk=robin.pk).exists()
    browser.post(reverse("account:erase"), {"email": "Robin@example.com"})
    assert not User.objects.filter(pk=robin.pk).exists()
    assert "_auth_user_id" not in browser.session


def test_no_mail_to_a_person_is_left_after_erasure(robin, sam, confirmed, django_capture_on_commit_callbacks):
    old = EmailAddress.objects.create(user=robin, email="Robin.Before@example.com", verified=True)
    paper = mail.Attachment("2026-00001.pdf", b"%PDF-1.7 Robin Castell", "application/pdf")
    for address in (robin.email, old.email.lower(), sam.email):
        with django_capture_on_commit_callbacks():
            mail.send("courses/email/enrolled", address, {"course": "any"}, attachments=[paper])
    files = {one.emails.get().to[0]: one.file for one in Attachment.objects.all()}
    with django_capture_on_commit_callbacks(execute=True):
        confirmed(robin).post(reverse("account:erase"), {"email": robin.email})
    assert [one.to for one in Email.objects.all()] == [[sam.email]]
    kept = {address for address, file in files.items() if file.storage.exists(file.name)}
    assert kept == {sam.email}


def test_a_refused_erasure_takes_nothing_away(robin, confirmed, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        confirmed(robin).post(reverse("account:data"))
    order = order_of(robin)
    Order.objects.update(state=Order.State.AWAITING_PAYMENT)
    n_mails = Email.objects.count()
    with django_capture_on_commit_callbacks(execute=True):
        answer = confirmed(robin).post(reverse("account:erase"), {"email": robin.email})
    assert "A payment is still under way" in answer.content.decode()
    job = robin.jobs.get()
    download = confirmed(robin).get(reverse("jobs:download", args=[job.public_id]))
    assert b"".join(download.streaming_content).startswith(b"PK")
    assert (Email.objects.count(), Order.objects.get().buyer) == (n_mails, order.buyer)


@pytest.mark.parametrize("way_in", ["account:data", "account:erase"])
def test_who_has_a_password_is_asked_for_it_before_data_leave_or_go(robin, client_for, way_in):
    browser = client_for(robin)
    form = {"email": robin.email}
    question = browser.post(reverse(way_in), form)
    assert question.url.startswith(reverse("account_reauthenticate"))
    assert (User.objects.filter(pk=robin.pk).exists(), robin.jobs.exists()) == (True, False)
    assert browser.post(question.url, {"password": "somebody else's guess"}).status_code == 422
    assert (User.objects.filter(pk=robin.pk).exists(), robin.jobs.exists()) == (True, False)
    browser.post(question.url, PASSWORD)  # goes on with what was asked for
    assert User.objects.filter(pk=robin.pk).exists() is robin.jobs.exists() is (way_in == "account:data")


def test_who_has_no_password_takes_data_along_and_deletes_the_account_without_being_asked(robin, client_for):
    robin.set_unusable_password()
    robin.save()
    browser = client_for(robin)
    assert browser.post(reverse("account:data")).url == reverse("jobs:detail", args=[robin.jobs.get().public_id])
    assert browser.post(reverse("account:erase"), {"email": robin.email}).url == "/"
    assert not User.objects.filter(pk=robin.pk).exists()


OTHERS_REGISTRIES = {"account", "mfa", "usersessions", "auth"}  # allauth's and Django's rows go with the person
WAGTAILS_OWN = "wagtail"
CONTENT_FIELDS = {"owner", "locked_by", "uploaded_by_user"}  # who last touched a page or picture is about the content


def test_every_model_that_points_at_a_person_is_in_the_privacy_registry():
    person = get_user_model()
    pointing = {
        model
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if (field.many_to_one or field.one_to_one)
        and field.concrete
        and field.related_model is person
        and field.name not in CONTENT_FIELDS
    }
    ours = {
        model
        for model in pointing
        if model._meta.app_label not in OTHERS_REGISTRIES and not model._meta.app_label.startswith(WAGTAILS_OWN)
    }
    assert ours - privacy.covered_models() == set()


def test_a_manager_sees_who_belongs_to_the_organization_and_nobody_else_does(manager, robin, sam, client_for):
    url = reverse("account:organization")
    page = client_for(manager).get(url).content.decode()
    assert robin.name in page
    assert sam.name not in page
    assert client_for(robin).get(url).status_code == 404


def test_the_organization_page_asks_as_often_for_many_members_as_for_one(
    manager, person, client_for, django_assert_max_num_queries
):
    from accounts.models import Membership

    organization = manager.organizations.get()
    for number in range(20):
        Membership.objects.create(organization=organization, person=person(f"member{number}"))
    browser = client_for(manager)
    browser.get(reverse("account:organization"))  # fills what is kept
    with django_assert_max_num_queries(8):
        browser.get(reverse("account:organization"))
