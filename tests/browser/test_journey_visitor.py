"""A visitor reads, checks their skills and signs up (steps 1 and 2 of the journey)."""

import re

from playwright.sync_api import expect

from tests.browser.people import PASSWORD, code_for, new_address

GLOSSARY_TERMS = 57


def test_visitor_finds_every_term_and_the_way_between_related_ones(page):
    page.goto("/")
    page.get_by_role("navigation").get_by_role("link", name="Glossary").click()
    terms = page.locator(".term__name")
    expect(terms).to_have_count(GLOSSARY_TERMS)

    page.get_by_role("link", name="Release Train Engineer", exact=True).click()
    page.get_by_role("complementary").get_by_role("link", name="Product Owner", exact=True).click()
    page.get_by_role("complementary").get_by_role("link", name="Release Train Engineer", exact=True).click()
    page.get_by_role("link", name="Back to the list").click()

    expect(page).to_have_url(re.compile(r"/glossary/#letter-r$"))
    expect(page.get_by_role("link", name="Release Train Engineer", exact=True)).to_be_in_viewport()


def test_visitor_reads_a_course_its_first_lesson_and_no_other(page):
    page.goto("/")
    page.get_by_role("link", name="See the courses").first.click()
    page.get_by_role("link", name="Facilitating PI Planning").click()
    expect(page.get_by_role("heading", name="What you will be able to do")).to_be_visible()

    page.get_by_role("link", name="Read the first lesson").click()
    expect(page.get_by_text("This was a free preview")).to_be_visible()
    text = page.locator(".lesson__text .prose").inner_text()
    page.get_by_role("navigation", name="Neighboring lessons").locator("[rel=next]").click()

    assert len(text.split()) > 500
    expect(page.get_by_text("This lesson is part of “Facilitating PI Planning”.")).to_be_visible()
    expect(page.locator(".prose")).to_have_count(0)


def test_visitor_meets_a_coach_and_sees_prices_before_choosing(page):
    page.goto("/")
    page.get_by_role("navigation").get_by_role("link", name="Coaches").click()
    page.get_by_role("link", name="Kim Adler").click()

    offered = page.get_by_role("complementary", name="What you can book")
    expect(offered.get_by_role("article").filter(has_text="First talk")).to_contain_text("Free")
    expect(offered.get_by_role("article").filter(has_text="One-to-one coaching")).to_contain_text("€140")
    offered.get_by_role("link", name="One-to-one coaching").click()
    expect(page.get_by_text("You can cancel free of charge until")).to_be_visible()
    expect(page.locator("a.slot").first).to_be_visible()


def test_short_check_is_kept_when_its_taker_signs_up(page):
    page.goto("/")
    page.get_by_role("link", name="Check your skills in five minutes").click()
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Begin the short check").click()
    chosen = []
    for number in range(1, 8):
        expect(page.locator(".item__progress")).to_contain_text(f"Item {number} of 7")
        sentences = page.locator(".choices").first.get_by_role("radio")
        assert sentences.count() == 5
        sentence = page.locator(".choices").first.locator(".choice").nth(number % 3)
        chosen.append(sentence.inner_text())
        sentence.click()
        page.get_by_role("button", name="Save and go on").click()
    page.get_by_role("button", name="Hand in and see the result").click()
    expect(page.locator(".sentence-pair__now")).to_have_text(chosen)
    result = page.url

    page.get_by_role("link", name="Sign up and keep it").click()
    address = new_address("Vera")
    page.get_by_label("Your name").fill("Vera Sandoval")
    page.get_by_label("Email").fill(address)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Create the account").click()
    expect(page.get_by_role("heading", name="Enter the code from your mail")).to_be_visible()
    page.get_by_role("textbox").first.fill(code_for(page, address))
    page.get_by_role("button", name="Confirm").click()

    expect(page).to_have_url(result)
    expect(page.get_by_text("Kept in your account")).to_be_visible()
    expect(page.locator(".sentence-pair__now")).to_have_text(chosen)
    page.goto("/growth/")
    expect(page.get_by_text("Good to see you, Vera")).to_be_visible()
    page.get_by_role("link", name="Look at the short check").click()
    expect(page).to_have_url(result)


def test_short_check_of_one_visitor_is_nobody_elses(open_page):
    ours, theirs = open_page(), open_page()
    ours.goto("/assessments/short-check/")
    ours.get_by_role("checkbox").check()
    ours.get_by_role("button", name="Begin the short check").click()

    theirs.goto(ours.url)

    expect(theirs).to_have_url(re.compile("/account/login/"))
    expect(theirs.get_by_role("radio")).to_have_count(0)
