"""Runs a Python command with the environment of a public site and made-up secrets.

`python -m tools.production manage.py check --deploy` sees what an operator's installation would see; `.env` and the
shell have no say.
"""

import base64
import os
import re
import secrets
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def settings(var: str) -> dict[str, str]:
    """Return what an operator must set, and what `check --deploy` wants; `var` is a folder for what is written."""
    return {
        "SECRET_KEY": secrets.token_urlsafe(50),
        "BASE_URL": "https://academy.example.com",
        "ALLOWED_HOSTS": "academy.example.com",
        "NOTES_KEYS": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "STRIPE_SECRET_KEY": "sk_live_" + secrets.token_hex(12),
        "STRIPE_WEBHOOK_SECRETS": "whsec_" + secrets.token_hex(12),
        "CACHE_URL": "redis://127.0.0.1:6379/1",
        "CELERY_BROKER_URL": "redis://127.0.0.1:6379/0",
        "TRUSTED_PROXY_COUNT": "1",
        "ROUNDHOUSE_VAR": var,
    }


def environment(var: str) -> dict[str, str]:
    """Return the whole environment: the settings above, and of the shell only what is none of ours."""
    known = re.findall(r"^#?([A-Z][A-Z0-9_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE)
    ours = {*known, *(f"{name}_FILE" for name in known), "TESTING", "PYTHONDONTWRITEBYTECODE"}
    return {name: value for name, value in os.environ.items() if name not in ours} | settings(var)


def main() -> int:
    """Run the command given on the command line."""
    with tempfile.TemporaryDirectory() as var:
        command = [sys.executable, *sys.argv[1:]]
        return subprocess.run(command, env=environment(var), cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
