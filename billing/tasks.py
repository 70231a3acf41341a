"""Sweeps that make money come out right."""

from celery import shared_task


@shared_task
def sweep_orders() -> None:
    """Settle orders that are open."""


@shared_task
def sweep_stripe_events() -> None:
    """Apply events that were stored and not yet applied."""
