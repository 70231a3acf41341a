"""A learner measures their skills, completes a course and sees what is next (steps 3, 4 and 8 of the journey)."""

import re

from playwright.sync_api import Page, expect

from tests.browser.learning import FREE_COURSE, answer_all, do_lesson, right_answers, stops_of
from tests.browser.people import mail_to, sign_in_again, sign_up

SKILLS = 7
ITEMS = 35


def test_self_assessment_goes_on_on_another_device_and_ends_in_one_explained_step(open_page):
    laptop, phone = open_page(), open_page(viewport={"width": 390, "height": 844})
    address = sign_up(laptop, "Lena Ortega")
    laptop.goto("/assessments/")
    laptop.get_by_role("link", name="Full self-assessment").click()
    laptop.get_by_role("checkbox").check()
    laptop.get_by_role("button", name="Begin the self-assessment").click()
    expect(laptop.locator(".item__progress")).to_contain_text(f"Item 1 of {ITEMS}")
    with laptop.expect_response(lambda response: response.request.method == "POST"):
        laptop.locator(".choice").nth(3).click()
    laptop.close()

    sign_in_again(phone, address)
    phone.goto("/growth/")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Finish your self-assessment")
    phone.get_by_role("link", name="Go on").click()
    expect(phone.locator(".item__progress")).to_contain_text(f"Item 2 of {ITEMS}")
    phone.get_by_role("button", name="Back").click()
    expect(phone.locator(".choice").nth(3).get_by_role("radio")).to_be_checked()
    phone.get_by_label("One example, in a sentence").fill("The retrospective of my last PI Planning.")
    phone.get_by_role("button", name="Save and go on").click()
    phone.get_by_role("button", name="Skip for now").click()
    answer_all(phone, phone.url)
    expect(phone.get_by_role("heading", name="One item is open")).to_be_visible()
    phone.get_by_role("link", name="Answer what is open").click()
    phone.locator(".item__apart .choice").first.click()
    phone.get_by_role("button", name="Save and go on").click()
    phone.get_by_role("button", name="Hand in and see the result").click()

    rows = phone.locator(".profile__row:not(.profile__head)")
    expect(rows).to_have_count(SKILLS)
    for row in rows.all():
        expect(row.locator(".profile__value")).to_contain_text(re.compile(r"\d\.\d \(likely \d\.\d–\d\.\d\)"))
    expect(phone.locator(".next-up__why")).to_contain_text(re.compile(r"\w+ \w+"))
    expect(phone.locator(".next-up__title a")).to_have_count(1)
    choice = phone.get_by_label("Compared with the target for")
    before = rows.locator(".tag").all_inner_texts()
    with phone.expect_navigation():
        choice.select_option(index=(choice.evaluate("select => select.selectedIndex") + 1) % 2)
    assert phone.locator(".profile__row .tag").all_inner_texts() != before
    phone.goto("/growth/")
    expect(phone.get_by_role("link", name="The whole result")).to_be_visible()


def test_handed_in_answers_stay_as_they_are_in_a_tab_left_open(page):
    sign_up(page, "Noor Haddad")
    page.goto("/assessments/start/")
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Begin the self-assessment").click()
    tab_left_open = page.context.new_page()
    tab_left_open.goto(page.url)
    answer_all(page, page.url, level=3)
    page.get_by_role("button", name="Hand in and see the result").click()

    tab_left_open.get_by_role("radio").nth(1).check()
    tab_left_open.get_by_role("button", name="Save and go on").click()

    expect(tab_left_open.get_by_role("heading", name="Already handed in")).to_be_visible()
    tab_left_open.get_by_role("link", name="See the result").click()
    expect(tab_left_open).to_have_url(page.url)


