"""An order, its lines, and the rights that come of it."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from billing.models.catalog import PriceVersion
from billing.rules import CURRENCIES, new_order_number


class OrderQuerySet(models.QuerySet["Order"]):
    """Questions about orders."""

    def visible_to(self, person: User) -> Self:
        """Return the orders this person may see: their own."""
        return self.filter(buyer=person)

    def reusable(self) -> Self:
        """Return the orders that a second click continues instead of opening another."""
        return self.filter(
            state__in=[
                Order.State.DRAFT,
                Order.State.AWAITING_PAYMENT,
                Order.State.PROCESSING,
            ]
        )

    def still_held(self) -> Self:
        """Return the paid orders whose rights are in use."""
        return self.filter(state=Order.State.PAID, lines__entitlements__state=Entitlement.State.ACTIVE).distinct()


class Order(models.Model):
    """What somebody wants to have, or has bought; a draft is the basket. Only `settle` moves what money is about."""

    class State(models.TextChoices):
        """Where an order stands; what each means to the buyer is said in the templates."""

        DRAFT = "draft", _("Not paid yet")
        AWAITING_PAYMENT = "awaiting_payment", _("Waiting for payment")
        PROCESSING = "processing", _("Payment on its way")
        PAID = "paid", _("Paid")
        CLOSED = "closed", _("Closed, nothing charged")
        REFUND_DUE = "refund_due", _("Refund on its way")
        REFUNDED = "refunded", _("Refunded")

    class ClosedReason(models.TextChoices):
        """Why an order ended without money."""

        EXPIRED = "expired", _("Time ran out")
        CANCELED = "canceled", _("Canceled by the buyer")
        PAYMENT_FAILED = "payment_failed", _("The payment failed")
        REFUSED = "refused", _("The payment page could not be opened")
        ABANDONED = "abandoned", _("Never taken to payment")
        DECIDED = "decided", _("Closed by an administrator")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(
        _("order number"),
        max_length=12,
        unique=True,
        default=new_order_number,
        editable=False,
    )
    buyer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="orders",
    )  # cut at erasure; until then the person cannot go
    basket = models.CharField(max_length=64)  # digest of what is ordered: a second click finds the first one's order
    currency = models.CharField(_("currency"), max_length=3)
    total_minor = models.PositiveBigIntegerField(_("total, tax included"))
    tax_minor = models.PositiveBigIntegerField(_("tax included in the total"))
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.DRAFT)
    closed_reason = models.CharField(_("why closed"), max_length=20, choices=ClosedReason, blank=True)
    is_late = models.BooleanField(_("paid after it was closed"), default=False)
    settle_seq = models.PositiveIntegerField(default=0)  # moved by every settle: an overtaken read of Stripe is noticed
    n_settle_failures = models.PositiveSmallIntegerField(default=0)  # in a row, for a reason of ours
    attention = models.TextField(_("needs attention"), blank=True)  # blocks automation until somebody decides
    created_at = models.DateTimeField(_("opened"))
    terms_agreed_at = models.DateTimeField(null=True, blank=True)
    paid_at = models.DateTimeField(_("paid"), null=True, blank=True)
    receipt_sent_at = models.DateTimeField(null=True, blank=True)

    objects = OrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("order")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["buyer", "basket"],
                condition=Q(state__in=["draft", "awaiting_payment", "processing"]),
                name="one_open_order_per_basket",
            ),
            models.CheckConstraint(condition=Q(total_minor__gte=0), name="order_total_not_negative"),
            models.CheckConstraint(
                condition=Q(tax_minor__gte=0) & Q(tax_minor__lte=F("total_minor")),
                name="order_tax_within_total",
            ),
            models.CheckConstraint(condition=Q(currency__in=CURRENCIES), name="order_currency_known"),
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        "draft",
                        "awaiting_payment",
                        "processing",
                        "paid",
                        "closed",
                        "refund_due",
                        "refunded",
                    ]
                ),
                name="order_state_known",
            ),
            models.CheckConstraint(
                condition=~Q(state="paid") | Q(paid_at__isnull=False),
                name="order_paid_at_known",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | ~Q(closed_reason=""),
                name="order_closed_for_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["buyer", "-created_at"], name="order_of_buyer"),
            models.Index(
                fields=["id"],
                condition=Q(state__in=["awaiting_payment", "processing", "refund_due"]),
                name="order_unsettled",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Return the address of the buyer's own page of this order."""
        return reverse("billing:order", args=[self.public_id])

    @property
    def is_free(self) -> bool:
        """Say whether there is nothing to pay."""
        return self.total_minor == 0

    @property
    def is_given_up(self) -> bool:
        """Say whether an administrator closed it: what still arrives for it goes back, however much it is."""
        return self.closed_reason == self.ClosedReason.DECIDED


class OrderLine(models.Model):
    """One thing as it was sold: title, price and tax are copies, so that later changes leave it alone."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="lines")
    kind = models.CharField(_("kind"), max_length=20)
    key = models.CharField(_("key"), max_length=64)
    title = models.CharField(_("title"), max_length=200)
    price = models.ForeignKey(PriceVersion, on_delete=models.PROTECT, related_name="+")
    units = models.PositiveSmallIntegerField(_("units"), default=1)
    amount_minor = models.PositiveBigIntegerField(_("amount, tax included"))
    tax_percent = models.DecimalField(_("tax rate in percent"), max_digits=5, decimal_places=2)
    tax_minor = models.PositiveBigIntegerField(_("tax included in the amount"))

    class Meta:
        verbose_name = _("order line")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["order", "kind", "key"], name="one_line_per_thing"),
            models.CheckConstraint(condition=Q(units__gte=1), name="line_has_units"),
            models.CheckConstraint(condition=Q(amount_minor__gte=0), name="line_amount_not_negative"),
            models.CheckConstraint(
                condition=Q(tax_minor__gte=0) & Q(tax_minor__lte=F("amount_minor")),
                name="line_tax_within_amount",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Entitlement(models.Model):
    """The right of a person to one unit of what was sold. Access is any active one."""

    class State(models.TextChoices):
        """Whether the right can be used."""

        PENDING = "pending", _("Pending")
        ACTIVE = "active", _("Active")
        SUSPENDED = "suspended", _("Suspended")
        REVOKED = "revoked", _("Revoked")

    order_line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, related_name="entitlements")
    unit = models.PositiveSmallIntegerField(default=1)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="entitlements",
    )
    kind = models.CharField(_("kind"), max_length=20)
    key = models.CharField(_("key"), max_length=64)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PENDING)
    reason = models.CharField(_("reason"), max_length=60, blank=True)
    granted_at = models.DateTimeField(_("granted"))

    class Meta:
        verbose_name = _("entitlement")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["order_line", "unit"], name="one_entitlement_per_unit"),
            models.CheckConstraint(
                condition=Q(state__in=["pending", "active", "suspended", "revoked"]),
                name="entitlement_state_known",
            ),
            models.CheckConstraint(
                condition=~Q(state="active") | Q(person__isnull=False),
                name="entitlement_of_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["suspended", "revoked"]) | ~Q(reason=""),
                name="entitlement_ended_for_a_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=["person", "kind", "key"],
                condition=Q(state="active"),
                name="entitlement_active",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
