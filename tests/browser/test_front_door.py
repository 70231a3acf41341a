"""A visitor's first look."""

import pytest

from tests.browser.axe import assert_no_serious_axe
from tests.browser.conftest import DESKTOP, PHONE


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_home_is_readable_by_everybody(open_page, screen, scheme):
    page = open_page(viewport=screen, color_scheme=scheme)

    page.goto("/")

    assert page.locator("main").is_visible()
    assert_no_serious_axe(page)


def test_product_was_ready_in_time(live):
    assert live.seconds_to_start < 60


def test_one_click_signs_in(page_as):
    page = page_as("learner")

    page.goto("/account/")

    assert "Robin" in page.inner_text("body")
