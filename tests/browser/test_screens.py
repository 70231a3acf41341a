"""Every key page, as the right person: accessible, whole on every screen, in both themes, and by keyboard."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import axe_findings
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.learning import FREE_COURSE, PAID_COURSE, answer_all, play, right_answers, stops_of
from tests.browser.people import post, sign_up

STILL = {"reduced_motion": "reduce"}  # a color on its way to another one would be measured half-way
NARROWEST = {"width": 320, "height": 700}
LOOKS = [[(PHONE, "light"), (DESKTOP, "dark")], [(PHONE, "dark"), (DESKTOP, "light")]]
PUBLIC = [
    "/",
    "/glossary/",
    "/glossary/agile-release-train/",
    "/courses/",
    FREE_COURSE,
    f"{FREE_COURSE}readiness-and-design/what-the-event-must-produce-and-what-it-cannot-repair/",
    f"{FREE_COURSE}readiness-and-design/three-kinds-of-readiness-and-who-owns-each/",
    "/coaches/",
    "/coaches/kim-adler/",
    "/coaching/kim-adler/one-to-one-coaching/",
    "/assessments/",
    "/assessments/short-check/",
    "/assessments/method/",
    "/account/signup/",
    "/account/login/",
    "/nowhere/",
]
LEARNERS = [
    "/growth/",
    "/learn/",
    "/account/",
    "/account/profile/",
    "/account/data/",
    "/billing/orders/",
    "/coaching/sessions/",
]
COACHS = ["/coaching/desk/", "/coaching/desk/availability/"]
MANAGERS = ["/account/organization/", "/growth/"]


def faults(page: Page, paths: list[str]) -> list[str]:
    """Return what is wrong with the pages: at both sizes, each in one theme by turns, and at the narrowest."""
    found = []
    for number, path in enumerate(paths):
        page.goto(path)
        for viewport, scheme in LOOKS[number % 2]:
            page.set_viewport_size(viewport)
            page.emulate_media(color_scheme=scheme)
            found += [f"{path} at {viewport['width']} px, {scheme}: {finding}" for finding in axe_findings(page)]
        page.set_viewport_size(NARROWEST)
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > NARROWEST["width"]:
            found.append(f"{path} scrolls sideways at 320 px: {width} px")
    return found


@pytest.fixture
def learner(open_page: Callable[..., Page]) -> tuple[Page, dict[str, str]]:
    """Return a tab of somebody in the middle of everything, and the paths of their things."""
    page = open_page(**STILL)
    sign_up(page, "Maximiliane von Hohenlohe-Langenburg")
    page.goto(FREE_COURSE)
    page.get_by_role("button", name="Enroll for free").first.click()
    stops = stops_of(page, FREE_COURSE)
    places = {"lesson": page.url}

    def begin(stop: str) -> str:
        action = re.search(r'action="(/learn/lessons/[^"]+/(?:quiz|scenario)/)"', page.request.get(stop).text())[1]
        return post(page, action).url

    places["quiz"] = begin(next(stop for stop in stops if "/check-" in stop))
    places["quiz result"] = begin(next(stop for stop in reversed(stops) if "/check-" in stop))
    asked = re.findall(r'id="q-([^"]+)"', page.request.get(places["quiz result"]).text())
    post(page, places["quiz result"], **{f"answer-{key}": right_answers()[key]["key"] for key in asked})
    practice = next(stop for stop in stops if "/practice-" in stop)
    places["debrief"] = begin(practice)
    play(page, places["debrief"])
    places["scenario"] = begin(practice)
    places["item"] = post(page, "/assessments/start/", has_consented="on").url
    answer_all(page, places["item"])
    places["review"] = page.url
    places["result"] = post(page, page.url).url
    page.goto(PAID_COURSE)
    page.get_by_role("button", name="Buy for").first.click()
    places["checkout"] = page.url
    places["order"] = page.url.removesuffix("checkout/")
    page.goto("/coaching/dana-whitfield/one-to-one-coaching/")
    page.locator("a.slot").last.click()
    places["book"] = page.url
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Hold this time and pay").click()
    page.goto("/coaching/sessions/")
    page.get_by_role("link", name="One-to-one coaching").click()
    places["booking"] = page.url
    return page, places


def test_visitors_pages_are_accessible_and_whole(open_page):
    assert faults(open_page(**STILL), PUBLIC) == []


def test_learners_pages_are_accessible_and_whole(learner):
    page, places = learner

    assert faults(page, [*LEARNERS, *places.values()]) == []


def test_coachs_and_managers_pages_are_accessible_and_whole(page_as):
    assert faults(page_as("coach", **STILL), COACHS) == []
    assert faults(page_as("manager", **STILL), MANAGERS) == []


def test_keyboard_skips_to_the_content_and_always_shows_where_it_is(page):
    page.goto("/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()

    for _stop in range(12):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            """() => {
              const here = document.activeElement;
              const rings = [here, ...here.querySelectorAll("*"), here.closest("article") ?? here].flatMap(
                (element) => [getComputedStyle(element), getComputedStyle(element, "::after")]);
              return rings.some((ring) => ring.outlineStyle !== "none" && parseFloat(ring.outlineWidth) > 1);
            }"""
        )
        assert seen, page.evaluate("document.activeElement.outerHTML")


def test_quiz_is_answered_by_keyboard_alone(page):
    sign_up(page, "Tom Keys")
    page.goto(FREE_COURSE)
    page.get_by_role("button", name="Enroll for free").first.click()
    page.goto(next(stop for stop in stops_of(page, FREE_COURSE) if "/check-" in stop))
    page.get_by_role("button", name="Take the quiz").focus()
    page.keyboard.press("Enter")
    page.get_by_role("radio").first.wait_for()

    for question in page.locator("fieldset.question").all():
        question.get_by_role("radio").first.focus()
        right = right_answers()[question.get_attribute("id").removeprefix("q-")]["key"]
        for _option in range(question.get_by_role("radio").count()):
            page.keyboard.press("ArrowDown")
            if page.evaluate("document.activeElement.value") == right:
                break
        expect(question.locator(f"[value={right}]")).to_be_checked()
    expect(page.get_by_text("3 of 3 answered and kept")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Hand in and see why")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Passed")
