"""An editor improves a lesson, a moderator publishes it, and the learner in it notices better words only (step 7)."""

import re
from uuid import uuid4

from playwright.sync_api import Page, expect

from tests.browser.learning import FREE_COURSE, do_lesson, stops_of
from tests.browser.people import sign_up
from tests.parts.processes import wait_until


def to_the_edit_screen(page: Page, title: str) -> None:
    """Find a page by its title as an editor does (a fresh start still fills the index), and open it for editing."""
    found = page.get_by_role("main").get_by_role("link", name=title)
    wait_until(lambda: page.goto(f"/cms/pages/search/?q={title}") and found.count(), f"“{title}” is found", seconds=60)
    found.first.click()
    expect(page.get_by_role("button", name="Save draft")).to_be_visible()


def test_lesson_is_changed_previewed_submitted_and_published_and_progress_stays(open_page, page_as):
    learner, editor, moderator = open_page(), page_as("editor"), page_as("moderator")
    sign_up(learner, "Rosa Marin")
    learner.goto(FREE_COURSE)
    learner.get_by_role("button", name="Enroll for free").first.click()
    lesson = stops_of(learner, FREE_COURSE)[1]
    do_lesson(learner, lesson)
    learner.goto(lesson)
    title = learner.get_by_role("heading", level=1).inner_text()
    progress = learner.locator(".meter__label").first.text_content()
    sentence = f"Ask once more, {uuid4().hex[:8]}."

    to_the_edit_screen(editor, title)
    editor.locator("[contenteditable=true]").first.click()
    editor.keyboard.press("End")
    editor.keyboard.type(f" {sentence}")
    # the rich text editor carries what was typed into the form a moment later; only a test clicks faster than that
    expect(editor.locator("input[name=body-0-value]")).to_have_value(re.compile(re.escape(sentence)))
    editor.get_by_role("button", name="Toggle preview").click()
    expect(editor.frame_locator("#w-preview-iframe").get_by_text(sentence)).to_be_visible()
    editor.get_by_role("button", name="More actions").click()
    editor.get_by_role("button", name="Submit to Moderators approval").click()
    expect(editor.get_by_text("submitted for moderation").first).to_be_visible()
    learner.reload()
    expect(learner.get_by_text(sentence)).to_have_count(0)

    moderator.goto("/cms/")
    waiting = moderator.get_by_role("table").filter(has_text="Task submitted by")
    waiting.get_by_role("link", name=title).first.click()
    moderator.get_by_role("button", name="More actions").click()
    moderator.get_by_role("button", name="Approve and Publish", exact=True).click()
    expect(moderator).to_have_url(re.compile(r"/cms/pages/\d+/$"))

    learner.reload()
    expect(learner.get_by_text(sentence)).to_be_visible()
    expect(learner.get_by_role("heading", level=1)).to_have_text(title)
    expect(learner.locator(".meter__label").first).to_have_text(progress)
    expect(learner.locator(".lesson__rule")).to_have_text("Done")


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