def fail_the_quiz_then_pass_it(page: Page) -> None:
    """Hand in nothing, then wrong answers, then right ones after a pause."""
    page.get_by_role("button", name="Take the quiz").click()
    page.get_by_role("button", name="Hand in and see why").click()
    expect(page.get_by_role("alert")).to_be_focused()
    for wrong in page.locator("fieldset.question").all():
        key = wrong.get_attribute("id").removeprefix("q-")
        wrong.locator(f"label:not(:has([value={right_answers()[key]['key']}]))").first.click()
    page.get_by_role("button", name="Hand in and see why").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Not passed yet")
    expect(page.get_by_text("Why:")).to_have_count(3)
    page.get_by_role("button", name="Try it again").click()
    for question in page.locator("fieldset.question").all():
        key = question.get_attribute("id").removeprefix("q-")
        with page.expect_response(lambda response: response.url.endswith("/answers/")):
            question.locator(f"label:has([value={right_answers()[key]['key']}])").click()
    expect(page.get_by_text("3 of 3 answered and kept")).to_be_visible()
    page.get_by_role("link", name="Back to the lesson; your answers stay").click()
    page.get_by_role("button", name="Go on with the quiz").click()
    expect(page.get_by_role("radio", checked=True)).to_have_count(3)
    page.get_by_role("button", name="Hand in and see why").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Passed")


def play_to_a_good_end(page: Page) -> None:
    """Play scenario A to its debrief."""
    page.get_by_role("button", name="Play the scenario").click()
    for words in ("You ask Priya and Dana for ten minutes", "You say what is visible", "You lay out three options"):
        page.locator(".choice", has_text=words).click()
        page.get_by_role("button", name="Do this").click()
        expect(page.get_by_role("heading", name="What follows")).to_be_visible()
        page.get_by_role("link", name=re.compile("Go on|See how it ends")).click()
    expect(page.get_by_text("A good end")).to_be_visible()
    expect(page.get_by_role("heading", name="Smaller, and believed")).to_be_visible()
    expect(page.get_by_text("A coach would ask:")).to_have_count(3)
    expect(page.locator("svg.map")).to_be_visible()


def test_free_course_leads_from_enrolling_to_a_certificate_that_anybody_can_check(open_page):
    page, visitor = open_page(), open_page()
    address = sign_up(page, "Milo Brandt-Söderström")
    page.goto(FREE_COURSE)
    page.get_by_role("button", name="Enroll for free").first.click()
    assert mail_to(page, address, "Facilitating PI Planning")

    # Read.
    page.get_by_role("button", name="Done, next:").click()
    expect(page.locator(".route__done").first).to_be_attached()
    second = page.url
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    stops = stops_of(page, FREE_COURSE)
    assert second.endswith(stops[1])
    quiz = next(stop for stop in stops if "/check-" in stop)
    scenario = next(stop for stop in stops if "/practice-" in stop)

    page.goto(quiz)
    fail_the_quiz_then_pass_it(page)
    page.goto(scenario)
    play_to_a_good_end(page)

    # Home says what is next; then the rest of the course.
    page.goto("/growth/")
    expect(page.get_by_role("region", name="Courses you are in")).to_contain_text("Next: Three kinds of readiness")
    for stop in stops[1:]:
        if stop not in (quiz, scenario):
            do_lesson(page, stop)
    page.goto(FREE_COURSE)
    expect(page.get_by_text("You have completed this course.")).to_be_visible()
    page.get_by_role("link", name="See your certificate").first.click()

    # The certificate: page, paper, check by anybody.
    expect(page.locator(".certificate")).to_contain_text("Milo Brandt-Söderström")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download as PDF").click()
    assert download.value.path().read_bytes().startswith(b"%PDF-")
    visitor.goto(page.url)
    expect(visitor.get_by_text("This certificate is valid")).to_be_visible()
    expect(visitor.locator(".certificate")).to_contain_text("Facilitating PI Planning")
    expect(visitor.get_by_role("link", name="Download as PDF")).to_have_count(0)


def test_home_of_a_new_person_names_one_first_step(page):
    sign_up(page, "Ivo Lindgren")

    page.goto("/growth/")

    expect(page.locator(".page-head__actions").get_by_role("link")).to_have_count(1)
    page.locator(".page-head__actions").get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
