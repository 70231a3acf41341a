"""Care of attempts."""

from celery import shared_task
from django.utils import timezone

from assessments import operations


@shared_task
def drop_unclaimed() -> None:
    """Drop short checks that nobody claimed in time."""
    operations.drop_unclaimed(now=timezone.now())
