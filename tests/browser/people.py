"""Signs in through the demo's own screen; makes new people; reads their mail in the demo's mailbox."""

import re
from dataclasses import dataclass
from functools import cache
from html import unescape
from uuid import uuid4

import yaml
from playwright.sync_api import APIResponse, Page

from tests.parts.places import BASE_DIR
from tests.parts.processes import wait_until

PASSWORD = "correct horse battery"


@dataclass(frozen=True)
class Mail:
    """One mail as the mailbox shows it."""

    subject: str
    text: str
    files: dict[str, str]  # name -> path of the file


@cache
def _people() -> list[dict[str, str]]:
    return yaml.safe_load((BASE_DIR / "content" / "people.yaml").read_text(encoding="utf-8"))


def sign_in(page: Page, who: str) -> None:
    """Become one of the demo's people: the first of a role ("coach"), or somebody by first name ("Kim")."""
    person = next(item for item in _people() if who == item["role"] or who == item["name"].split()[0])
    page.goto("/demo/")
    page.get_by_role("button", name=f"Be {person['name'].split()[0]}", exact=True).click()
    page.wait_for_url(lambda url: "/demo/" not in url)


def new_address(name: str) -> str:
    """Return an e-mail address that nobody in this run has."""
    return f"{name.split(maxsplit=1)[0].lower()}.{uuid4().hex[:8]}@example.com"


def sign_up(page: Page, name: str, *, time_zone: str = "Europe/Berlin") -> str:
    """Make a new person without looking at the forms, sign them in, and return their address."""
    address = new_address(name)
    fields = {"name": name, "email": address, "password1": PASSWORD, "time_zone": time_zone}
    asked = post(page, "/account/signup/", **fields)
    assert asked.url.endswith("/account/confirm-email/"), asked.text()
    done = post(page, "/account/confirm-email/", code=code_for(page, address))
    assert "/account/confirm-email/" not in done.url, done.text()
    return address


def sign_in_again(page: Page, address: str) -> None:
    """Sign in on another device somebody whom `sign_up` made."""
    post(page, "/account/login/", login=address, password=PASSWORD)


def post(page: Page, path: str, **fields: str) -> APIResponse:
    """Send a form as the page's person, follow where it leads, and return the page there."""
    answer = page.request.post(path, form={**fields, "csrfmiddlewaretoken": _token(page)})
    assert answer.status < 500, answer.text()
    return answer


def code_for(page: Page, address: str) -> str:
    """Return the code that the newest mail with one tells."""
    return re.search(r"^([A-Z0-9]{3,}(?:-[A-Z0-9]{3,})*)\s*$", mail_to(page, address).text, flags=re.MULTILINE)[1]


def mail_to(page: Page, address: str, subject: str = "") -> Mail:
    """Wait for a mail with `subject` in its subject, and return the newest."""
    found: list[str] = []

    def has_come() -> bool:
        listed = page.request.get("/demo/mailbox/", params={"to": address}).text()
        mails = re.findall(r'<a href="(/demo/mailbox/\d+/)">(.*?)</a>', listed)
        found[:] = [path for path, title in mails if subject in unescape(title)]
        return bool(found)

    wait_until(has_come, f"{address} has a mail “{subject}”", pause=0.2)
    html = page.request.get(found[0]).text()
    files = re.findall(r'<a href="(/demo/mailbox/\d+/files/\d+/)">(.*?)</a>', html)
    text = re.sub(r"<[^>]+>", "", re.search(r'<pre class="mail-text">(.*?)</pre>', html, flags=re.DOTALL)[1])
    title = re.search(r"<h1[^>]*>(.*?)</h1>", html)[1]
    return Mail(unescape(title), unescape(text), {unescape(name): path for path, name in files})


def _token(page: Page) -> str:
    def kept() -> str | None:
        return next((one["value"] for one in page.context.cookies() if one["name"] == "csrftoken"), None)

    if not kept():
        page.request.get("/demo/")
    return kept() or ""
