"""A second factor: whoever came in without it is out, and the back office asks each session for it."""

import time

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db
PASSWORD = {"password": "correct horse battery"}


def code(secret):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def sign_in(person):
    browser = Client()
    browser.post(reverse("account_login"), {"login": person.email, **PASSWORD})
    assert "_auth_user_id" in browser.session
    return browser


def is_in(browser):
    return browser.get(reverse("account:home")).status_code == 200


@pytest.mark.django_db(transaction=True)  # allauth says so after the commit, and needs the request for it
def test_adding_a_second_factor_ends_the_persons_other_sessions(robin, sam):
    here, elsewhere, stranger = sign_in(robin), sign_in(robin), sign_in(sam)
    here.post(reverse("account_reauthenticate"), PASSWORD)
    here.get(reverse("mfa_activate_totp"))
    added = here.post(reverse("mfa_activate_totp"), {"code": code(here.session["mfa.totp.secret"])})
    assert added.status_code == 302
    assert [is_in(browser) for browser in (here, elsewhere, stranger)] == [True, False, True]


def test_a_session_from_before_the_second_factor_shows_it_once_at_the_back_office_door(editor, settings):
    settings.STAFF_NEEDS_MFA = True
    browser = sign_in(editor)
    secret = generate_totp_secret()
    TOTP.activate(editor, secret)
    question = browser.get("/cms/reports/aging-pages/")
    assert question.url == f"{reverse('mfa_reauthenticate')}?next=%2Fcms%2Freports%2Faging-pages%2F"
    browser.post(reverse("account_reauthenticate"), PASSWORD)  # the password again is not a second factor
    assert browser.get("/cms/reports/aging-pages/").url == question.url
    assert browser.post(question.url, {"code": code(secret)}).url == "/cms/reports/aging-pages/"
    assert browser.get("/cms/").status_code == 200


def test_who_signs_in_with_the_second_factor_is_not_asked_at_the_door(editor, settings):
    settings.STAFF_NEEDS_MFA = True
    secret = generate_totp_secret()
    TOTP.activate(editor, secret)
    browser = Client()
    browser.post(reverse("account_login"), {"login": editor.email, **PASSWORD})
    browser.post(reverse("mfa_authenticate"), {"code": code(secret)})
    assert browser.get("/cms/").status_code == 200
