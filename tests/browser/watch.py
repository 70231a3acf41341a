"""Watches a tab: no errors on the console, no violation of the CSP, no failed request, nothing from a third party."""

import re
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Page, Request, Response

OWN_HOSTS = {"localhost", "127.0.0.1"}
VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`CSP: ${event.violatedDirective} refuses ${event.blockedURI} on ${event.documentURI}`);
});
"""


class Watch:
    """What went wrong in one tab."""

    def __init__(self, page: Page) -> None:
        self.problems: list[str] = []
        self._expected: list[re.Pattern[str]] = []
        page.add_init_script(VIOLATIONS)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self._note(f"JavaScript error: {error}"))
        page.on("request", self._request)
        page.on("requestfailed", self._request_failed)
        page.on("response", self._response)

    def expect(self, pattern: str) -> None:
        """Say that a problem matching `pattern` is what the test is about."""
        self._expected.append(re.compile(pattern))

    def report(self) -> list[str]:
        """Return the problems that nobody expected."""
        return [problem for problem in self.problems if not any(known.search(problem) for known in self._expected)]

    def _note(self, problem: str) -> None:
        self.problems.append(problem)

    def _console(self, message: ConsoleMessage) -> None:
        text = message.text
        if message.type == "error" and "Failed to load resource" not in text:  # the response below says it better
            self._note(f"console: {text}")

    def _request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in {"http", "https", "ws", "wss"} and address.hostname not in OWN_HOSTS:
            self._note(f"request to a third party: {request.url}")

    def _request_failed(self, request: Request) -> None:
        reason: Any = request.failure
        if reason != "net::ERR_ABORTED":  # a page left behind, or a download
            self._note(f"request failed: {request.url} ({reason})")

    def _response(self, response: Response) -> None:
        is_page = response.request.is_navigation_request()
        if response.status >= 500 or (response.status >= 400 and not is_page):
            self._note(f"answer {response.status}: {response.url}")
