"""The same code with PostgreSQL, Valkey, SMTP and several processes, chosen by environment alone."""

import secrets
from email.message import EmailMessage

import pytest

from tests.parts import postgres, valkey
from tests.parts.processes import wait_until

PASSWORD = "correct horse battery staple"


def mail_to(served, address: str) -> EmailMessage | None:
    return next((mail for mail in served.mail.mails if mail["To"] == address), None)


def test_ready_says_ok(served):
    answer = served.visitor().get("/readyz")

    assert answer.status == 200
    assert answer.text.splitlines()[0] in {
        "ok",
        "worker: no sign of life for three minutes; mail and jobs wait, nothing is lost",
    }


def test_sign_up_travels_through_every_part(served):
    address = f"{secrets.token_hex(4)}@example.com"
    visitor = served.visitor()

    answer = visitor.submit("/account/signup/", name="Ada", email=address, password1=PASSWORD)
    wait_until(lambda: mail_to(served, address), "the worker delivers the code by SMTP", seconds=30)

    assert answer.status == 302
    assert "__Host-session" in visitor.cookies


def test_two_workers_share_sessions_and_cache(served):
    visitor = served.visitor()
    visitor.get("/account/login/")

    statuses = {visitor.get("/account/login/").status for _ in range(20)}

    assert statuses == {200}


def test_pages_carry_the_headers_of_a_public_site(served):
    headers = served.visitor().get("/account/login/").headers

    assert headers["Strict-Transport-Security"].startswith("max-age=")
    assert "script-src 'self'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_nothing_of_the_demonstration_exists(served):
    assert served.visitor().get("/demo/").status == 404
    assert served.visitor().get("/demo/mailbox/").status == 404


def test_plain_http_is_sent_to_https(served):
    visitor = served.visitor()
    visitor.scheme = "http"

    answer = visitor.get("/account/login/")

    assert answer.status == 301
    assert answer.headers["Location"] == "https://academy.example.com/account/login/"


@pytest.mark.parametrize("part", ["broker", "database"])
def test_ready_names_the_part_that_is_stopped(served, part):
    visitor = served.visitor()
    restart = {"broker": valkey.restart, "database": postgres.restart}[part]

    getattr(served, part).stop(keep_files=True)
    wait_until(lambda: visitor.get("/readyz").status == 503, f"/readyz sees that the {part} is gone", seconds=20)
    said = visitor.get("/readyz")
    alive = visitor.get("/healthz")
    setattr(served, part, restart(getattr(served, part)))
    wait_until(lambda: visitor.get("/readyz").status == 200, f"/readyz sees that the {part} is back", seconds=20)

    assert said.text.startswith(f"{part}: ")
    assert (alive.status, alive.text) == (200, "ok\n")


def test_work_accepted_without_a_broker_is_done_after_all(served):
    """A mail is a row first, so the sweep finds what the broker never saw."""
    address = f"{secrets.token_hex(4)}@example.com"

    served.broker.stop(keep_files=True)
    answer = served.visitor().submit("/account/signup/", name="Ada", email=address, password1=PASSWORD)
    served.broker = valkey.restart(served.broker)

    assert answer.status == 302
    wait_until(lambda: mail_to(served, address), "the sweep finds the mail that the broker never saw", seconds=90)
