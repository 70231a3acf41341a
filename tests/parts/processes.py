"""Starts and stops server processes, and finds again those that a killed run left behind."""

import contextlib
import json
import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.parts.places import RUNNING


class PartMissing(Exception):
    """A part that a test needs cannot be had on this machine; the text says how to get it."""


@dataclass(frozen=True)
class Part:
    """A running server: how to reach it and how to stop it."""

    name: str
    pid: int
    owner: int  # process id of the test run
    folder: str  # named in its command line; goes when it stops
    address: str
    data: str = ""  # what it wrote elsewhere; goes, too

    @property
    def note(self) -> Path:
        """Return the file by which a later run finds an orphan."""
        return RUNNING / f"{self.name}-{self.pid}.json"

    def write_note(self) -> None:
        """Note that this part is running."""
        RUNNING.mkdir(parents=True, exist_ok=True)
        self.note.write_text(json.dumps(asdict(self)), encoding="utf-8")

    def is_alive(self) -> bool:
        """Say whether the process with our id is still ours and running."""
        return not _has_ended(self.pid) and self.folder in _command_of(self.pid)

    def stop(self, *, within_seconds: float = 10, keep_files: bool = False) -> None:
        """Stop the server (SIGINT, then SIGKILL) and remove what it wrote, or keep it for a restart; safe to repeat."""
        if self.is_alive():
            os.kill(self.pid, signal.SIGINT)
            with contextlib.suppress(ChildProcessError, TimeoutError):
                wait_until(lambda: _has_ended(self.pid), f"{self.name} stops", seconds=within_seconds)
            if self.is_alive():
                os.kill(self.pid, signal.SIGKILL)
        for folder in () if keep_files else filter(None, (self.folder, self.data)):
            shutil.rmtree(folder, ignore_errors=True)
        self.note.unlink(missing_ok=True)


def _has_ended(pid: int) -> bool:
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)  # our own child would stay a zombie
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def _command_of(pid: int) -> str:
    """Return the command line of a process; a zombie has none."""
    if Path("/proc/self").exists():
        with contextlib.suppress(OSError):
            return Path(f"/proc/{pid}/cmdline").read_text(errors="replace")
        return ""
    listing = subprocess.run(["ps", "-p", str(pid), "-o", "command="], capture_output=True, text=True, check=False)
    return listing.stdout


def stop_orphans() -> None:
    """Stop the servers of runs that were killed before they could do it themselves."""
    for note in RUNNING.glob("*.json"):
        part = Part(**json.loads(note.read_text(encoding="utf-8")))
        if _has_ended(part.owner):
            part.stop()


def parts_of(owner: int) -> list[Part]:
    """Return the running parts of one test run."""
    notes = [Part(**json.loads(note.read_text(encoding="utf-8"))) for note in RUNNING.glob("*.json")]
    return [part for part in notes if part.owner == owner]


def unprivileged() -> dict[str, Any]:
    """Return the arguments that let `subprocess` start a server as nobody, when we are root; else none."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def give_to_nobody(folder: Path) -> None:
    """Hand a folder over to the account that `unprivileged` names, when we are root."""
    if os.geteuid() != 0:
        return
    nobody = pwd.getpwnam("nobody")
    for path in [folder, *folder.rglob("*")]:
        os.chown(path, nobody.pw_uid, nobody.pw_gid, follow_symlinks=False)


def wait_until(holds: Callable[[], object], what: str, *, seconds: float = 15, pause: float = 0.02) -> None:
    """Wait until `holds()` is true; raises TimeoutError naming `what`."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            raise TimeoutError(f"Waited {seconds:.0f} s in vain for this: {what}.")
        time.sleep(pause)
