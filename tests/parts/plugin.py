"""The pytest plugin of the house: environment before settings, databases from templates, no silent skip.

Loaded by `-p tests.parts.plugin` in pyproject.toml, so that it stands before pytest-django reads the settings.
"""

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from tests.parts.environment import prepare_environment
from tests.parts.places import BASE_DIR, RUN_VARIABLE, run_folder
from tests.parts.processes import PartMissing, parts_of, stop_orphans
from tests.parts.shared import OWNER_VARIABLE

BIG_PARTS = ("browser", "served")
IS_WORKER = "PYTEST_XDIST_WORKER" in os.environ


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Iterator[None]:
    """Prepare the environment; wrappers run before pytest-django, which reads the settings."""
    if not IS_WORKER:
        stop_orphans()
        os.environ[OWNER_VARIABLE] = str(os.getpid())
        os.environ[RUN_VARIABLE] = tempfile.mkdtemp(prefix="roundhouse-tests-")
        early_config.add_cleanup(_end_run)
    try:
        prepare_environment()
    except PartMissing as missing:
        pytest.exit(str(missing), returncode=pytest.ExitCode.USAGE_ERROR)
    return (yield)


def _end_run() -> None:
    for part in parts_of(os.getpid()):
        part.stop()
    shutil.rmtree(run_folder(), ignore_errors=True)


# Order ----------------------------------------------------------------------------------------------------------------


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let each big part (browser, served mode) run first and on one worker; the others fill the time beside it."""
    for item in items:
        for part in BIG_PARTS:
            if item.path.is_relative_to(BASE_DIR / "tests" / part):
                item.add_marker(part)
            if item.get_closest_marker(part):
                item.add_marker(pytest.mark.xdist_group(part))
    items.sort(key=lambda item: not any(item.get_closest_marker(part) for part in BIG_PARTS))


# Skips ----------------------------------------------------------------------------------------------------------------


def no_skip_allowed() -> bool:
    """Say whether a skipped test fails the run, as it does in CI."""
    return os.environ.get("CI") == "true" or os.environ.get("ROUNDHOUSE_NO_SKIP") == "1"


def _skips(config: pytest.Config) -> Counter[str]:
    reporter: Any = config.pluginmanager.get_plugin("terminalreporter")
    reports = reporter.stats.get("skipped", []) if reporter else []
    return Counter(str(report.longrepr[2]) if report.longrepr else "no reason given" for report in reports)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run that skipped where no skip is allowed."""
    if not IS_WORKER and no_skip_allowed() and _skips(session.config) and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Say loudly what was not tested, and why."""
    skips = _skips(config)
    if not skips:
        return
    verdict = "FAILS THIS RUN" if no_skip_allowed() else "NOT TESTED"
    terminalreporter.section(verdict, sep="!", red=True, bold=True)
    for reason, count in skips.most_common():
        terminalreporter.line(f"{count} skipped: {reason.removeprefix('Skipped: ')}", red=True)
