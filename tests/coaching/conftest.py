"""What most tests of coaching begin with: Kim coaches, an hour is free of charge, it is Sunday."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from tests.factories.coaching import SUNDAY, make_coach, make_type


@pytest.fixture
def coach(kim: Any) -> Any:
    """Kim's record."""
    return make_coach(kim)


@pytest.fixture
def rehearsal(coach: Any) -> Any:
    """Return an hour with Kim, for nothing."""
    return make_type(coach)


@pytest.fixture
def paid(coach: Any) -> Any:
    """Return an hour with Kim, for money."""
    return make_type(coach, minor=14000)


@pytest.fixture
def sunday() -> Iterator[Any]:
    """Let the clock of the views stand on Sunday."""
    with time_machine.travel(SUNDAY, tick=False) as traveller:
        yield traveller
