"""The assessments in a real browser: by keyboard, on two devices, without script, for everybody."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import assert_no_serious_axe
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.people import sign_in

pytestmark = pytest.mark.browser


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is on what the selector names."""
    for _press in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"No Tab leads to {selector}")


def begin_short_check(page: Page) -> None:
    page.goto("/assessments/short-check/")
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Begin the short check").click()


def test_a_visitor_takes_the_short_check_by_keyboard_alone(page):
    page.goto("/assessments/short-check/")
    tab_to(page, "input[type=checkbox]")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    for position in range(1, 8):
        expect(page.get_by_text(f"Item {position} of 7").first).to_be_visible()
        assert page.locator("input[name=answer]:checked").count() == 0
        tab_to(page, "input[name=answer]")
        with page.expect_response(lambda answer: answer.request.method == "POST") as saved:
            page.keyboard.press("Space")
            for _down in range(position - 1):
                page.keyboard.press("ArrowDown")
        assert saved.value.status == 204
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("All items are answered")
    tab_to(page, "form button")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Where you are, and the next sentence up")
    expect(page.get_by_role("link", name="Sign up and keep it")).to_be_visible()


def test_a_change_is_kept_without_a_click_and_another_device_goes_on(open_page):
    first, second = open_page(), open_page(viewport=PHONE)
    for device in (first, second):
        sign_in(device, "Sam")
    first.goto("/assessments/start/")
    first.get_by_role("checkbox").check()
    first.get_by_role("button", name="Begin the self-assessment").click()
    first.wait_for_url(re.compile(r"/1/$"))
    evidence = first.get_by_label("One example, in a sentence")
    expect(evidence).to_be_hidden()
    with first.expect_response(lambda answer: answer.status == 204):
        first.get_by_role("radio").nth(3).check()
    expect(evidence).to_be_visible()
    second.goto("/assessments/")
    second.get_by_role("link", name="Continue where you stopped").click()
    expect(second.get_by_text("Item 2 of 35").first).to_be_visible()
    second.get_by_role("button", name="Back").click()
    expect(second.get_by_role("radio").nth(3)).to_be_checked()


def test_it_all_works_without_script(open_page):
    page = open_page(java_script_enabled=False)
    begin_short_check(page)
    page.get_by_role("radio").nth(4).check()
    page.get_by_label("One example, in a sentence").fill("The last PI Planning was led by two Scrum Masters.")
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_role("button", name="Skip for now").click()
    page.get_by_role("link", name="See what is open").click()
    page.get_by_role("button", name="Hand in and see the result").click()
    expect(page.get_by_text("No sentence goes further than this one.")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_every_page_is_readable_by_everybody(open_page, screen, scheme):
    page = open_page(viewport=screen, color_scheme=scheme)
    for path in ("/assessments/", "/assessments/method/", "/assessments/short-check/"):
        page.goto(path)
        assert_no_serious_axe(page)
    begin_short_check(page)
    page.get_by_role("radio").nth(3).check()
    assert_no_serious_axe(page)
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_role("link", name="See what is open").click()
    assert_no_serious_axe(page)
    page.get_by_role("button", name="Hand in and see the result").click()
    assert_no_serious_axe(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_result_is_readable_by_everybody_at_320_pixels(open_page, scheme):
    page = open_page(viewport={"width": 320, "height": 640}, color_scheme=scheme)
    sign_in(page, "Kim")
    page.goto("/assessments/start/")
    if page.get_by_role("checkbox").count():
        page.get_by_role("checkbox").check()
        page.get_by_role("button", name="Begin the self-assessment").click()
    for _item in range(3):
        page.get_by_role("radio").nth(3).check()
        page.get_by_role("button", name="Save and go on").click()
    page.get_by_role("link", name="See what is open").click()
    page.get_by_role("button", name="Hand in and see the result").click()
    expect(page.get_by_role("img", name="Facilitating at scale: 4.0")).to_be_visible()
    page.get_by_text("The same values as a table").click()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert_no_serious_axe(page)
    page.get_by_label("Compared with the target for").select_option("rte-several-units")
    expect(page.get_by_role("img", name="likely 2.9–5.0, target 4.0: meets the profile")).to_be_visible()
