"""Every component at once: accessible in both themes, whole at 320 px and without script; htmx only where asked for."""

import re

import pytest

from tests.browser.axe import assert_no_serious_axe
from tests.browser.conftest import DESKTOP, PHONE

STYLE_GUIDE = "/demo/styleguide/"
ASKING = """<!doctype html><html lang="en"><head><title>Asking</title>{head}</head>
<body><main id="main"><div id="part" hx-get="/part" hx-trigger="load">before</div></main></body></html>"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_every_component_is_accessible(open_page, screen, scheme):
    page = open_page(viewport=screen, color_scheme=scheme)

    page.goto(STYLE_GUIDE)

    assert_no_serious_axe(page)


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_nothing_overflows_the_narrowest_screen(open_page, direction):
    page = open_page(viewport={"width": 320, "height": 700})

    page.goto(STYLE_GUIDE)
    page.evaluate(f"document.documentElement.dir = '{direction}'")

    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_the_line_of_a_lesson_and_the_menu_need_no_script(open_page):
    wide = open_page(java_script_enabled=False)
    wide.goto(STYLE_GUIDE)
    phone = open_page(viewport=PHONE, java_script_enabled=False)
    phone.goto(STYLE_GUIDE)
    phone.get_by_text("Menu", exact=True).click()

    assert wide.locator(".lesson__aside .route").is_visible()
    assert phone.locator(".menu__panel").is_visible()


def test_a_form_with_errors_takes_the_reader_to_their_summary(page):
    page.goto(STYLE_GUIDE)

    assert page.evaluate("document.activeElement.className") == "error-summary"


def test_htmx_comes_to_a_page_that_asks_for_it_and_to_no_other(page):
    page.goto("/")
    without = page.evaluate("typeof htmx")
    head = re.search(r'<meta name="htmx-config".*?</script>', page.request.get("/").text(), flags=re.DOTALL)[0]
    page.route("**/asking", lambda route: route.fulfill(body=ASKING.format(head=head), content_type="text/html"))
    page.route("**/part", lambda route: route.fulfill(body="after", content_type="text/html"))

    page.goto("/asking")
    page.get_by_text("after").wait_for()

    assert without == "undefined"
