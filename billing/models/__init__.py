"""What is sold, who ordered it, how it was paid, and who may have it."""

from billing import guards  # registers the append-only tables
from billing.models.catalog import Offer, PriceVersion
from billing.models.decisions import Decision
from billing.models.documents import Invoice, InvoiceSeries
from billing.models.orders import Entitlement, Order, OrderLine
from billing.models.payments import LedgerEntry, PaymentAttempt, Refund, StripeEvent

__all__ = [
    "Decision",
    "Entitlement",
    "Invoice",
    "InvoiceSeries",
    "LedgerEntry",
    "Offer",
    "Order",
    "OrderLine",
    "PaymentAttempt",
    "PriceVersion",
    "Refund",
    "StripeEvent",
    "guards",
]
