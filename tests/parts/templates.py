"""Migrated databases, made once and copied: migrating takes ten seconds and more, a copy hardly any time.

A template is keyed by all that decides what `migrate` leaves behind: migrations, guards, what runs after it, and the
versions of the packages. It lives in var/test-templates/.
"""

import hashlib
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
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


def _sources() -> Iterator[Path]:
    for app in BASE_DIR.glob("*/__init__.py"):
        if app.parent.name == "tests":
            continue
        for path in app.parent.rglob("*.py"):
            if path.parent.name == "migrations" or any(word in path.read_bytes() for word in AFTER_MIGRATE):
                yield path
    yield BASE_DIR / "config" / "settings.py"


def _packages() -> Iterator[str]:
    spec = find_spec("django")
    if spec and spec.origin:
        for path in Path(spec.origin).parents[1].glob("*.dist-info"):
            yield path.name


def sqlite_template() -> Path:
    """Return the migrated SQLite file, made if it is not there yet."""
    path = TEMPLATES / f"sqlite-{template_key()}.sqlite3"
    with locked(TEMPLATES / "sqlite.lock"):
        if not path.exists():
            half = path.with_suffix(f".{os.getpid()}.half")
            half.unlink(missing_ok=True)
            _migrate(f"sqlite:///{half}")
            with closing(sqlite3.connect(half)) as database:
                database.execute("PRAGMA journal_mode=DELETE")  # one plain file, without a log beside it
                database.execute("VACUUM")
            half.replace(path)
            _forget_old("sqlite-*.sqlite3")
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
            _forget_old("postgres-*.tar")
        path.touch()
    return path


def _migrate(database_url: str) -> None:
    environment = {
        **os.environ,
        "TESTING": "1",
        "DATABASE_URL": database_url,
        "ROUNDHOUSE_VAR": str(run_folder() / worker_name()),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    made = subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity=0", "--skip-checks"],
        cwd=BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode != 0:
        raise RuntimeError(f"`manage.py migrate` failed for the template database:\n{made.stdout}{made.stderr}")


def _forget_old(pattern: str) -> None:
    for path in sorted(TEMPLATES.glob(pattern), key=lambda path: path.stat().st_mtime, reverse=True)[KEPT:]:
        path.unlink(missing_ok=True)
