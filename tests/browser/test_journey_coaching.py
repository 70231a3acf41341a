"""A client books a coach from another time zone, and the coach works on the desk (step 6 of the journey)."""

import re
from uuid import uuid4

from playwright.sync_api import Page, expect

from tests.browser.people import mail_to, post, sign_up

KOLKATA = "Asia/Kolkata"


def choose(page: Page, coach: str, session_type: str, *, last: bool = False) -> str:
    """Choose a time of the first day that has one (or its last time), and return it as the page says it."""
    page.goto(f"/coaching/{coach}/{session_type}/")
    times = page.locator("a.slot")
    (times.last if last else times.first).click()
    return page.get_by_role("heading", level=1).inner_text()


def book_free(page: Page, coach: str) -> str:
    """Book the first free talk that the coach has, and return the path of the booking."""
    choose(page, coach, "first-talk")
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Book this time").click()
    expect(page.get_by_text("Confirmed")).to_be_visible()
    return page.url


def calendar(page: Page, address: str, subject: str) -> str:
    """Return the calendar entry of a mail, its lines unfolded."""
    mail = mail_to(page, address, subject)
    path = next(path for name, path in mail.files.items() if name.endswith(".ics"))
    return page.request.get(path).text().replace("\r\n ", "")


def test_free_talk_is_booked_in_the_clients_own_zone_and_mailed_to_both(open_page):
    page = open_page(timezone_id=KOLKATA)
    address = sign_up(page, "Farid Amini", time_zone=KOLKATA)
    page.goto("/coaching/dana-whitfield/first-talk/")
    expect(page.get_by_label("Times in")).to_have_value(KOLKATA)
    in_kolkata = page.locator("a.slot").first.get_attribute("href")
    with page.expect_response(lambda response: "zone=Europe" in response.url):
        page.get_by_label("Times in").select_option("Europe/Berlin")
    expect(page.get_by_text("Start times in Europe/Berlin.")).to_be_visible()
    in_berlin = page.locator("a.slot").first.get_attribute("href")
    assert in_kolkata.split("&")[0] == in_berlin.split("&")[0]  # the same moment, said in another zone

    said = choose(page, "dana-whitfield", "first-talk")
    assert said.endswith("IST")
    page.get_by_label("What would you like to be different").fill("Plans that teams believe.")
    page.get_by_role("button", name="Book this time").click()
    expect(page.get_by_role("alert")).to_contain_text("Please agree first")
    expect(page.get_by_label("What would you like to be different")).to_have_value("Plans that teams believe.")
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Book this time").click()

    expect(page.get_by_text("Confirmed")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text(said)
    expect(page.get_by_text(re.compile("E[SD]T"))).to_be_visible()  # and where the coach is
    ours = calendar(page, address, "First talk with Dana Whitfield")
    theirs = calendar(page, "dana@example.com", "First talk with Farid Amini")
    starts = re.search(r"DTSTART.*", ours)[0]
    assert starts in theirs
    assert "METHOD:REQUEST" in ours
    downloaded = page.request.get(page.get_by_role("link", name="Add to your calendar").get_attribute("href")).text()
    assert starts in downloaded
    page.goto("/growth/")
    expect(page.get_by_role("region", name="Sessions to come")).to_contain_text("First talk")


def test_paid_hour_is_held_by_a_clock_until_it_is_paid(open_page):
    page, other = open_page(), open_page()
    address = sign_up(page, "Hanna Lund")
    sign_up(other, "Ian Moss")
    said = choose(page, "anjali-rao", "one-to-one-coaching", last=True)
    other.goto(page.url)
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Hold this time and pay").click()
    expect(page.locator(".order-summary__total")).to_contain_text("€140.00")

    other.get_by_label("What is the topic today?").fill("Kept while I look for another time.")
    other.get_by_role("checkbox").check()
    other.get_by_role("button", name="Hold this time and pay").click()
    expect(other.get_by_role("alert")).to_be_visible()
    expect(other.get_by_role("group", name="Another time").get_by_role("radio").first).to_be_checked()
    expect(other.get_by_label("What is the topic today?")).to_have_value("Kept while I look for another time.")

    page.goto("/coaching/sessions/")
    page.get_by_role("link", name="One-to-one coaching").click()
    expect(page.get_by_role("timer")).to_contain_text("Held for you until")
    page.get_by_role("button", name="Go on to payment").click()
    page.get_by_role("button", name="Pay €140.00").click()
    page.get_by_role("button", name="with test card").click()
    page.get_by_role("link", name="Open it now").click()

    expect(page.get_by_text("Confirmed")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text(said)
    assert calendar(page, address, "One-to-one coaching with Anjali Rao")
    assert mail_to(page, address, "paid").files


def test_giving_a_hold_up_frees_the_time_for_others(open_page):
    page, other = open_page(), open_page()
    sign_up(page, "Jana Kral")
    choose(page, "anjali-rao", "one-to-one-coaching")
    address_of_form = page.url
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Hold this time and pay").click()
    at = re.search(r"at=([^&]+)", address_of_form)[1]
    other.goto("/coaching/anjali-rao/one-to-one-coaching/")
    expect(other.locator(f"a.slot[href*='{at}']")).to_have_count(0)

    page.goto("/coaching/sessions/")
    page.get_by_role("link", name="One-to-one coaching").click()
    page.get_by_role("button", name="Give this time up").click()

    expect(page.get_by_role("status").first).to_contain_text("The time is free again. Nothing was charged.")
    other.goto("/coaching/anjali-rao/one-to-one-coaching/")
    expect(other.locator(f"a.slot[href*='{at}']")).to_have_count(1)


def test_private_note_is_the_coachs_alone_and_a_shared_one_reaches_the_client(open_page, page_as):
    client, coach, administrator = open_page(), page_as("Kim"), page_as("administrator")
    name = f"Lotte Vance {uuid4().hex[:6]}"
    sign_up(client, name)
    booking = book_free(client, "kim-adler")
    coach.goto("/coaching/desk/")
    coach.get_by_role("link", name=name).first.click()
    session = coach.url

    coach.get_by_role("textbox", name="Private note").fill("Speaks of the plan, means the boss.")
    coach.get_by_role("button", name="Keep for yourself").click()
    expect(coach.locator(".note--private")).to_contain_text("means the boss")
    coach.get_by_label("Note for your client").fill("Bring one page on scope next time.")
    coach.get_by_role("button", name="Share with your client").click()
    expect(coach.locator(".note:not(.note--private)")).to_contain_text("Bring one page")

    client.goto(booking)
    expect(client.locator(".note")).to_have_count(1)
    expect(client.locator(".note")).to_contain_text("Bring one page on scope next time.")
    assert "means the boss" not in client.content()
    for address in (session, booking):
        assert administrator.goto(address).status in (403, 404)
        assert "means the boss" not in administrator.content()


def test_canceling_frees_the_time_and_takes_it_out_of_both_calendars(open_page):
    page = open_page()
    address = sign_up(page, "Mika Toivonen")
    booking = book_free(page, "kim-adler")
    uid = re.search(r"UID:.*", calendar(page, address, "First talk with Kim Adler"))[0]

    page.get_by_role("link", name="Cancel this session").click()
    page.get_by_role("button", name="Cancel this session").click()

    expect(page.get_by_text("This session is canceled")).to_be_visible()
    for who in (address, "kim@example.com"):
        entry = calendar(page, who, "Canceled: First talk")
        assert "METHOD:CANCEL" in entry
        assert uid in entry
    assert "This session is canceled" in post(page, f"{booking}cancel/").text()  # once more changes nothing
    page.goto(f"/demo/mailbox/?to={address}")
    expect(page.get_by_role("link", name="Canceled: First talk")).to_have_count(1)


def test_a_booking_of_somebody_else_does_not_exist(open_page):
    page, stranger = open_page(), open_page()
    sign_up(page, "Nils Falk")
    booking = book_free(page, "dana-whitfield")
    sign_up(stranger, "Olga Petrova")

    for way in ("", "cancel/", "calendar.ics"):
        assert stranger.request.get(booking + way).status == 404
    assert post(stranger, f"{booking}cancel/").status == 404
    page.goto(booking)
    expect(page.get_by_text("Confirmed")).to_be_visible()
