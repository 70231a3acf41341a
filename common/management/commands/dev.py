"""The whole product as one foreground command: web, worker with beat, and in demo mode the Stripe sandbox."""

import ctypes
import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

STOP_SECONDS = 8
START_SECONDS = 40
PR_SET_PDEATHSIG = 1  # prctl(2): tell a child when its parent has gone


class Command(BaseCommand):
    """Prepares what is not ready, starts the processes, watches them, stops them together."""

    help = "Run Roundhouse here: web, worker, scheduler and, in demo mode, the Stripe sandbox. Ctrl-C stops it all."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Run until Ctrl-C, SIGTERM, or the end of one of the processes."""
        port = _port()
        sandbox_port = _free_port_after(port)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, _stop)
        self._prepare()
        env = _child_environment(port, sandbox_port)
        children: dict[str, subprocess.Popen[bytes]] = {}
        try:
            for name, arguments in _processes(port, sandbox_port).items():
                children[name] = subprocess.Popen(  # noqa: S603  our own commands
                    [sys.executable, "-m", *arguments],
                    env=env,
                    start_new_session=True,
                    preexec_fn=_die_with_parent,  # noqa: PLW1509  no thread runs yet
                )
            _wait_until_ready(port, children)
            self.stdout.write(self.style.SUCCESS(f"\nRoundhouse is ready: {env['BASE_URL']}/"))
            if settings.DEMO:
                self.stdout.write(
                    f"Look around as anybody: {env['BASE_URL']}/demo/   Mailbox: {env['BASE_URL']}/demo/mailbox/"
                )
            self.stdout.write("Ctrl-C stops it.\n")
            self.stdout.flush()
            name = _first_to_end(children)
            raise CommandError(
                f"The {name} process has ended (code {children[name].returncode}); the rest is stopped too."
            )
        except _Stopped:
            self.stdout.write("Stopping.")
        finally:
            _stop_all(children.values())

    def _prepare(self) -> None:
        executor = MigrationExecutor(connection)
        is_behind = bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        if is_behind:
            self.stdout.write("Preparing the database …")
            call_command("migrate", verbosity=0)
        if _changed("static", _files(Path(settings.BASE_DIR) / "static"), extra=_versions()):
            self.stdout.write("Collecting static files …")
            call_command("collectstatic", interactive=False, verbosity=0)
            _remember("static", _files(Path(settings.BASE_DIR) / "static"), extra=_versions())
        content = Path(settings.BASE_DIR) / "content"
        database = str(settings.DATABASES["default"]["NAME"])
        if settings.DEMO and (is_behind or _changed("content", _files(content), extra=database)):
            self.stdout.write("Loading the starter content …")
            call_command("import_content", stdout=self.stdout)
            _remember("content", _files(content), extra=database)
        connection.close()


class _Stopped(BaseException):
    """Ctrl-C or SIGTERM arrived."""


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise _Stopped


def _port() -> int:
    text = os.environ.get("PORT", "8000")
    if not text.isdigit() or not 1 <= int(text) <= 65000:
        raise CommandError(f"PORT must be a number from 1 to 65000, not “{text}”.")
    if _answers(int(text)):
        raise CommandError(
            f"Port {text} is in use, perhaps by another Roundhouse. Stop that one, or take another: PORT=8080 make run"
        )
    return int(text)


def _answers(port: int) -> bool:
    """Say whether somebody has this port (granian would share it without a word)."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    with socket.socket() as probe:
        probe.settimeout(0.3)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _free_port_after(port: int) -> int:
    for candidate in range(port + 1, port + 100):
        if not _answers(candidate):
            return candidate
    raise CommandError(f"No free port for the Stripe sandbox between {port + 1} and {port + 99}.")


def _child_environment(port: int, sandbox_port: int) -> dict[str, str]:
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    env.setdefault("BASE_URL", f"http://localhost:{port}")
    env["STRIPE_SANDBOX_PORT"] = str(sandbox_port)
    env["PYTHONUNBUFFERED"] = "1"
    return env


def _processes(port: int, sandbox_port: int) -> dict[str, list[str]]:
    processes = {
        "web": [
            *("granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)),
            *("--workers", "1", "--blocking-threads", "4", "--no-access-log", "--log-level", "warning"),
            "config.wsgi:application",
        ],
        "worker": [
            *("celery", "-q", "-A", "config", "worker", "-B", "-P", "threads", "-c", "4", "--loglevel", "WARNING"),
            *("--without-gossip", "--without-mingle", "-s", str(settings.VAR / "beat-schedule")),
        ],
    }
    if settings.DEMO:
        processes["Stripe sandbox"] = [
            *("stripe_sandbox", "--port", str(sandbox_port), "--state", str(settings.VAR / "stripe-sandbox.sqlite3")),
            *("--webhook-url", f"http://127.0.0.1:{port}/billing/stripe/webhook/"),
            *("--webhook-secret-file", str(settings.VAR / "keys" / "stripe_webhook")),
        ]
    return processes


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _wait_until_ready(port: int, children: dict[str, subprocess.Popen[bytes]]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        for name, child in children.items():
            if child.poll() is not None:
                raise CommandError(f"The {name} process did not start (code {child.returncode}); see the lines above.")
        with (
            suppress(urllib.error.URLError, OSError),
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2),  # nosec B310  our own address
        ):
            return
        time.sleep(0.1)
    raise CommandError(f"The web process did not answer within {START_SECONDS} seconds.")


def _first_to_end(children: dict[str, subprocess.Popen[bytes]]) -> str:
    while True:
        for name, child in children.items():
            if child.poll() is not None:
                return name
        time.sleep(0.5)


def _stop_all(children: Iterable[subprocess.Popen[bytes]]) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C must not leave children behind
    running = [child for child in children if child.poll() is None]
    for child in running:
        child.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for child in running:
        with suppress(subprocess.TimeoutExpired):
            child.wait(max(deadline - time.monotonic(), 0.1))
    for child in running:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _versions() -> str:
    return (Path(settings.BASE_DIR) / "requirements.txt").read_text(encoding="utf-8")


def _fingerprint(files: list[Path], extra: str) -> str:
    state = hashlib.sha256(extra.encode())
    for path in files:
        stat = path.stat()
        state.update(f"{path}:{stat.st_size}:{stat.st_mtime_ns}\n".encode())
    return state.hexdigest()


def _stamp(name: str) -> Path:
    return Path(settings.VAR) / f".{name}-stamp"


def _changed(name: str, files: list[Path], *, extra: str) -> bool:
    stamp = _stamp(name)
    return not stamp.is_file() or stamp.read_text(encoding="ascii") != _fingerprint(files, extra)


def _remember(name: str, files: list[Path], *, extra: str) -> None:
    _stamp(name).write_text(_fingerprint(files, extra), encoding="ascii")
