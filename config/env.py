"""Reads the environment, and makes the keys of a demo installation."""

import os
import secrets
from pathlib import Path

import environ

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.FileAwareEnv()  # also reads NAME_FILE, so that secrets can be mounted as files
if "TESTING" not in os.environ and (BASE_DIR / ".env").is_file():  # what is tested must not depend on it
    env.read_env(BASE_DIR / ".env")


def demo_secret(folder: Path, name: str) -> str:
    """Return the secret `name` of this demo installation, made on first use and kept in a file only its owner reads."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    try:
        with path.open("x", encoding="ascii") as file:
            path.chmod(0o600)
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return path.read_text(encoding="ascii")
