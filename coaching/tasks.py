"""Care of sessions."""

from celery import shared_task
from django.utils import timezone

from coaching import operations


@shared_task
def expire_holds() -> None:
    """Note holds that have run out, for tidiness: whoever claims such a time does it without waiting for us."""
    operations.expire_holds(now=timezone.now())
