"""The picture of the house (pyproject.toml, import-linter) is true."""

import os
import subprocess
import sys
from pathlib import Path

from tests.parts.places import BASE_DIR

LINT_IMPORTS = Path(sys.executable).with_name("lint-imports")


def test_imports_run_downwards_only():
    checked = subprocess.run([LINT_IMPORTS, "--no-cache"], cwd=BASE_DIR, capture_output=True, text=True, check=False)

    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_stripe_sandbox_is_a_stranger():
    sandbox = BASE_DIR / "stripe_sandbox"
    ours = ["config", "growth", "courses", "coaching", "assessments", "billing", "cms", "accounts", "common"]

    imports = [
        f"{path.relative_to(BASE_DIR)}: {line.strip()}"
        for path in sandbox.rglob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if any(line.strip().startswith((f"import {app}", f"from {app}")) for app in [*ours, "django"])
    ]
    imported_by = [
        str(path.relative_to(BASE_DIR))
        for app in ours
        for path in (BASE_DIR / app).rglob("*.py")
        if "import stripe_sandbox" in path.read_text(encoding="utf-8")
        or "from stripe_sandbox" in path.read_text(encoding="utf-8")
    ]

    assert imports == []
    assert imported_by == []


def test_web_process_does_not_import_what_few_requests_need():
    heavy = ["typst", "boto3", "icalendar", "playwright"]
    code = f"import django, sys; django.setup(); import config.urls; print([m for m in {heavy} if m in sys.modules])"

    said = subprocess.run(
        [sys.executable, "-c", code],
        cwd=BASE_DIR,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert said.stdout.strip() == "[]"
