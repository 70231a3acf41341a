"""Pictures of every key page: `make screenshots`.

At 390, 768 and 1440 px, light and dark, into var/screenshots; the few that the README shows go to docs/pictures, too.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.people import sign_in
from tests.parts.chromium import FLAGS, find_chromium
from tests.parts.environment import product_environment
from tests.parts.places import BASE_DIR, RUN_VARIABLE
from tests.parts.processes import PartMissing
from tests.parts.product import Product, keep_static, prepare, start_product

TARGET = BASE_DIR / "var" / "screenshots"
PICTURES = BASE_DIR / "docs" / "pictures"
WIDTHS = {390: 844, 768: 1024, 1440: 900}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


@dataclass(frozen=True)
class Shot:
    """One page, as somebody sees it; `place` is a path, or a place of the seeded story."""

    name: str
    place: str
    who: str | None = None
    picture: tuple[int, str] | None = None  # the width and scheme that docs/pictures shows


SHOTS = [
    Shot("home", "/", picture=(1440, "light")),
    Shot("glossary", "/glossary/"),
    Shot("glossary-term", "/glossary/art-sync/"),
    Shot("catalog", "/courses/"),
    Shot("course", "course"),
    Shot("coaches", "/coaches/"),
    Shot("coach", "/coaches/kim-adler/"),
    Shot("slots", "slots", picture=(390, "light")),
    Shot("short-check", "/assessments/short-check/"),
    Shot("method", "/assessments/method/"),
    Shot("sign-in", "/account/login/"),
    Shot("sign-up", "/account/signup/"),
    Shot("demo", "/demo/"),
    Shot("mailbox", "/demo/mailbox/"),
    Shot("style-guide", "/demo/styleguide/"),
    Shot("not-found", "/nowhere/"),
    Shot("learner-home", "/growth/", "learner"),
    Shot("my-courses", "/learn/", "learner"),
    Shot("course-enrolled", "course", "learner"),
    Shot("lesson", "lesson", "learner", picture=(1440, "dark")),
    Shot("debrief", "debrief", "learner", picture=(1440, "light")),
    Shot("assessments", "/assessments/", "learner"),
    Shot("profile", "result", "learner", picture=(1440, "light")),
    Shot("booking", "booking", "learner"),
    Shot("my-sessions", "/coaching/sessions/", "learner"),
    Shot("order", "order", "learner"),
    Shot("checkout", "checkout", "learner"),
    Shot("orders", "/billing/orders/", "learner"),
    Shot("account", "/account/", "learner"),
    Shot("account-profile", "/account/profile/", "learner"),
    Shot("data", "/account/data/", "learner"),
    Shot("desk", "/coaching/desk/", "coach"),
    Shot("desk-session", "desk session", "coach"),
    Shot("availability", "/coaching/desk/availability/", "coach"),
    Shot("organization", "/account/organization/", "manager"),
    Shot("back-office", "/cms/", "editor"),
    Shot("edit-lesson", "edit lesson", "editor"),
]


@contextmanager
def product() -> Iterator[tuple[Product, dict[str, str]]]:
    """Yield the product with a learner's story in it, and the paths of the story's places."""
    folder = Path(tempfile.mkdtemp(prefix="roundhouse-shots-"))
    os.environ[RUN_VARIABLE] = str(folder)
    var = folder / "var"
    prepare(var)
    running = start_product(var)
    try:
        keep_static(var)
        environment = product_environment(
            DEMO="1", ROUNDHOUSE_VAR=str(var), BASE_URL=running.url, DJANGO_SETTINGS_MODULE="tools.bench.settings"
        )
        told = subprocess.run(
            [sys.executable, "-m", "tools.seed"],
            cwd=BASE_DIR,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        yield running, json.loads(told.stdout.splitlines()[-1])["places"]
    finally:
        running.stop()
        shutil.rmtree(folder, ignore_errors=True)


def take(browser: Browser, url: str, shots: list[Shot], places: dict[str, str]) -> None:
    """Take every shot at every width in both schemes; one person signs in once for each."""
    for who in dict.fromkeys(shot.who for shot in shots):
        for width, height in WIDTHS.items():
            for scheme in SCHEMES:
                context = browser.new_context(
                    base_url=url, viewport={"width": width, "height": height}, color_scheme=scheme, locale="en-US"
                )
                page = context.new_page()
                if who:
                    sign_in(page, who)
                for shot in (one for one in shots if one.who == who):
                    _take(page, shot, places.get(shot.place, shot.place), width, scheme)
                context.close()


def _take(page: Page, shot: Shot, path: str, width: int, scheme: str) -> None:
    page.goto(path, wait_until="networkidle")
    target = TARGET / f"{shot.name}-{width}-{scheme}.png"
    page.screenshot(path=target, full_page=True)
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if overflow > 0:
        print(f"{shot.name} at {width} px is {overflow} px too wide", file=sys.stderr)
    if shot.picture == (width, scheme):
        PICTURES.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=PICTURES / f"{shot.name}.png")


def main() -> int:
    """Take the pictures."""
    parser = argparse.ArgumentParser(prog="tools.screenshots", description="Pictures of every key page.")
    parser.add_argument("names", nargs="*", help="only these shots")
    options = parser.parse_args()
    shots = [shot for shot in SHOTS if not options.names or shot.name in options.names]
    TARGET.mkdir(parents=True, exist_ok=True)
    try:
        path = find_chromium()
    except PartMissing as missing:
        print(missing, file=sys.stderr)
        return 2
    with product() as (running, places), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        take(browser, running.url, shots, places)
        browser.close()
    print(f"{len(shots)} pages, {len(list(TARGET.glob('*.png')))} pictures in {TARGET.relative_to(BASE_DIR)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
