"""Demo mode: one click to be anybody, a mailbox that shows all; none of it outside."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.management import call_command
from django.test import override_settings
from django.urls import reverse
from post_office.models import Email

from accounts.checks import check_demo_stays_here
from accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo_people(settings):
    """Load the demo's people."""
    settings.DEMO = True
    call_command("import_content", "--only", "people", verbosity=0)


def test_one_click_signs_in_as_each_role(demo_people, client):
    page = client.get(reverse("demo:people"))
    roles = {item["role"] for item in page.context["people"]}
    assert roles == {"learner", "coach", "editor", "moderator", "manager", "administrator"}
    for item in page.context["people"]:
        client.post(reverse("demo:sign-in", args=[item["person"].public_id]))
        assert client.session["_auth_user_id"] == str(item["person"].pk)


def test_nobody_with_a_password_can_be_impersonated(robin, client):
    assert client.post(reverse("demo:sign-in", args=[robin.public_id])).status_code == 404


def test_people_are_loaded_in_demo_mode_only(settings):
    settings.DEMO = False
    call_command("import_content", "--only", "people", verbosity=0)
    assert not User.objects.exists()


def test_loading_people_twice_changes_nothing(demo_people):
    before = list(User.objects.order_by("pk").values())
    call_command("import_content", "--only", "people", verbosity=0)
    assert list(User.objects.order_by("pk").values()) == before


def test_the_mailbox_shows_each_mail_and_its_html_without_script(client):
    message = EmailMultiAlternatives("Hello Robin", "Plain words", to=["robin@example.com"])
    message.attach_alternative("<p>Rich <b>words</b></p>", "text/html")
    message.send()
    mail = Email.objects.get()
    assert "Hello Robin" in client.get(reverse("demo:mailbox")).content.decode()
    assert "Plain words" in client.get(reverse("demo:mail", args=[mail.pk])).content.decode()
    html = client.get(reverse("demo:mail-html", args=[mail.pk]))
    assert "Rich <b>words</b>" in html.content.decode()
    assert "script-src" not in html.headers["Content-Security-Policy"]
    assert "default-src 'none'" in html.headers["Content-Security-Policy"]


@override_settings(DEMO=True, ALLOWED_HOSTS=["academy.example.com"])
def test_demo_mode_is_refused_on_a_public_host():
    assert [problem.id for problem in check_demo_stays_here()] == ["accounts.E001"]


def _start(**env):
    clean = {key: value for key, value in os.environ.items() if key in {"PATH", "HOME", "LANG"}}
    return subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=settings.BASE_DIR, env={**clean, **env},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def test_nothing_of_the_demo_exists_outside_demo_mode(tmp_path):
    served = {
        "SECRET_KEY": "x" * 60, "BASE_URL": "https://academy.example.com", "ROUNDHOUSE_VAR": str(tmp_path),
        "NOTES_KEYS": "Zm9yLXRlc3RzLW9ubHktMzItYnl0ZXMtbG9uZy1rZXk=",
    }  # fmt: skip
    code = (
        "import django; django.setup(); from django.urls import resolve, Resolver404\n"
        "try: print(resolve('/demo/').url_name)\nexcept Resolver404: print('absent')"
    )
    found = subprocess.run(
        [sys.executable, "-c", code], cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=60, check=True,
        env={"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "config.settings", **served},
    )  # fmt: skip
    assert found.stdout.strip() in {"absent", "wagtail_serve"}


@pytest.mark.parametrize(
    ("env", "sentence"),
    [
        ({}, "SECRET_KEY is not set"),
        ({"SECRET_KEY": "x" * 60}, "BASE_URL must be the address"),
        ({"SECRET_KEY": "x" * 60, "BASE_URL": "https://a.example"}, "NOTES_KEYS is not set"),
        ({"DEMO": "1", "STRIPE_SANDBOX_PORT": "many"}, "Roundhouse does not start"),
    ],
)
def test_an_unsafe_or_broken_environment_is_refused_in_one_sentence(env, sentence, tmp_path):
    answer = _start(ROUNDHOUSE_VAR=str(tmp_path), **env)
    assert answer.returncode == 1
    assert sentence in answer.stderr
    assert "Traceback" not in answer.stderr
