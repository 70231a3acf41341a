"""A visitor behind the proxy of a served academy: says https and the academy's host, keeps cookies."""

import http.client
import re
from dataclasses import dataclass, field
from urllib.parse import urlencode

HOST = "academy.example.com"


@dataclass
class Answer:
    """What came back."""

    status: int
    text: str
    headers: http.client.HTTPMessage


@dataclass
class Visitor:
    """Asks one port."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    scheme: str = "https"

    def ask(self, method: str, path: str, data: dict[str, str] | None = None) -> Answer:
        """Make one request, without following redirects."""
        headers = {
            "Host": HOST,
            "X-Forwarded-Proto": self.scheme,
            "X-Forwarded-For": "203.0.113.7",
            "Referer": f"https://{HOST}{path}",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
        }
        body = None
        if data is not None:
            body = urlencode(data)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            for cookie in response.headers.get_all("Set-Cookie", []):
                name, _, value = cookie.split(";", 1)[0].partition("=")
                self.cookies[name] = value
            return Answer(response.status, response.read().decode("utf-8", "replace"), response.headers)
        finally:
            connection.close()

    def get(self, path: str) -> Answer:
        """Read a page."""
        return self.ask("GET", path)

    def submit(self, path: str, **fields: str) -> Answer:
        """Fill in the form on a page and send it, with the page's own token."""
        page = self.get(path).text
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token, f"no form on {path}: {page[:500]}"
        return self.ask("POST", path, {"csrfmiddlewaretoken": token[1], **fields})
