"""What can be bought, and for how much since when."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from billing.rules import CURRENCIES


class Offer(models.Model):
    """Something a pillar sells, named by kind and key, never by a foreign key upward."""

    kind = models.CharField(_("kind"), max_length=20)
    key = models.CharField(_("key"), max_length=64)
    title = models.CharField(_("title"), max_length=200)
    is_on_sale = models.BooleanField(_("on sale"), default=True)

    class Meta:
        verbose_name = _("offer")
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="one_offer_per_thing")]

    def __str__(self) -> str:
        return self.title


class PriceVersionQuerySet(models.QuerySet["PriceVersion"]):
    """Questions about prices."""

    def in_force(self, now: datetime) -> Self:
        """Return the versions that have begun, the one in force first for each offer."""
        return self.filter(valid_from__lte=now).order_by("offer_id", "-valid_from", "-id")


class PriceVersion(models.Model):
    """A price, tax included, from a moment on; never changed, only followed by another."""

    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="prices")
    amount_minor = models.PositiveBigIntegerField(_("amount in minor units, tax included"))
    currency = models.CharField(_("currency"), max_length=3)
    tax_percent = models.DecimalField(_("tax rate in percent"), max_digits=5, decimal_places=2)
    valid_from = models.DateTimeField(_("valid from"))

    objects = PriceVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("price")
        constraints = [
            models.UniqueConstraint(fields=["offer", "valid_from"], name="one_price_per_moment"),
            models.CheckConstraint(condition=Q(amount_minor__gte=0), name="price_not_negative"),
            models.CheckConstraint(
                condition=Q(tax_percent__gte=0) & Q(tax_percent__lt=100),
                name="price_tax_in_range",
            ),
            models.CheckConstraint(condition=Q(currency__in=CURRENCIES), name="price_currency_known"),
        ]

    def __str__(self) -> str:
        return f"{self.amount_minor} {self.currency}"
