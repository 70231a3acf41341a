"""A nudge that nobody hears harms nobody."""

from celery import shared_task
from kombu.exceptions import OperationalError

from common.work import nudge


@shared_task
def deaf() -> None:
    """Stand for any task."""


def test_nudge_without_a_broker_is_noted_and_goes_on(monkeypatch):
    def fail(*_args):
        raise OperationalError("no broker")

    monkeypatch.setattr(deaf, "delay", fail)

    nudge(deaf)
