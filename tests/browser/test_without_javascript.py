"""The whole journey by forms and links alone."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.learning import FREE_COURSE, PAID_COURSE, right_answers, stops_of
from tests.browser.people import PASSWORD, code_for, new_address, sign_up


@pytest.fixture
def plain(open_page):
    """Return a tab in which no script runs."""
    return open_page(java_script_enabled=False)


def test_short_check_and_sign_up(plain):
    plain.goto("/assessments/short-check/")
    plain.get_by_role("checkbox").check()
    plain.get_by_role("button", name="Begin the short check").click()
    for number in range(1, 8):
        expect(plain.locator(".item__progress")).to_contain_text(f"Item {number} of 7")
        plain.locator(".choice").nth(1).click()
        plain.get_by_role("button", name="Save and go on").click()
    plain.get_by_role("button", name="Hand in and see the result").click()
    plain.get_by_role("link", name="Sign up and keep it").click()
    address = new_address("Alba")
    plain.get_by_label("Your name").fill("Alba Reyes")
    plain.get_by_label("Email").fill(address)
    plain.get_by_label("Password").fill(PASSWORD)
    plain.get_by_role("button", name="Create the account").click()
    plain.get_by_role("textbox").first.fill(code_for(plain, address))
    plain.get_by_role("button", name="Confirm").click()

    expect(plain.get_by_text("Kept in your account")).to_be_visible()
    expect(plain.locator(".sentence-pair__now")).to_have_count(7)


def test_enrolling_reading_a_quiz_and_a_scenario(plain):
    sign_up(plain, "Cosmo Keller")
    plain.goto(FREE_COURSE)
    plain.get_by_role("button", name="Enroll for free").first.click()
    first = plain.url
    plain.get_by_role("button", name="Done, next:").click()
    assert plain.url != first
    stops = stops_of(plain, FREE_COURSE)

    plain.goto(next(stop for stop in stops if "/check-" in stop))
    plain.get_by_role("button", name="Take the quiz").click()
    plain.get_by_role("button", name="Hand in and see why").click()
    expect(plain.get_by_text("Choose one of these.")).to_have_count(3)
    for question in plain.locator("fieldset.question").all():
        key = question.get_attribute("id").removeprefix("q-")
        question.locator(f"[value={right_answers()[key]['key']}]").check()
    plain.get_by_role("button", name="Hand in and see why").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("Passed")

    plain.goto(next(stop for stop in stops if "/practice-" in stop))
    plain.get_by_role("button", name="Play the scenario").click()
    for _scene in range(3):
        plain.get_by_role("radio").first.check()
        plain.get_by_role("button", name="Do this").click()
        plain.get_by_role("link", name=re.compile("Go on|See how it ends")).click()
    expect(plain.get_by_role("heading", name="The way you took")).to_be_visible()


def test_buying(plain):
    sign_up(plain, "Dario Weiss")
    plain.goto(PAID_COURSE)
    plain.get_by_role("button", name="Buy for").first.click()
    plain.get_by_role("button", name="Pay €149.00").click()
    plain.get_by_role("button", name="with test card").click()

    expect(plain.get_by_role("heading", name="Paid. Thank you!")).to_be_visible()


def test_booking_and_canceling(plain):
    sign_up(plain, "Enya Burke")
    plain.goto("/coaching/anjali-rao/first-talk/")
    plain.get_by_label("Times in").select_option("Asia/Tokyo")
    plain.get_by_role("button", name="Show in this zone").click()
    expect(plain.get_by_text("Start times in Asia/Tokyo.")).to_be_visible()
    plain.locator("a.day").last.click()
    plain.locator("a.slot").last.click()
    said = plain.get_by_role("heading", level=1).inner_text()
    assert said.endswith("JST")
    plain.get_by_role("checkbox").check()
    plain.get_by_role("button", name="Book this time").click()
    expect(plain.get_by_text("Confirmed")).to_be_visible()

    plain.get_by_role("link", name="Cancel this session").click()
    plain.get_by_role("button", name="Cancel this session").click()

    expect(plain.get_by_text("This session is canceled")).to_be_visible()
