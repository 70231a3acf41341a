"""The locks name no host and hold what pyproject.toml asks for."""

import re
import subprocess

from tests.parts.places import BASE_DIR
from tools import check_locks

HOSTS = [
    ("pypi", "org"),
    ("files", "pythonhosted", "org"),
    ("registry", "npmjs", "org"),
]  # in parts: not named here, either
REGISTRY = re.compile(
    r"--(extra-)?index-url\s|--find-links\s|\b(" + "|".join(r"\.".join(host) for host in HOSTS) + r")\b", re.IGNORECASE
)


def committed_files() -> list[str]:
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=BASE_DIR, capture_output=True, text=True, check=True).stdout
    return [name for name in listing.split("\0") if name and (BASE_DIR / name).is_file()]


def test_locks_are_whole_and_name_no_host():
    assert list(check_locks.problems()) == []


def test_lock_with_a_host_is_refused(tmp_path):
    lock = tmp_path / "requirements.txt"
    lock.write_text(
        "django @ https://example.org/django.whl\n--index-url https://mirror.example.org/\nwagtail==8.0.1\n"
    )

    assert len(list(check_locks._problems_of_lock(lock))) == 3


def test_no_committed_file_names_a_registry():
    naming = [
        name
        for name in committed_files()
        if not name.startswith(("tests/house/test_locks", "tools/check_locks"))
        if REGISTRY.search((BASE_DIR / name).read_text(encoding="utf-8", errors="ignore"))
    ]

    assert naming == []


def test_development_lock_agrees_with_the_runtime_lock():
    runtime = check_locks.read_lock(BASE_DIR / "requirements.txt")
    development = check_locks.read_lock(BASE_DIR / "requirements-dev.txt")

    assert {name: development.get(name) for name in runtime} == runtime
