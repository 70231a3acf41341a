"""Every write of billing: putting on sale, ordering, paying, settling, refunding, invoicing."""

from billing.operations.checkout import came_from_payment_page, cancel_checkout, open_session, start_checkout
from billing.operations.decisions import decide
from billing.operations.events import apply_event, empty_old_bodies, store_event
from billing.operations.invoices import invoice_pdf, issue_invoice
from billing.operations.offers import ensure_offer, introduce_offer, withdraw_offer
from billing.operations.orders import close_old_drafts, open_order
from billing.operations.receipts import deliver_receipt
from billing.operations.refunds import request_refund, submit_refund
from billing.operations.settling import settle

__all__ = [
    "apply_event",
    "came_from_payment_page",
    "cancel_checkout",
    "close_old_drafts",
    "decide",
    "deliver_receipt",
    "empty_old_bodies",
    "ensure_offer",
    "introduce_offer",
    "invoice_pdf",
    "issue_invoice",
    "open_order",
    "open_session",
    "request_refund",
    "settle",
    "start_checkout",
    "store_event",
    "submit_refund",
    "withdraw_offer",
]
