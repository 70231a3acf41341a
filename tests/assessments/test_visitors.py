"""The short check: taken without an account, kept by signing up or in, and dropped when nobody claims it."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from post_office.models import Email

from accounts.models import User
from assessments import operations
from assessments.models import Attempt, Response
from assessments.queries import latest_profile, short_check_of
from assessments.tasks import drop_unclaimed
from tests.factories.assessments import begin, fill

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("version")]


def take_short_check(client, answers=("2", "3", "5", "NA", "NJ", "1", "4")):
    """Take the check through its pages and hand it in; None skips an item."""
    client.post(reverse("assessments:short-check"), {"has_consented": "on"})
    attempt = Attempt.objects.latest("pk")
    for position, answer in enumerate(answers, start=1):
        posted = {"answer": answer, "go": "next"} if answer else {"go": "skip"}
        client.post(reverse("assessments:item", args=[attempt.public_id, position]), posted)
    client.post(reverse("assessments:review", args=[attempt.public_id]))
    attempt.refresh_from_db()
    assert not attempt.is_open
    return attempt


def result_url(attempt):
    return reverse("assessments:short-result", args=[attempt.public_id])


def code_from_mail(address):
    text = Email.objects.filter(to=[address]).latest("pk").message
    return re.search(r"^\s*([A-Z0-9]{3,}-?[A-Z0-9]{3,})\s*$", text, re.MULTILINE)[1]


def test_a_visitor_sees_the_sentence_chosen_and_the_next_one_up(client):
    attempt = take_short_check(client)
    page = client.get(result_url(attempt)).content.decode()
    assert "I lead single parts from a script" in page
    assert "I lead the whole event for one ART" in page
    assert "No sentence goes further than this one." in page
    assert "You said that this is not part of your role." in page
    assert "You said that you cannot judge this." in page
    assert "Sign up to keep this" in page
    assert f"{reverse('account_signup')}?next={result_url(attempt)}" in page


def test_the_short_check_is_not_scored(client):
    page = client.get(result_url(take_short_check(client))).content.decode()
    assert "<svg class=" not in page.split("<main")[1].split("</main>")[0].replace('<svg class="icon', "")
    assert "likely" not in page
    assert not re.search(r"\b[1-5]\.\d\b", page.split("<main")[1].split("</main>")[0])


def test_an_item_left_open_is_said_to_be_open(client):
    attempt = take_short_check(client, ("3", None, "3", "3", "3", "3", "3"))
    assert "You left this open." in client.get(result_url(attempt)).content.decode()


def test_a_visitor_resumes_in_the_same_browser(client):
    client.post(reverse("assessments:short-check"), {"has_consented": "on"})
    attempt = Attempt.objects.get()
    client.post(reverse("assessments:item", args=[attempt.public_id, 1]), {"answer": "3"})
    assert "Continue where you stopped" in client.get(reverse("assessments:short-check")).content.decode()
    assert "Continue where you stopped" in client.get(reverse("assessments:home")).content.decode()
    client.post(reverse("assessments:short-check"), {"has_consented": "on"})
    assert Attempt.objects.count() == 1


def test_another_visitor_is_asked_to_sign_in(client, client_for):
    attempt = take_short_check(client)
    assert client_for().get(result_url(attempt)).url.startswith(reverse("account_login"))


def test_somebody_signed_in_does_not_see_a_visitors_check(client, client_for, robin):
    attempt = take_short_check(client)
    assert client_for(robin).get(result_url(attempt)).status_code == 404


def test_signing_up_with_the_code_from_the_mail_keeps_the_short_check(client):
    attempt = take_short_check(client)
    form = {
        "name": "Ada",
        "email": "ada@example.com",
        "password1": "correct horse battery",
        "next": result_url(attempt),
    }
    answer = client.post(reverse("account_signup"), form)
    attempt.refresh_from_db()
    assert attempt.taker is None
    answer = client.post(answer.url, {"code": code_from_mail("ada@example.com")})
    attempt.refresh_from_db()
    ada = User.objects.get(email="ada@example.com")
    assert attempt.taker == ada
    assert short_check_of(ada) == attempt
    assert answer.url == result_url(attempt)
    assert "Kept in your account" in client.get(answer.url).content.decode()


def test_signing_in_keeps_the_short_check_once(client, robin):
    attempt = take_short_check(client)
    login = {"login": robin.email, "password": "correct horse battery"}
    client.post(reverse("account_login"), login)
    attempt.refresh_from_db()
    assert attempt.taker == robin
    client.post(reverse("account_logout"))
    assert client.get(result_url(attempt)).url.startswith(reverse("account_login"))
    client.post(reverse("account_login"), login)
    assert client.get(result_url(attempt)).status_code == 200


def test_a_check_is_claimed_once(robin, sam):
    attempt = begin(Attempt.Kind.SHORT)
    assert operations.claim_short_check(public_id=attempt.public_id, taker=robin)
    assert not operations.claim_short_check(public_id=attempt.public_id, taker=sam)
    attempt.refresh_from_db()
    assert attempt.taker == robin


def test_a_self_assessment_cannot_be_claimed(robin, sam):
    attempt = begin(taker=robin)
    assert not operations.claim_short_check(public_id=attempt.public_id, taker=sam)
    attempt.refresh_from_db()
    assert attempt.taker == robin


def test_signing_in_without_a_session_or_a_check_is_no_fault(client, robin):
    answer = client.post(reverse("account_login"), {"login": robin.email, "password": "correct horse battery"})
    assert answer.status_code == 302
    client.force_login(robin)


def test_who_is_signed_in_owns_the_short_check_at_once(client_for, robin):
    browser = client_for(robin)
    attempt = take_short_check(browser)
    assert attempt.taker == robin
    assert "Kept in your account" in browser.get(result_url(attempt)).content.decode()


def test_a_short_check_makes_no_profile(robin):
    attempt = fill(begin(Attempt.Kind.SHORT, taker=robin))
    operations.submit_attempt(attempt=attempt, now=timezone.now())
    assert latest_profile(robin) is None


def test_a_short_check_has_no_scored_result_page(client_for, robin):
    attempt = fill(begin(Attempt.Kind.SHORT, taker=robin))
    operations.submit_attempt(attempt=attempt, now=timezone.now())
    browser = client_for(robin)
    assert browser.get(reverse("assessments:result", args=[attempt.public_id])).status_code == 404
    target = reverse("assessments:choose-target", args=[attempt.public_id])
    assert browser.post(target, {"target": "rte-established"}).status_code == 404


def test_unclaimed_checks_go_after_thirty_days(robin):
    now = timezone.now()
    old, young = now - timedelta(days=30, minutes=1), now - timedelta(days=29)
    gone = fill(begin(Attempt.Kind.SHORT, now=old), now=old)
    waiting = begin(Attempt.Kind.SHORT, now=young)
    claimed = begin(Attempt.Kind.SHORT, taker=robin, now=old)
    drop_unclaimed()
    assert set(Attempt.objects.all()) == {waiting, claimed}
    assert not Response.objects.filter(attempt_id=gone.pk).exists()
    drop_unclaimed()
    assert Attempt.objects.count() == 2
