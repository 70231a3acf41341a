"""Mail to a buyer about an order, with the way to its page."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from billing.models import Order
from common import mail


def write_to_buyer(letter: str, order: Order, *, attachments: Sequence[mail.Attachment] = (), **context: Any) -> None:
    """Store the mail `letter` for the buyer of `order`; nobody is written to once the buyer has left."""
    buyer = order.buyer
    if buyer is None:
        return
    with translation.override(buyer.language):
        address = settings.BASE_URL.rstrip("/") + order.get_absolute_url()
    mail.send(
        f"billing/email/{letter}",
        buyer,
        {"order": order, "action_url": address, "action_label": _("See the order"), **context},
        attachments=attachments,
    )
