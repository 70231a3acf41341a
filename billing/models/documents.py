"""Invoices: numbered without gaps, never changed."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from billing.models.orders import Order
from billing.rules import CURRENCIES


class InvoiceSeries(models.Model):
    """The counter of a year's invoices; its row is locked while a number is taken, so that none is lost."""

    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    last_number = models.PositiveIntegerField(_("last number given"), default=0)

    class Meta:
        verbose_name = _("invoice series")
        verbose_name_plural = _("invoice series")

    def __str__(self) -> str:
        return str(self.year)


class Invoice(models.Model):
    """What was invoiced, frozen as data; the PDF is typeset from it and always comes out the same."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="invoices")
    series = models.ForeignKey(InvoiceSeries, on_delete=models.PROTECT, related_name="invoices")
    sequence = models.PositiveIntegerField(_("number in the series"))
    number = models.CharField(_("invoice number"), max_length=20, unique=True)
    issued_at = models.DateTimeField(_("issued"))
    currency = models.CharField(_("currency"), max_length=3)
    total_minor = models.PositiveBigIntegerField(_("total, tax included"))
    tax_minor = models.PositiveBigIntegerField(_("tax included in the total"))
    snapshot = models.JSONField(_("as issued"))

    class Meta:
        verbose_name = _("invoice")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["order"], name="one_invoice_per_order"),
            models.UniqueConstraint(fields=["series", "sequence"], name="one_invoice_per_number"),
            models.CheckConstraint(condition=Q(total_minor__gt=0), name="invoice_total_positive"),
            models.CheckConstraint(condition=Q(sequence__gte=1), name="invoice_sequence_from_one"),
            models.CheckConstraint(condition=Q(currency__in=CURRENCIES), name="invoice_currency_known"),
        ]

    def __str__(self) -> str:
        return self.number
