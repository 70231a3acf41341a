"""Signs in through the demo's own screen."""

from functools import cache

import yaml
from playwright.sync_api import Page

from tests.parts.places import BASE_DIR


@cache
def _people() -> list[dict[str, str]]:
    return yaml.safe_load((BASE_DIR / "content" / "people.yaml").read_text(encoding="utf-8"))


def sign_in(page: Page, who: str) -> None:
    """Become one of the demo's people: the first of a role ("coach"), or somebody by first name ("Kim")."""
    person = next(item for item in _people() if who == item["role"] or who == item["name"].split()[0])
    page.goto("/demo/")
    page.get_by_role("button", name=f"Be {person['name'].split()[0]}", exact=True).click()
    page.wait_for_url(lambda url: "/demo/" not in url)
