"""The served mode: granian with two workers, Celery's worker and beat, PostgreSQL, Valkey, SMTP; environment only."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.conftest import skip_for_want_of
from tests.parts import postgres, valkey
from tests.parts.environment import product_environment
from tests.parts.places import BASE_DIR, run_folder
from tests.parts.processes import Part, PartMissing, wait_until
from tests.parts.product import free_port, use_kept_static
from tests.parts.shared import OWNER_VARIABLE
from tests.parts.templates import TEMPLATE_DATABASE, packed_cluster
from tests.served.smtp import MailServer
from tests.served.visitor import Visitor
from tools import production

PYTHON = (sys.executable, "-m")


@dataclass
class Served:
    """The running academy."""

    port: int
    database: Part
    broker: Part
    cache: Part
    mail: MailServer
    log: Path
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def visitor(self) -> Visitor:
        """Return somebody new."""
        return Visitor(self.port)


@pytest.fixture(scope="session")
def served() -> Iterator[Served]:
    """Return the academy, started as docs/operators says."""
    owner = int(os.environ[OWNER_VARIABLE])
    try:
        database = postgres.start(owner=owner, cluster=packed_cluster())
        broker, cache = valkey.start(owner=owner), valkey.start(owner=owner)
    except PartMissing as missing:
        skip_for_want_of("a server", missing)
    var = run_folder() / "served"
    var.mkdir()
    with MailServer() as mail, (var / "log").open("wb") as log:
        academy = Served(free_port(), database, broker, cache, mail, var / "log")
        environment = product_environment(
            **production.settings(str(var))
            | {
                "DATABASE_URL": postgres.url(database, TEMPLATE_DATABASE),
                "CACHE_URL": valkey.cache_url(cache),
                "CELERY_BROKER_URL": valkey.broker_url(broker),
                "EMAIL_URL": f"smtp://127.0.0.1:{mail.port}",
                "PYTHONUNBUFFERED": "1",
            }
        )
        if not use_kept_static(var):
            subprocess.run(
                [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity=0"],
                cwd=BASE_DIR,
                env=environment,
                check=True,
            )
        for name, command in _commands(academy.port, var).items():
            academy.processes[name] = subprocess.Popen(
                [*PYTHON, *command], cwd=BASE_DIR, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        try:
            wait_until(lambda: _answers(academy), "the served academy answers", seconds=60, pause=0.2)
            yield academy
        finally:
            for process in academy.processes.values():
                process.terminate()
            for process in academy.processes.values():
                process.wait(20)
            for part in (academy.database, academy.broker, academy.cache):
                part.stop()


def _commands(port: int, var: Path) -> dict[str, list[str]]:
    return {
        "web": [
            *("granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)),
            *("--workers", "2", "--blocking-threads", "1", "config.wsgi:application"),
        ],
        "worker": ["celery", "-A", "config", "worker", "--concurrency", "1", "--loglevel", "INFO"],
        "beat": ["celery", "-A", "config", "beat", "--schedule", str(var / "beat-schedule")],
    }


def _answers(academy: Served) -> bool:
    for name, process in academy.processes.items():
        if process.poll() is not None:
            raise RuntimeError(f"The {name} process ended:\n{academy.log.read_text(errors='replace')[-4000:]}")
    try:
        return academy.visitor().get("/readyz").status == 200
    except OSError:
        return False
