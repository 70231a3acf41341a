"""Checks that the locks name no host, hash every package, and hold what pyproject.toml asks for."""

import json
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PINNED = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(\[[^\]]*\])?==(?P<version>[^\s;\\]+)", re.MULTILINE)
HOST = re.compile(r"[a-z][a-z0-9+.-]*://|--(extra-)?index-url|--find-links|--trusted-host")


def read_lock(path: Path) -> dict[str, set[str]]:
    """Return the versions of each package in a lock; there are several where platforms differ."""
    versions: dict[str, set[str]] = {}
    for match in PINNED.finditer(path.read_text(encoding="utf-8")):
        versions.setdefault(canonicalize_name(match["name"]), set()).add(match["version"])
    return versions


def problems() -> Iterator[str]:
    """Yield one sentence for each thing that is wrong."""
    for path in [*sorted(ROOT.glob("requirements*.txt")), ROOT / "tools" / "uv.txt"]:
        yield from _problems_of_lock(path)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    runtime, development = project["project"]["dependencies"], project["dependency-groups"]["dev"]
    yield from _missing(runtime, ROOT / "requirements.txt")
    yield from _missing([*runtime, *development], ROOT / "requirements-dev.txt")
    for path in (*ROOT.glob("package-lock.json"), *ROOT.glob("tools/**/package-lock.json")):
        for name, package in json.loads(path.read_text(encoding="utf-8")).get("packages", {}).items():
            if "resolved" in package:
                yield f"{path.relative_to(ROOT)} names a host for {name or 'the root'}."
    for name in ("uv.lock", "pylock.toml"):
        if (ROOT / name).exists() and name not in (ROOT / ".gitignore").read_text(encoding="utf-8").split():
            yield f"{name} names hosts and must not be committed."


def _problems_of_lock(path: Path) -> Iterator[str]:
    text = path.read_text(encoding="utf-8")
    for number, line in enumerate(text.splitlines(), start=1):
        if HOST.search(line):
            yield f"{path.name}:{number} names a host: {line.strip()}"
    blocks = re.split(r"\n(?=\S)", text)
    yield from (f"{path.name} has no hash for {block.split()[0]}." for block in blocks if _lacks_hash(block))


def _lacks_hash(block: str) -> bool:
    return bool(PINNED.match(block)) and "--hash=sha256:" not in block


def _missing(wanted: list[str], lock: Path) -> Iterator[str]:
    versions = read_lock(lock)
    for requirement in map(Requirement, wanted):
        locked = versions.get(canonicalize_name(requirement.name), set())
        if not any(requirement.specifier.contains(version, prereleases=True) for version in locked):
            yield f"{lock.name} does not hold {requirement}: run `make lock`."


def main() -> int:
    """Print what is wrong; the exit status says whether anything is."""
    found = list(problems())
    for problem in found:
        print(problem, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
