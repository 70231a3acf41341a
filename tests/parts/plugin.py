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
from tests.parts.places import RUN_VARIABLE, run_folder, wants_postgres
from tests.parts.processes import PartMissing, parts_of, stop_orphans
from tests.parts.shared import OWNER_VARIABLE

BIG_PARTS = {"tests/browser/": "browser", "tests/journeys/": "browser", "tests/served/": "served"}
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
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark the big parts by their folders, let them begin first, and leave out what is about the other engine."""
    for item in items:
        if big := big_part_of(item.nodeid):
            item.add_marker(big)
    items.sort(key=lambda item: not big_part_of(item.nodeid))
    if wants_postgres():
        others = [item for item in items if item.get_closest_marker("sqlite")]
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if item not in others]


def big_part_of(nodeid: str) -> str:
    """Return the name of the big part that a test belongs to, such as "browser", or nothing."""
    return next((big for folder, big in BIG_PARTS.items() if nodeid.startswith(folder)), "")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Use one process more than there are processors: tests with a browser or in the served mode mostly wait."""
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Hand out tests by module, and each big part, which starts a product of its own, to one process only."""
    from xdist.scheduler import LoadScopeScheduling

    class ByPart(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return big_part_of(nodeid) or nodeid.split("::", 1)[0]

    config.option.loadscopereorder = False  # in the order of the collection, where the big parts come first
    return ByPart(config, log)


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
