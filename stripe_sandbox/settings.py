"""How the sandbox is started: arguments, or the environment; and when it refuses to."""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

HOST = "127.0.0.1"
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class Refused(SystemExit):
    """The sandbox does not start; the text says why."""


@dataclass(frozen=True)
class Settings:
    """Everything a start needs; `port` 0 takes any free one."""

    port: int
    state: Path
    webhook_url: str
    webhook_secret: str
    retry_seconds: float


def read_settings(arguments: Sequence[str], environment: Mapping[str, str]) -> Settings:
    """Return the settings; raises `Refused` outside demo and test, and for anything that is not plainly local."""
    if "1" not in {environment.get("DEMO"), environment.get("TESTING")}:
        raise Refused("The Stripe sandbox is for development: it starts only with DEMO=1 or TESTING=1.")
    key = environment.get("STRIPE_SECRET_KEY", "sk_test_")
    if not key.startswith("sk_test_"):
        raise Refused("STRIPE_SECRET_KEY is no test key: the Stripe sandbox does not run beside real money.")
    options = _parser(environment).parse_args(arguments)
    if urlsplit(options.webhook_url).scheme != "http" or urlsplit(options.webhook_url).hostname not in LOOPBACK:
        raise Refused(f"{options.webhook_url} is not on this machine: signed test events stay here.")
    return Settings(
        port=options.port,
        state=options.state,
        webhook_url=options.webhook_url,
        webhook_secret=_secret(options.webhook_secret_file),
        retry_seconds=options.retry_seconds,
    )


def _parser(environment: Mapping[str, str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m stripe_sandbox",
        description="A development-only Stripe on this machine. TEST: no money moves.",
        epilog="Every option can also be given as an environment variable, such as STRIPE_SANDBOX_PORT.",
    )

    def option(name: str, *, kind: type, default: str | None, text: str) -> None:
        variable = "STRIPE_SANDBOX_" + name.strip("-").replace("-", "_").upper()
        value = environment.get(variable, default)
        parser.add_argument(name, type=kind, default=value, required=value is None, help=f"{text} ({variable})")

    option("--port", kind=int, default="8001", text="port on 127.0.0.1; 0 takes any free one")
    option("--state", kind=Path, default=None, text="SQLite file that remembers everything")
    option("--webhook-url", kind=str, default=None, text="where events are posted, on this machine")
    option(
        "--webhook-secret-file", kind=Path, default=None, text="file with the signing secret, with or without whsec_"
    )
    option("--retry-seconds", kind=float, default="1", text="pause before the second try of a delivery; it doubles")
    return parser


def _secret(path: Path) -> str:
    try:
        secret = path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise Refused(f"The webhook secret cannot be read: {error}") from None
    if not secret.removeprefix("whsec_"):
        raise Refused(f"{path} is empty: events are never sent unsigned.")
    return secret if secret.startswith("whsec_") else f"whsec_{secret}"
