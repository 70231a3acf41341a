"""Work behind the request, and sweeps that find again what a broker lost."""

from celery import shared_task
from django.utils import timezone

from common import heartbeat, jobs, mail


@shared_task
def send_mail() -> None:
    """Send mail that was just stored."""
    mail.deliver_waiting()


@shared_task
def sweep_mail() -> None:
    """Send mail that waits, and empty sent bodies that held a code or link."""
    heartbeat.beat("worker", now=timezone.now())
    mail.deliver_waiting()
    mail.empty_private_bodies()


@shared_task
def drop_old_mail() -> None:
    """Delete mail whose time is over."""
    mail.drop_old(now=timezone.now())


@shared_task
def sweep_jobs() -> None:
    """Start jobs that wait, and drop results whose time is over."""
    now = timezone.now()
    for job_id in jobs.waiting(now=now):
        run_job.delay(job_id)
    jobs.drop_expired(now=now)


@shared_task
def run_job(job_id: int) -> None:
    """Run one job; a job that runs already, or is done, is left alone."""
    jobs.run(job_id)
