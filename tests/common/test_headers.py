"""Every class of answer carries the policy, and none of a person's may be kept where others read."""

import pytest
from django.conf import settings
from django.test import Client

pytestmark = pytest.mark.django_db

PRIVATE = ["/account/", "/account/data/", "/account/profile/", "/learn/", "/billing/orders/", "/growth/", "/cms/"]


def policy(response):
    return response.headers.get("Content-Security-Policy", "")


@pytest.mark.parametrize(
    ("path", "status", "asked"),
    [
        ("/account/login/", 200, {}),
        ("/account/", 302, {}),
        ("/nowhere/", 404, {}),
        ("/media/images/none.png", 404, {}),
        ("/healthz", 200, {}),
        ("/account/login/", 400, {"headers": {"Host": "elsewhere.example"}}),
    ],
)
def test_each_class_of_answer_carries_the_strict_policy(client, path, status, asked):
    answer = client.get(path, **asked)
    assert answer.status_code == status
    assert "default-src 'none'" in policy(answer)
    assert "frame-ancestors 'none'" in policy(answer)
    assert "unsafe" not in policy(answer)


def test_a_refused_form_carries_the_strict_policy(robin):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(robin)
    answer = browser.post("/account/profile/", {"name": "Somebody else"})
    assert answer.status_code == 403
    assert "default-src 'none'" in policy(answer)


def test_a_failure_of_ours_carries_the_strict_policy(client, monkeypatch):
    def fail(*_args):
        raise RuntimeError

    monkeypatch.setattr("common.views.problems", fail)
    client.raise_request_exception = False
    answer = client.get("/readyz")
    assert answer.status_code == 500
    assert "default-src 'none'" in policy(answer)


@pytest.mark.parametrize("path", PRIVATE)
def test_a_persons_page_is_kept_by_no_shared_cache(client_for, administrator, path):
    answer = client_for(administrator).get(path)
    assert "private" in answer["Cache-Control"]


def test_a_public_answer_may_be_kept_by_all(client):
    answer = client.get("/robots.txt")
    assert "public" in answer["Cache-Control"]
    assert settings.SESSION_COOKIE_NAME not in answer.cookies
