"""The real product as its users start it: `manage.py dev` in demo mode, on a port and in a folder of its own."""

import contextlib
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from tests.parts.environment import product_environment
from tests.parts.places import BASE_DIR, TEMPLATES
from tests.parts.processes import wait_until
from tests.parts.templates import forget_old, sqlite_template

START_SECONDS = 120  # a cold start migrates and loads the starter content
STOP_SECONDS = 20


@dataclass(frozen=True)
class Product:
    """The running product."""

    url: str  # without a slash at its end
    var: Path
    process: subprocess.Popen[bytes]
    log: Path
    seconds_to_start: float

    def get(self, path: str) -> tuple[int, str]:
        """Return status and text of a page, asked for without a browser."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=10) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def stop(self) -> int:
        """Stop it as Ctrl-C in its terminal would, and return its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                return self.process.wait(STOP_SECONDS)
            os.killpg(self.process.pid, signal.SIGKILL)
        return self.process.wait()


def is_cold() -> bool:
    """Say whether the product has to prepare everything by itself, as after a fresh clone and as in CI."""
    return os.environ.get("CI") == "true" or os.environ.get("ROUNDHOUSE_COLD") == "1"


def prepare(var: Path) -> None:
    """Put into `var` what a start would make and what is long in the making: a migrated database and static files."""
    var.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(sqlite_template(), var / "roundhouse.sqlite3")
    use_kept_static(var)


def use_kept_static(var: Path) -> bool:
    """Put static files that an earlier run collected into `var`, if there are any, and say so."""
    kept = _kept_static()
    if kept.is_dir():
        shutil.copytree(kept, var, dirs_exist_ok=True)
    return kept.is_dir()


def keep_static(var: Path) -> None:
    """Keep the collected static files of a running product for the next run."""
    kept = _kept_static()
    if not kept.exists():
        half = kept.with_name(f"{kept.name}.{os.getpid()}.half")
        shutil.copytree(var / "static", half / "static")
        shutil.copy2(var / ".static-stamp", half)
        half.rename(kept)
        forget_old("static-*")


def _kept_static() -> Path:
    digest = hashlib.sha256((BASE_DIR / "requirements.txt").read_bytes())
    for path in [*sorted((BASE_DIR / "static").rglob("*")), BASE_DIR / "common" / "static_files.py"]:
        if path.is_file():
            digest.update(str(path).encode() + b"\0" + path.read_bytes() + b"\0")
    return TEMPLATES / f"static-{digest.hexdigest()[:16]}"


def free_port() -> int:
    """Return a port of the loopback that nobody has; the one above it is free, too."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = first.getsockname()[1]
            with contextlib.suppress(OSError, OverflowError):
                second.bind(("127.0.0.1", port + 1))
                if port <= 65000:
                    return port


def start_product(var: Path, **settings: str) -> Product:
    """Start the product in demo mode and wait until it is ready; keywords are environment variables."""
    port = free_port()
    var.mkdir(parents=True, exist_ok=True)
    environment = product_environment(**{"DEMO": "1", "PORT": str(port), "ROUNDHOUSE_VAR": str(var), **settings})
    log = var / "dev.log"
    began = time.monotonic()
    with log.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "dev"],
            cwd=BASE_DIR,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    product = Product(f"http://localhost:{port}", var, process, log, 0)

    def is_ready() -> bool:
        if process.poll() is not None:
            raise RuntimeError(f"`manage.py dev` ended:\n{_end_of(log)}")
        with contextlib.suppress(OSError):
            return product.get("/readyz")[0] == 200
        return False

    try:
        wait_until(is_ready, "the product is ready", seconds=START_SECONDS, pause=0.1)
    except BaseException as problem:
        product.stop()
        if isinstance(problem, TimeoutError):
            raise TimeoutError(f"{problem}\n{_end_of(log)}") from None
        raise
    return Product(product.url, var, process, log, time.monotonic() - began)


def _end_of(log: Path) -> str:
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-40:])
