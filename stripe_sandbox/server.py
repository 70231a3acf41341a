"""The process: one loopback HTTP server, one heart, one file; a clean end on SIGTERM and SIGINT."""

import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from stripe_sandbox import api, checkout, pages, panel
from stripe_sandbox.chaos import Chaos
from stripe_sandbox.contract import check_sdk
from stripe_sandbox.messages import Answer, Request
from stripe_sandbox.settings import HOST, LOOPBACK, Settings, read_settings
from stripe_sandbox.store import Store
from stripe_sandbox.webhooks import Heart

LARGEST_BODY = 1_000_000
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

log = logging.getLogger(__name__)


class Server(ThreadingHTTPServer):
    """Answers everything on loopback: the API, the hosted page, the panel and the chaos API."""

    daemon_threads = True

    def __init__(self, settings: Settings, store: Store) -> None:
        super().__init__((HOST, settings.port), Handler)
        self.settings = settings
        self.store = store
        self.address = f"http://{HOST}:{self.server_address[1]}"

    def answer(self, request: Request) -> Answer:
        """Lead a request to whoever answers it."""
        now = int(time.time()) + Chaos(self.store).clock_offset()
        match request.method, request.path:
            case _ if _is_strange(request):
                answer = _plain(403, "Not from this machine")
            case _, path if path.startswith("/v1/"):
                answer = api.answer(request, store=self.store, now=now, address=self.address)
            case _, path if path.startswith(checkout.PATH):
                answer = checkout.answer(request, store=self.store, now=now)
            case _, "/_sandbox/chaos":
                answer = panel.answer_chaos(request, store=self.store)
            case "GET", "/":
                answer = panel.answer(request, store=self.store, now=now, webhook=self.settings.webhook_url)
            case "POST", path if path.startswith("/_sandbox/"):
                answer = panel.answer(request, store=self.store, now=now, webhook=self.settings.webhook_url)
            case "GET", path if path in pages.ASSETS:
                answer = pages.asset(path)
            case _:
                answer = _plain(404, "Not found")
        return answer


def _is_strange(request: Request) -> bool:
    """Tell other hosts' names and other sites' forms: a page on the web must not press our buttons."""
    host = request.headers.get("Host", "")
    return urlsplit(f"//{host}").hostname not in LOOPBACK or request.headers.get("Origin") not in {
        None,
        f"http://{host}",
    }


def _plain(status: int, text: str) -> Answer:
    return Answer(status, f"{text}\n".encode(), {"Content-Type": "text/plain; charset=utf-8"})


class Handler(BaseHTTPRequestHandler):
    """Turns sockets into `Request` and `Answer`."""

    protocol_version = "HTTP/1.1"
    server: Server
    timeout = 60
    wbufsize = -1  # head and body leave in one piece: half an answer would wait for the other side to confirm it

    def do_GET(self) -> None:
        """Answer a GET."""
        self._answer(b"")

    def do_POST(self) -> None:
        """Answer a POST."""
        length = self.headers.get("Content-Length", "0")
        if not length.isdigit() or int(length) > LARGEST_BODY:
            self.close_connection = True
            self._send(_plain(413, "Too large"))
            return
        self._answer(self.rfile.read(int(length)))

    def _answer(self, body: bytes) -> None:
        try:
            answer = self.server.answer(Request(self.command, self.path, self.headers, body))
        except Exception as error:
            log.exception("%s %s", self.command, self.path)
            failure = {"type": "api_error", "message": f"The sandbox itself failed: {error}"}
            answer = Answer.of_json({"error": failure}, 500)
        self._send(answer)

    def _send(self, answer: Answer) -> None:
        if answer.lost:
            self.close_connection = True
            return
        self.send_response(answer.status)
        for name, value in {**HEADERS, **answer.headers, "Content-Length": str(len(answer.body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it so
        """Keep quiet: the panel tells what happened."""


def serve(settings: Settings) -> None:
    """Run until SIGTERM or SIGINT."""
    check_sdk()
    store = Store(settings.state)
    server = Server(settings, store)
    heart = Heart(store, url=settings.webhook_url, secret=settings.webhook_secret, first_pause=settings.retry_seconds)

    def stop(*_: object) -> None:
        threading.Thread(target=server.shutdown).start()  # shutdown waits for the loop that this signal interrupted

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    heart.start()
    sys.stdout.write(f"Stripe sandbox (TEST, no money moves): {server.address}/\n")
    sys.stdout.flush()
    server.serve_forever(poll_interval=0.1)
    server.server_close()
    heart.stop()
    store.close()


def main(arguments: Sequence[str]) -> None:
    """Start the sandbox from the command line; the process's exit status is 0 after a signal."""
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="stripe sandbox: %(message)s")
    serve(read_settings(arguments, os.environ))
