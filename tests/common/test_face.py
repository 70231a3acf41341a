"""The face keeps its promises: sizes, no inline code, icons that exist, untouched copies, pages of last resort."""

import gzip
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

from common.static_files import bundled

ROOT = settings.BASE_DIR
STATIC = ROOT / "static"
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*.html") if "email" not in path.parts)


def bytes_of(*paths: Path) -> int:
    return sum(path.stat().st_size for path in paths)


def test_the_style_sheet_is_one_file_of_reasonable_size() -> None:
    css = bundled(STATIC / "css/site.css")

    assert "@import" not in css
    assert css.count("{") == css.count("}")
    assert len(gzip.compress(css.encode())) < 14_000  # what travels


def test_every_part_of_the_style_sheet_is_named_by_its_entry() -> None:
    entry = (STATIC / "css/site.css").read_text()
    parts = {path.relative_to(STATIC / "css").as_posix() for path in (STATIC / "css").rglob("*.css")} - {"site.css"}

    assert parts == set(re.findall(r'@import url\("([^"]+)"\)', entry))


def test_components_take_their_colors_from_the_tokens() -> None:
    for path in (STATIC / "css/components").glob("*.css"):
        colors = re.findall(r"#[0-9a-f]{3,8}\b", path.read_text())
        assert set(colors) <= {"#000", "#fff"}, path.name  # a printed border, the ground of a QR code


def test_fonts_and_scripts_stay_within_their_budgets() -> None:
    assert bytes_of(*(STATIC / "fonts").glob("*.woff2")) < 150_000
    assert bytes_of(*(STATIC / "js").glob("*.js")) < 30_000


def test_vendored_files_are_the_ones_that_were_copied() -> None:
    checked = subprocess.run(
        [sys.executable, ROOT / "tools/vendor/vendor.py", "--check"], capture_output=True, text=True, check=False
    )

    assert checked.returncode == 0, checked.stderr


def test_the_lock_names_no_host() -> None:
    assert "http" not in re.sub(r'"(url|funding)": "[^"]+"', "", (ROOT / "tools/vendor/package-lock.json").read_text())


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT / "templates").as_posix())
def test_a_template_has_no_inline_code_and_only_icons_that_exist(path: Path) -> None:
    source = path.read_text()

    assert not re.search(r"\sstyle=|\son[a-z]+=\"|<style", source)
    for tag in re.findall(r"<script[^>]*>", source):
        assert "src=" in tag or "application/" in tag, tag
    for name in re.findall(r"\{% icon [\"']([^\"']+)[\"']", source):
        assert (STATIC / "icons" / f"{name}.svg").is_file(), name


@pytest.mark.parametrize("name", ["400.html", "500.html"])
def test_pages_of_last_resort_need_nothing(name: str) -> None:
    page = get_template(name).render()

    assert "/static/css/site.css" in page
    assert "<h1>" in page


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["403.html", "403_csrf.html", "404.html", "410.html", "429.html"])
def test_error_pages_say_what_happened_and_where_to_go(name: str, rf: object) -> None:
    page = get_template(name).render(request=rf.get("/lost/"))

    assert "<h1>" in page
    assert 'class="button button--primary"' in page
