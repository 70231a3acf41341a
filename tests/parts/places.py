"""Where the test house keeps things."""

import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parents[2]
TEMPLATES = BASE_DIR / "var" / "test-templates"
RUNNING = BASE_DIR / "var" / "test-parts"
RUN_VARIABLE = "ROUNDHOUSE_TEST_RUN"


def run_folder() -> Path:
    """Return the folder of this run, shared by all its processes; the plugin makes and removes it."""
    return Path(os.environ[RUN_VARIABLE])


def worker_name() -> str:
    """Return the name of this process among those of the run: "gw0", "gw1" … or "main" when it is alone."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


def wants_postgres() -> bool:
    """Say whether this run was asked to use PostgreSQL."""
    return os.environ.get("ROUNDHOUSE_TEST_DB", "sqlite") == "postgres"
