"""What the tests of assessments start from."""

import pytest

from tests.factories.assessments import load_framework


@pytest.fixture
def version(db):
    """Return version 1 of the starter framework."""
    return load_framework()
