"""The environment of the tests: what the shell or a `.env` says must not decide what is tested."""

import os
import re

from tests.parts.databases import database_url
from tests.parts.places import BASE_DIR, run_folder, worker_name

_EXAMPLE_LINE = re.compile(r"^#?\s?([A-Z][A-Z0-9_]+)=", re.MULTILINE)


OURS = {
    "TESTING",
    "DJANGO_ALLOW_ASYNC_UNSAFE",
    "DJANGO_SETTINGS_MODULE",
    "PYTHONDONTWRITEBYTECODE",
}


def known_variables() -> set[str]:
    """Return every variable that `.env.example` names, the `NAME_FILE` of each included."""
    names = set(_EXAMPLE_LINE.findall((BASE_DIR / ".env.example").read_text(encoding="utf-8")))
    return names | {f"{name}_FILE" for name in names}


def prepare_environment() -> None:
    """Set what the settings will read in this process and its children."""
    for name in known_variables():
        os.environ.pop(name, None)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # without byte code each child takes seconds more to start
    var = run_folder() / worker_name()
    var.mkdir(parents=True, exist_ok=True)
    os.environ |= {
        "TESTING": "1",
        "ROUNDHOUSE_VAR": str(var),
        "DATABASE_URL": database_url(),
        "DJANGO_ALLOW_ASYNC_UNSAFE": "1",  # playwright's synchronous API runs inside a loop of its own
    }


def product_environment(**settings: str) -> dict[str, str]:
    """Return the environment of a process started as an operator would: nothing of the tests in it but `settings`."""
    ours = known_variables() | OURS
    return {name: value for name, value in os.environ.items() if name not in ours} | settings
