"""The process: where it starts, where it refuses to, what survives it, and how it ends."""

import ast
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sandbox.conftest import ROOT, SECRET, a_purchase, environment, running

OURS = {"accounts", "assessments", "billing", "cms", "coaching", "common", "config", "courses", "growth"}


def _refusal(folder: Path, *, url: str = "http://127.0.0.1:9/webhook/", secret: str = SECRET, **changes: str) -> str:
    (folder / "secret").write_text(secret)
    options = ["--port", "0", "--state", str(folder / "state"), "--webhook-url", url]
    command = [sys.executable, "-m", "stripe_sandbox", *options, "--webhook-secret-file", str(folder / "secret")]
    done = subprocess.run(
        command, cwd=ROOT, env=environment(**changes), capture_output=True, text=True, timeout=30, check=False
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert not (folder / "state").exists()
    return done.stderr


def test_it_starts_only_in_demo_or_test(tmp_path):
    assert "only with DEMO=1 or TESTING=1" in _refusal(tmp_path, TESTING="", DEMO="")


def test_it_refuses_to_run_beside_a_live_key(tmp_path):
    assert "no test key" in _refusal(tmp_path, STRIPE_SECRET_KEY="sk_live_real")


@pytest.mark.parametrize("url", ["http://example.com/webhook/", "https://127.0.0.1/webhook/", "ftp://localhost/"])
def test_it_sends_events_to_this_machine_only(tmp_path, url):
    assert "not on this machine" in _refusal(tmp_path, url=url)


def test_it_never_sends_unsigned_events(tmp_path):
    assert "is empty" in _refusal(tmp_path, secret="\n")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_cleanly_on_a_signal(tmp_path, receiver, number):
    with running(tmp_path, receiver.url) as (sandbox, process):
        sandbox.client().v1.checkout.sessions.create(a_purchase())  # leaves an idle connection open
        process.send_signal(number)
        assert process.wait(timeout=10) == 0


def test_events_under_way_survive_a_restart(tmp_path, receiver):
    nobody_listens = "http://127.0.0.1:9/webhook/"
    with running(tmp_path, nobody_listens) as (sandbox, _):
        session = sandbox.client().v1.checkout.sessions.create(a_purchase())
        sandbox.pay(session)
        assert receiver.events(session.id, count=1, within=0.2) == []
    with running(tmp_path, receiver.url) as (sandbox, _):
        (event,) = receiver.events(session.id, count=1)
        assert event.type == "checkout.session.completed"
        assert sandbox.client().v1.checkout.sessions.retrieve(session.id).payment_status == "paid"


@pytest.mark.parametrize(
    "headers",
    [{"Host": "rebound.example"}, {"Origin": "https://elsewhere.example"}, {"Origin": "null"}],
    ids=str,
)
def test_other_sites_cannot_press_its_buttons(sandbox, buy, headers):
    session = buy()
    assert sandbox.request("POST", f"/_sandbox/pay/{session.id}", headers=headers).status == 403
    assert sandbox.request("POST", f"/c/pay/{session.id}", "card=approved", headers).status == 403


def test_it_imports_none_of_ours_and_none_of_ours_imports_it():
    def imports(folder: Path) -> set[str]:
        found: set[str] = set()
        for file in folder.rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    found |= {alias.name.partition(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    found.add(node.module.partition(".")[0])
        return found

    assert imports(ROOT / "stripe_sandbox") & OURS == set()
    assert "django" not in imports(ROOT / "stripe_sandbox")
    for app in OURS:
        assert "stripe_sandbox" not in imports(ROOT / app), app
