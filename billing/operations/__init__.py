"""Every write of billing: putting on sale, ordering, paying, settling, refunding, invoicing."""

from billing.operations.offers import ensure_offer, withdraw_offer
from billing.operations.orders import close_old_drafts, open_order
from billing.operations.refunds import request_refund

__all__ = ["close_old_drafts", "ensure_offer", "open_order", "request_refund", "withdraw_offer"]
