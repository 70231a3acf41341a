"""Numbering invoices without gaps, and typesetting them."""

from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from billing.models import Invoice, InvoiceSeries, Order, OrderLine
from common import pdf


def issue_invoice(*, order: Order, now: datetime) -> Invoice:
    """Freeze the invoice of a paid order under the next number of the year; the same one if it exists already.

    Runs in the transaction that pays the order, last, since the series' row is locked until it ends: the number is
    taken if and only if the invoice is there.
    """
    if invoice := order.invoices.first():
        return invoice
    today = now.astimezone(ZoneInfo(settings.SELLER_TIME_ZONE)).date()  # where the books are kept, midnight is another
    InvoiceSeries.objects.get_or_create(year=today.year)
    series = InvoiceSeries.objects.select_for_update().get(year=today.year)
    series.last_number += 1
    series.save(update_fields=["last_number"])
    number = f"{series.year}-{series.last_number:05d}"
    return Invoice.objects.create(
        order=order,
        series=series,
        sequence=series.last_number,
        number=number,
        issued_at=now,
        currency=order.currency,
        total_minor=order.total_minor,
        tax_minor=order.tax_minor,
        snapshot=_snapshot(order, number, today),
    )


def invoice_pdf(invoice: Invoice) -> bytes:
    """Return the invoice as PDF, typeset from what was frozen; the same bytes each time."""
    return pdf.render("invoice", invoice.snapshot)


def _snapshot(order: Order, number: str, today: date) -> dict[str, object]:
    """Return everything the paper says, as words in the buyer's language and amounts in minor units."""
    buyer = order.buyer
    lines = list(order.lines.all())
    with translation.override(buyer.language if buyer else settings.LANGUAGE_CODE):
        return {
            "language": translation.get_language(),
            "number": number,
            "order": order.number,
            "issued_on": date_format(today, "j F Y"),
            "seller": [part.strip() for part in settings.SELLER.split(",")],
            "buyer": [part for part in (buyer.name, buyer.email) if part] if buyer else [],
            "currency": order.currency,
            "lines": [
                {
                    "title": line.title,
                    "units": line.units,
                    "tax_percent": _percent(line.tax_percent),
                    "amount": line.amount_minor,
                }
                for line in lines
            ],
            "taxes": _taxes(lines),
            "net": order.total_minor - order.tax_minor,
            "total": order.total_minor,
            "words": {
                "title": _("Invoice"),
                "number": _("Invoice number"),
                "date": _("Date of invoice and supply"),
                "order": _("Order"),
                "to": _("To"),
                "item": _("Description"),
                "units": _("Units"),
                "rate": _("VAT rate"),
                "amount": _("Amount incl. VAT"),
                "net": _("Net"),
                "tax": _("VAT"),
                "total": _("Total"),
                "paid": _("Paid in full. Nothing is left to pay."),
            },
        }


def _taxes(lines: list[OrderLine]) -> list[dict[str, object]]:
    def rate(line: OrderLine) -> Decimal:
        return line.tax_percent

    return [
        {"percent": _percent(percent), "tax": sum(line.tax_minor for line in group)}
        for percent, group in groupby(sorted(lines, key=rate), key=rate)
    ]


def _percent(value: Decimal) -> str:
    return f"{value.normalize():f}"
