"""Migrated databases, made once and copied: migrating takes ten seconds and more, a copy hardly any time.

A template is keyed by all that decides what `migrate` leaves behind: migrations, guards, what runs after it, and the
versions of the packages. It lives in var/test-templates/, as does one
with the starter content.
"""

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from tests.parts import postgres
from tests.parts.locks import locked
from tests.parts.places import BASE_DIR, TEMPLATES, run_folder, worker_name

TEMPLATE_DATABASE = "roundhouse_template"
KEPT = 3  # templates of each kind that stay when a newer one is made
AFTER_MIGRATE = (b"register_guard", b"append_only", b"post_migrate")


@cache
def template_key() -> str:
    """Return what names a template: equal keys mean equal databases after `migrate`."""
    digest = hashlib.sha256(sys.version.encode())
    for path in sorted(_sources()):
        digest.update(str(path.relative_to(BASE_DIR)).encode() + b"\0" + path.read_bytes() + b"\0")
    digest.update("\n".join(sorted(_packages())).encode())
    return digest.hexdigest()[:16]


def _apps() -> list[Path]:
    return [found.parent for found in BASE_DIR.glob("*/__init__.py") if found.parent.name not in {"tests", "tools"}]


def _sources() -> Iterator[Path]:
    for app in _apps():
        for path in app.rglob("*.py"):
            if path.parent.name == "migrations" or any(word in path.read_bytes() for word in AFTER_MIGRATE):
                yield path
    yield BASE_DIR / "config" / "settings.py"


def _packages() -> Iterator[str]:
    spec = find_spec("django")
    if spec and spec.origin:
        for path in Path(spec.origin).parents[1].glob("*.dist-info"):
            yield path.name


@cache
def academy_key() -> str:
    """Return what names a template with the starter content: what loads it may be anywhere in the apps."""
    digest = hashlib.sha256(template_key().encode())
    files = [path for app in _apps() for path in app.rglob("*.py")]
    files += [path for path in (BASE_DIR / "content").rglob("*") if path.is_file()]
    for path in sorted(files):
        digest.update(str(path.relative_to(BASE_DIR)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


@cache
def sqlite_template() -> Path:
    """Return the migrated SQLite file, made if it is not there yet."""
    return _sqlite_file("sqlite", template_key(), lambda half: _migrate(f"sqlite:///{half}"))


@cache
def sqlite_academy() -> Path:
    """Return the SQLite file with the starter content, made if it is not there yet."""

    def make(half: Path) -> None:
        shutil.copyfile(sqlite_template(), half)
        import_content(f"sqlite:///{half}")

    return _sqlite_file("academy", academy_key(), make)


def _sqlite_file(kind: str, key: str, make: Callable[[Path], None]) -> Path:
    path = TEMPLATES / f"{kind}-{key}.sqlite3"
    with locked(TEMPLATES / f"{kind}.lock"):
        if not path.exists():
            half = path.with_suffix(f".{os.getpid()}.half")
            half.unlink(missing_ok=True)
            make(half)
            with closing(sqlite3.connect(half)) as database:
                database.execute("PRAGMA journal_mode=DELETE")  # one plain file, without a log beside it
                database.execute("VACUUM")
            half.replace(path)
            forget_old(f"{kind}-*.sqlite3")
        path.touch()
    return path


def packed_cluster() -> Path:
    """Return a packed PostgreSQL data folder that holds the migrated template database."""
    path = TEMPLATES / f"postgres-{postgres.version()}-{template_key()}.tar"
    with locked(TEMPLATES / "postgres.lock"):
        if not path.exists():
            server = postgres.start(owner=os.getpid())
            try:
                postgres.execute(server, f"CREATE DATABASE {TEMPLATE_DATABASE}")
                _migrate(postgres.url(server, TEMPLATE_DATABASE))
                postgres.pack(server, path)
            finally:
                server.stop()
            forget_old("postgres-*.tar")
        path.touch()
    return path


def _migrate(database_url: str) -> None:
    _manage("migrate", "--verbosity=0", "--skip-checks", database_url=database_url)


def import_content(database_url: str) -> None:
    """Load the starter content into a database; its pictures go where all processes of the run look for media."""
    _manage("import_content", database_url=database_url)


def _manage(*command: str, database_url: str) -> None:
    environment = {
        **os.environ,
        "TESTING": "1",
        "DATABASE_URL": database_url,
        "ROUNDHOUSE_VAR": str(run_folder() / worker_name()),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    made = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode != 0:
        raise RuntimeError(f"`manage.py {command[0]}` failed for a template database:\n{made.stdout}{made.stderr}")


def forget_old(pattern: str) -> None:
    """Keep the newest few of what `pattern` names in var/test-templates/."""
    for path in sorted(TEMPLATES.glob(pattern), key=lambda path: path.stat().st_mtime, reverse=True)[KEPT:]:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
