"""What the documents say about commands and files is true."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.parts.places import BASE_DIR

DOCUMENTS = sorted([*BASE_DIR.glob("*.md"), *(BASE_DIR / "docs").rglob("*.md")])
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)(?:#[^)]*)?\)")
MAKE = re.compile(r"`(?:[A-Z_]+=\S+ )*make ([a-z-]+)")
MANAGE = re.compile(r"manage\.py ([a-z_]+)")


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):", (BASE_DIR / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(BASE_DIR)))
def test_document_is_true(document: Path):
    from django.core.management import get_commands

    text = document.read_text(encoding="utf-8")

    assert set(MAKE.findall(text)) <= make_targets()
    assert set(MANAGE.findall(text)) <= set(get_commands())
    assert [link for link in LINK.findall(text) if not (document.parent / link).exists()] == []


def test_readme_shows_both_commands():
    readme = (BASE_DIR / "README.md").read_text(encoding="utf-8")

    assert "make run" in readme
    assert "make test" in readme


def test_make_help_lists_every_command():
    print_help = ["make", "--no-print-directory", "help"]  # this may run inside another make
    said = subprocess.run(print_help, cwd=BASE_DIR, capture_output=True, text=True, check=True).stdout

    assert {line.split()[1] for line in said.splitlines()} == make_targets()


def test_changelog_has_an_unreleased_part():
    assert "## Unreleased" in (BASE_DIR / "CHANGELOG.md").read_text(encoding="utf-8")
