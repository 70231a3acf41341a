"""Care of sessions."""

from celery import shared_task


@shared_task
def expire_holds() -> None:
    """Mark holds that have run out."""
