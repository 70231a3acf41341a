"""Care of attempts."""

from celery import shared_task


@shared_task
def drop_unclaimed() -> None:
    """Drop short checks that nobody claimed within 30 days."""
