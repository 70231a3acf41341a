"""An editor improves a lesson, a moderator publishes it, and the learner in it notices better words only (step 7)."""

import re

from playwright.sync_api import Page, expect

from tests.parts.processes import wait_until


def to_the_edit_screen(page: Page, title: str) -> None:
    """Find a page by its title as an editor does (a fresh start still fills the index), and open it for editing."""
    found = page.get_by_role("main").get_by_role("link", name=title)
    wait_until(lambda: page.goto(f"/cms/pages/search/?q={title}") and found.count(), f"“{title}” is found", seconds=60)
    found.first.click()
    expect(page.get_by_role("button", name="Save draft")).to_be_visible()


def test_back_office_asks_nobody_else_and_breaks_no_policy_of_its_own(page_as):
    editor = page_as("editor")

    for path in (
        "/cms/",
        "/cms/pages/",
        "/cms/images/",
        "/cms/documents/",
        "/cms/reports/site-history/",
        "/cms/account/",
    ):
        assert editor.goto(path).status == 200, path
        expect(editor.get_by_role("main")).to_be_visible()


def test_editor_can_neither_publish_nor_see_learners(page_as):
    editor = page_as("editor")
    to_the_edit_screen(editor, "What the event must produce")

    editor.get_by_role("button", name="More actions").click()
    expect(editor.get_by_role("button", name="Submit to Moderators approval")).to_be_visible()
    expect(editor.get_by_role("button", name=re.compile("Publish"))).to_have_count(0)
    assert editor.goto("/cms/users/").url.endswith("/cms/")
    assert "permission" in editor.get_by_role("main").inner_text()
