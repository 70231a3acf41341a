"""Signing up, in and out: allauth's, with our mail, name and time zone."""

import re

import pytest
from django.urls import reverse
from post_office.models import Email

from accounts.models import User

pytestmark = pytest.mark.django_db

FORM = {
    "name": "Łukasz Żak",
    "email": "lukasz@example.com",
    "password1": "correct horse battery",
    "time_zone": "Asia/Kathmandu",
}


def code_from_mail(address):
    return re.search(r"^\s*([A-Z0-9]{3,}-?[A-Z0-9]{3,})\s*$", Email.objects.get(to=[address]).message, re.MULTILINE)[1]


def sign_up(client, **changes):
    return client.post(reverse("account_signup"), {**FORM, **changes})


def test_a_new_person_verifies_with_the_code_from_the_mail_and_is_signed_in(client):
    answer = sign_up(client)
    assert answer.url == reverse("account_email_verification_sent")
    answer = client.post(answer.url, {"code": code_from_mail("lukasz@example.com")}, follow=True)
    person = User.objects.get()
    assert answer.context["user"] == person
    assert (person.name, person.time_zone) == ("Łukasz Żak", "Asia/Kathmandu")


def test_the_mail_with_the_code_has_text_and_html_and_is_marked_private(client):
    sign_up(client)
    mail = Email.objects.get()
    assert code_from_mail("lukasz@example.com") in mail.html_message
    assert mail.headers == {"X-Roundhouse-Private": "1"}


def test_a_wrong_code_is_refused_by_the_field_and_nobody_is_signed_in(client):
    sign_up(client)
    answer = client.post(reverse("account_email_verification_sent"), {"code": "WRONG1"})
    assert answer.context["form"].errors
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "changes",
    [
        {"email": ""},
        {"email": "not an address"},
        {"email": "x" * 250 + "@example.com"},
        {"password1": "short"},
        {"password1": "password1234"},
        {"name": ""},
        {"name": "   "},
        {"name": "x" * 151},
        {"name": "Two\nLines"},
    ],
)
def test_bad_input_is_told_by_the_field_and_makes_nobody(client, changes):
    answer = sign_up(client, **changes)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == list(changes)
    assert not User.objects.exists()


def test_a_zone_that_does_not_exist_becomes_utc(client):
    sign_up(client, time_zone="../../etc/passwd")
    assert User.objects.get().time_zone == "UTC"


def test_signing_up_with_a_known_address_looks_the_same_and_tells_the_owner_by_mail(client, robin):
    answer = sign_up(client, email="ROBIN@example.com")
    assert answer.url == reverse("account_email_verification_sent")
    assert User.objects.count() == 1
    assert "account with it already" in Email.objects.get().message


def test_the_case_of_an_address_does_not_make_two_people(client, robin):
    assert (
        client.post(
            reverse("account_login"), {"login": "Robin@Example.com", "password": "correct horse battery"}
        ).status_code
        == 302
    )


def test_the_sixth_wrong_password_is_stopped(client, robin):
    url, wrong = reverse("account_login"), {"login": robin.email, "password": "wrong wrong wrong"}
    pages = [client.post(url, wrong).content.decode() for _ in range(6)]
    assert "Too many failed login attempts" in pages[5]
    assert "Too many failed login attempts" not in pages[3]


def test_the_session_key_changes_at_sign_in(client, robin):
    client.get(reverse("account_login"))
    session = client.session
    session["kept"] = "words"
    session.save()
    before = session.session_key
    client.post(reverse("account_login"), {"login": robin.email, "password": "correct horse battery"})
    assert client.session.session_key != before
    assert client.session["kept"] == "words"


@pytest.mark.parametrize("path", ["/cms/login/", "/cms/password_reset/", "/_util/login/"])
def test_the_side_doors_past_the_second_factor_are_closed(client, administrator, path):
    answer = client.post(path, {"username": administrator.email, "password": "correct horse battery"})
    assert "_auth_user_id" not in client.session
    assert answer.status_code in {302, 405}


def test_the_second_factor_is_asked_of_staff_before_the_back_office(client_for, editor, settings):
    settings.STAFF_NEEDS_MFA = True
    answer = client_for(editor).get("/cms/")
    assert answer.url == reverse("mfa_index")


def test_next_leads_nowhere_else(client, robin):
    data = {"login": robin.email, "password": "correct horse battery", "next": "https://elsewhere.example/"}
    assert client.post(reverse("account_login"), data).url == reverse("growth:home")


def test_a_learner_at_the_back_office_door_is_told_so_once(robin, client_for):
    answer = client_for(robin).get("/cms/", follow=True)
    assert (answer.status_code, answer.redirect_chain) == (403, [])


def test_a_visitor_at_the_back_office_door_is_asked_to_sign_in(client):
    assert client.get("/cms/").url == f"{reverse('account_login')}?next=/cms/"
