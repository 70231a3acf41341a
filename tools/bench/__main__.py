"""Measures the cases in interleaved rounds and prints each figure beside its bar; fails past a bar.

`python -m tools.bench [--rounds 7] [--engine sqlite] [name …]`. The figure is CPU time (user and system, server and
database) per request, as a multiple of F: the same for a Wagtail page that does nothing, measured in the same run.
"""

import argparse
import http.client
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from tests.parts import postgres
from tests.parts.environment import product_environment
from tests.parts.places import BASE_DIR, RUN_VARIABLE
from tests.parts.processes import Part, wait_until
from tests.parts.product import free_port, use_kept_static
from tests.parts.templates import TEMPLATE_DATABASE, packed_cluster, sqlite_template
from tools.bench import meter
from tools.bench.cases import CASES, LEARNER, Case

WARM_UP = 15
SECONDS_PER_BLOCK = 0.25  # of wall time, for one case in one round


@dataclass
class Bench:
    """A running server with seeded data."""

    port: int
    processes: list[int]
    paths: dict[str, str]
    cookie: str
    seconds: dict[str, list[float]] = field(default_factory=dict)

    def ask(self, case: Case, connection: http.client.HTTPConnection, **headers: str) -> http.client.HTTPResponse:
        """Make one request; anything but 200 ends the bench."""
        if case.who == LEARNER:
            headers["Cookie"] = self.cookie
        connection.request("GET", self.paths[case.name], headers=headers)
        response = connection.getresponse()
        response.read()
        if response.status != http.HTTPStatus.OK:
            raise SystemExit(f"{case.name}: {self.paths[case.name]} answered {response.status}.")
        return response

    def block(self, case: Case, n_requests: int) -> float:
        """Return the CPU seconds per request of one block."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        self.ask(case, connection)
        before = meter.cpu_seconds(self.processes)
        for _ in range(n_requests):
            self.ask(case, connection)
        used = meter.cpu_seconds(self.processes) - before
        connection.close()
        return used / n_requests

    def warm_up(self, case: Case) -> int:
        """Ask a while, and return how many requests fill a block."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        began = time.monotonic()
        for _ in range(WARM_UP):
            self.ask(case, connection)
        each = (time.monotonic() - began) / WARM_UP
        connection.close()
        return max(10, min(300, int(SECONDS_PER_BLOCK / each)))

    def statements(self, case: Case) -> int:
        """Return how many statements a warm request makes."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        counted = self.ask(case, connection, **{"X-Bench-Count": "1"}).headers["X-Bench-Count"]
        connection.close()
        return int(counted)


@contextmanager
def running(engine: str) -> Iterator[Bench]:
    """Yield a server with one worker on a freshly seeded database."""
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="roundhouse-bench-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        os.environ[RUN_VARIABLE] = str(folder)
        server, url = _database(engine, folder)
        if server:
            stack.callback(server.stop)
        port = free_port()
        environment = product_environment(
            DEMO="1",
            DATABASE_URL=url,
            ROUNDHOUSE_VAR=str(folder),
            BASE_URL=f"http://localhost:{port}",
            LOG_LEVEL="ERROR",
            DJANGO_SETTINGS_MODULE="tools.bench.settings",
        )
        if not use_kept_static(folder):
            _run(["manage.py", "collectstatic", "--noinput", "--verbosity=0"], environment)
        _run(["manage.py", "import_content"], environment)
        seeded = json.loads(_run(["-m", "tools.seed"], environment).splitlines()[-1])
        web = subprocess.Popen(
            [
                *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)),
                *("--workers", "1", "--blocking-threads", "1", "--no-access-log", "--log-level", "warning"),
                "config.wsgi:application",
            ],
            cwd=BASE_DIR,
            env=environment,
        )
        stack.callback(web.wait, 20)
        stack.callback(web.terminate)
        wait_until(lambda: _answers(port), "the server answers", seconds=60, pause=0.1)
        processes = [web.pid, *([server.pid] if server else [])]
        yield Bench(port, processes, seeded["paths"], seeded["cookie"])


def _database(engine: str, folder: Path) -> tuple[Part | None, str]:
    if engine == "sqlite":
        shutil.copyfile(sqlite_template(), folder / "bench.sqlite3")
        return None, f"sqlite:///{folder / 'bench.sqlite3'}"
    server = postgres.start(owner=os.getpid(), cluster=packed_cluster())
    return server, postgres.url(server, TEMPLATE_DATABASE)


def _run(command: list[str], environment: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, *command], cwd=BASE_DIR, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        connection.close()


def measure(bench: Bench, cases: list[Case], rounds: int) -> None:
    """Take the rounds; F comes first in each."""
    n_requests = {case.name: bench.warm_up(case) for case in cases}
    for _ in range(rounds):
        for case in cases:
            bench.seconds.setdefault(case.name, []).append(bench.block(case, n_requests[case.name]))


def report(bench: Bench, cases: list[Case]) -> bool:
    """Print the table; return whether every case stayed within its bars."""
    unit = median(bench.seconds[cases[0].name])
    all_within = True
    print(f"{'case':<32}{'F':>7}{'bar':>7}{'ms':>8}{'SQL':>6}{'bar':>5}")
    for case in cases:
        seconds, statements = median(bench.seconds[case.name]), bench.statements(case)
        figure = seconds / unit
        within = (case.bar is None or figure <= case.bar) and (case.statements is None or statements <= case.statements)
        all_within = all_within and within
        bars = (f"{case.bar:.2f}" if case.bar else "-", str(case.statements) if case.statements is not None else "-")
        line = f"{case.name:<32}{figure:>7.2f}{bars[0]:>7}{seconds * 1000:>8.2f}{statements:>6}{bars[1]:>5}"
        print(line if within else f"{line}  past its bar")
    return all_within


def main() -> int:
    """Run the bench; the exit status says whether a case is past its bar."""
    parser = argparse.ArgumentParser(prog="tools.bench", description="What a page costs, against its bar.")
    parser.add_argument("names", nargs="*", help="only cases whose name contains one of these words")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--engine", choices=["postgres", "sqlite"], default="postgres")
    options = parser.parse_args()
    if not meter.is_possible():
        print("The bench reads CPU time from /proc, which this system does not have.", file=sys.stderr)
        return 2
    wanted = [case for case in CASES[1:] if not options.names or any(name in case.name for name in options.names)]
    cases = [CASES[0], *wanted]
    with running(options.engine) as bench:
        measure(bench, cases, options.rounds)
        print(f"{options.engine}, granian with one worker, {meter.n_processors()} processors, {options.rounds} rounds")
        return 0 if report(bench, cases) else 1


if __name__ == "__main__":
    sys.exit(main())
