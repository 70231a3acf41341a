"""Sweeps of the shared floor: each finds again what a broker lost."""

from celery import shared_task
from post_office.mail import send_queued_mail_until_done


@shared_task
def sweep_mail() -> None:
    """Send mail that waits."""
    send_queued_mail_until_done()


@shared_task
def sweep_jobs() -> None:
    """Start jobs that wait."""
