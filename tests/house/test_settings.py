"""One settings file, environment only, complete example, no start when unsafe."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from tests.parts.environment import known_variables, product_environment
from tests.parts.places import BASE_DIR
from tools import production

OF_TESTS_AND_SHELLS = {
    "CI",
    "DJANGO_SETTINGS_MODULE",
    "PYTHONDONTWRITEBYTECODE",
    "PYTHONUNBUFFERED",
    "TESTING",
    "TESTING_EAGER_TASKS",
    "TESTING_NO_LIMITS",
}
APPS = [
    "config",
    "common",
    "accounts",
    "cms",
    "assessments",
    "billing",
    "courses",
    "coaching",
    "growth",
    "stripe_sandbox",
]


def variables_read() -> Iterator[tuple[str, Path]]:
    """Yield every environment variable that the product reads, and where."""
    for app in APPS:
        for path in (BASE_DIR / app).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if (name := _variable(node)) and name.isupper():
                    yield name, path.relative_to(BASE_DIR)


def _variable(node: ast.AST) -> str | None:
    key: ast.AST | None = None
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
        owner = ast.unparse(node.func.value)
        call = f"{owner}.{node.func.attr}"
        if owner == "env" or call in {"os.environ.get", "os.environ.pop", "os.environ.setdefault", "os.getenv"}:
            key = node.args[0]
    elif isinstance(node, ast.Subscript) and ast.unparse(node.value) == "os.environ":
        key = node.slice
    return key.value if isinstance(key, ast.Constant) and isinstance(key.value, str) else None


def test_example_names_every_setting():
    known = known_variables() | OF_TESTS_AND_SHELLS

    missing = sorted({f"{name} ({path})" for name, path in variables_read() if name not in known})

    assert missing == []


def test_example_names_nothing_that_nobody_reads():
    named = {name for name in known_variables() if not name.endswith("_FILE")}

    assert sorted(named - {name for name, _path in variables_read()}) == []


def test_example_has_a_sentence_for_each_setting():
    lines = (BASE_DIR / ".env.example").read_text(encoding="utf-8").splitlines()
    bare = [
        line
        for above, line in pairwise(lines)
        if "=" in line.removeprefix("#").split(" ")[0] and not above.startswith(("# ", "#S3_"))
    ]

    assert bare == []


def start(**environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "import config.settings"],
        cwd=BASE_DIR,
        env=product_environment(DJANGO_SETTINGS_MODULE="config.settings", **environment),
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("missing", ["SECRET_KEY", "BASE_URL", "NOTES_KEYS"])
def test_site_does_not_start_without(missing, var):
    environment = {name: value for name, value in production.settings(str(var)).items() if name != missing}

    started = start(**environment)

    assert started.returncode != 0
    assert missing in started.stderr.splitlines()[-1]


def test_site_starts_with_the_production_settings(var):
    assert start(**production.settings(str(var))).returncode == 0


def test_deploy_check_is_clean(var):
    checked = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=BASE_DIR,
        env=product_environment(**production.settings(str(var))),
        capture_output=True,
        text=True,
        check=False,
    )

    assert checked.returncode == 0, checked.stderr
