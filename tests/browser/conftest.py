"""The real product and a real browser, each started once for all browser tests."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.people import sign_in
from tests.browser.watch import Watch
from tests.conftest import skip_for_want_of
from tests.parts.chromium import FLAGS, find_chromium
from tests.parts.places import run_folder
from tests.parts.processes import PartMissing
from tests.parts.product import Product, is_cold, keep_static, prepare, start_product

DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
PATIENCE_MS = 30_000  # two busy cores are slow, and waiting costs nothing where nothing is wrong

expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="session")
def live() -> Iterator[Product]:
    """Return the real product with the starter content, in demo mode: `live.url`, `live.var`, `live.get(path)`."""
    var = run_folder() / "live"
    if not is_cold():
        prepare(var)
    product = start_product(var)
    if not is_cold():
        keep_static(var)
    yield product
    assert product.process.poll() is None, f"The product ended while it was tested: {product.log.read_text()[-4000:]}"
    assert product.stop() == 0


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return the browser; skips loudly where none can be had."""
    try:
        path = find_chromium()
    except PartMissing as missing:
        skip_for_want_of("a browser", missing)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser, live: Product) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a watched tab of its own browser profile.

    Keywords go to playwright's `new_context`: `open_page(viewport=PHONE, color_scheme="dark")`,
    `java_script_enabled=False`. `page.watch.expect(pattern)` names a problem that the test is about.
    """
    opened: list[tuple[Page, Watch]] = []

    def open_one(**options: Any) -> Page:
        context = browser.new_context(base_url=live.url, **{"viewport": DESKTOP, "locale": "en-US", **options})
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        page.watch = Watch(page)  # type: ignore[attr-defined]
        opened.append((page, page.watch))  # type: ignore[attr-defined]
        return page

    yield open_one
    problems = [problem for _page, watch in opened for problem in watch.report()]
    for page, _watch in opened:
        page.context.close()
    assert problems == []


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    """Return a visitor's tab on a wide screen."""
    return open_page()


@pytest.fixture
def page_as(open_page: Callable[..., Page]) -> Callable[..., Page]:
    """Return a function that opens a tab as one of the demo's people: `page_as("coach")`, by role or e-mail address."""

    def open_as(who: str, **options: Any) -> Page:
        page = open_page(**options)
        sign_in(page, who)
        return page

    return open_as
