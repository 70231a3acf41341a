"""A learner buys a course through the sandbox's page, and every way out of it ends right (step 5 of the journey)."""

import re

from playwright.sync_api import Page, expect

from tests.browser.learning import PAID_COURSE, stops_of
from tests.browser.people import mail_to, sign_up
from tests.parts.processes import wait_until

PRICE = "€149.00"


def to_the_payment(page: Page) -> None:
    """Go from the course to Stripe's page."""
    page.goto(PAID_COURSE)
    page.get_by_role("button", name="Buy for").first.click()
    expect(page.locator(".order-summary__total")).to_contain_text(PRICE)
    page.get_by_role("button", name=f"Pay {PRICE}").click()
    expect(page.get_by_role("button", name="with test card")).to_be_visible()


def open_lessons(page: Page) -> int:
    """Say how many of the two lessons after the free one open to the page's person."""
    closed = [
        page.request.get(stop).text().count("This lesson is part of") for stop in stops_of(page, PAID_COURSE)[1:3]
    ]
    return closed.count(0)


def test_paid_course_opens_with_an_invoice_and_a_mail(page):
    address = sign_up(page, "Bea Castellanos")
    assert open_lessons(page) == 0
    to_the_payment(page)
    page.get_by_role("button", name="with test card").click()

    expect(page.get_by_role("heading", name="Paid. Thank you!")).to_be_visible()
    invoice = page.get_by_role("link", name=re.compile(r"Invoice .+ \(PDF\)"))
    number = re.search(r"Invoice (.+) \(PDF\)", invoice.inner_text())[1]
    paper = page.request.get(invoice.get_attribute("href"))
    assert paper.body().startswith(b"%PDF-")
    mail = mail_to(page, address, "paid")
    assert number in mail.text
    assert page.request.get(*[path for name, path in mail.files.items() if number in name]).body() == paper.body()

    page.get_by_role("link", name="Open it now").click()
    page.get_by_role("link", name="Begin:").first.click()
    expect(page.get_by_role("button", name="Done, next:")).to_be_visible()
    assert open_lessons(page) == 2
    page.goto("/billing/orders/")
    expect(page.get_by_role("row", name=number)).to_contain_text(PRICE)


def test_closing_the_browser_right_after_paying_still_opens_the_course(page):
    address = sign_up(page, "Otto Renner")
    to_the_payment(page)

    paid = page.request.post(page.url, form={"card": "approved"}, max_redirects=0)  # and never comes back

    assert paid.status == 303
    wait_until(lambda: open_lessons(page) == 2, "Stripe's own word opened the course", pause=0.2)

    assert mail_to(page, address, "paid").files


def test_leaving_the_payment_page_charges_nothing_closes_it_and_leaves_the_course_for_sale(page):
    sign_up(page, "Greta Holm")
    to_the_payment(page)
    payment = page.url
    page.get_by_role("link", name="Leave without paying").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Canceled")
    expect(page.get_by_text("Nothing was charged. You can order again whenever you like.")).to_be_visible()
    page.goto(payment)
    expect(page.get_by_role("button", name="with test card")).to_have_count(0)

    to_the_payment(page)
    page.get_by_role("button", name="with test card").click()

    expect(page.get_by_role("heading", name="Paid. Thank you!")).to_be_visible()


def test_order_left_lying_waits_on_the_home_and_can_be_paid_or_canceled(page):
    sign_up(page, "Ruth Almeida")
    to_the_payment(page)
    page.goto("/growth/")
    page.get_by_role("link", name="Finish or cancel it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Waiting for payment")

    page.get_by_role("link", name="Cancel the order").click()
    page.get_by_role("button", name="Cancel the order").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Canceled")
    page.goto("/growth/")
    expect(page.get_by_role("link", name="Finish or cancel it")).to_have_count(0)


def test_declined_card_says_so_and_another_one_can_be_tried(page):
    sign_up(page, "Yusuf Demir")
    to_the_payment(page)
    page.get_by_role("button", name="Pay with declined card").click()
    expect(page.get_by_role("alert")).to_contain_text("declined")
    assert open_lessons(page) == 0

    page.get_by_role("button", name="with test card").click()

    expect(page.get_by_role("heading", name="Paid. Thank you!")).to_be_visible()


def test_buying_in_two_tabs_makes_one_order(page):
    sign_up(page, "Piet Vermeer")
    orders = []
    for tab in (page, page.context.new_page()):
        tab.goto(PAID_COURSE)
        tab.get_by_role("button", name="Buy for").first.click()
        expect(tab.locator(".order-summary__total")).to_contain_text(PRICE)
        orders.append(tab.url)

    assert orders[0] == orders[1]
