"""The receipt: one mail per paid order, with the invoice."""

from datetime import datetime

from django.db import transaction

from billing.models import Order
from billing.operations.invoices import invoice_pdf
from billing.operations.letters import write_to_buyer
from common.mail import Attachment


def deliver_receipt(*, order: Order, now: datetime) -> bool:
    """Send the receipt of a paid order, once; returns whether it was sent now. A sweep finds a missing one.

    Typesetting takes longer than money should be locked for, so this is not part of the transaction that pays.
    """
    invoice = order.invoices.first()
    if order.receipt_sent_at or order.state != Order.State.PAID or invoice is None or order.buyer is None:
        return False
    paper = Attachment(f"{invoice.number}.pdf", invoice_pdf(invoice), "application/pdf")
    with transaction.atomic():
        waiting = Order.objects.filter(pk=order.pk, receipt_sent_at=None)
        if not waiting.update(receipt_sent_at=now):
            return False
        write_to_buyer("receipt", order, attachments=[paper], invoice=invoice)
    return True
