"""How an order is paid: attempts, the ledger, refunds, and what Stripe told us."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from billing.models.orders import Order, OrderLine
from billing.rules import CURRENCIES


class PaymentAttempt(models.Model):
    """One try to pay an order through one Checkout Session; committed before Stripe is called."""

    class State(models.TextChoices):
        """Where a try stands."""

        CREATING = "creating", _("Creating")
        OPEN = "open", _("Open")
        PROCESSING = "processing", _("Processing")
        SUCCEEDED = "succeeded", _("Succeeded")
        EXPIRED = "expired", _("Expired")
        CANCELED = "canceled", _("Canceled")
        FAILED = "failed", _("Failed")
        DUPLICATE = "duplicate", _("Duplicate")

    PAYABLE = (State.CREATING, State.OPEN, State.PROCESSING)

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField(_("number"))
    idempotency_key = models.CharField(max_length=64, unique=True)
    session_id = models.CharField(_("Checkout Session"), max_length=120, blank=True)
    intent_id = models.CharField(_("Payment Intent"), max_length=120, blank=True)
    amount_minor = models.PositiveBigIntegerField(_("amount"))
    currency = models.CharField(_("currency"), max_length=3)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.CREATING)
    url = models.TextField(blank=True)
    created_at = models.DateTimeField(_("begun"))
    expires_at = models.DateTimeField(_("payable until"))

    class Meta:
        verbose_name = _("payment attempt")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["order", "number"], name="one_attempt_per_number"),
            models.UniqueConstraint(
                fields=["order"],
                condition=Q(state__in=["creating", "open", "processing"]),
                name="one_payable_attempt_per_order",
            ),
            models.UniqueConstraint(
                fields=["session_id"],
                condition=~Q(session_id=""),
                name="one_attempt_per_session",
            ),
            models.UniqueConstraint(
                fields=["intent_id"],
                condition=~Q(intent_id=""),
                name="one_attempt_per_intent",
            ),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="attempt_amount_positive"),
            models.CheckConstraint(condition=Q(currency__in=CURRENCIES), name="attempt_currency_known"),
            models.CheckConstraint(
                condition=~Q(state="open") | (~Q(session_id="") & ~Q(url="")),
                name="attempt_open_has_a_page",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["succeeded", "duplicate"]) | ~Q(intent_id=""),
                name="attempt_paid_has_an_intent",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        "creating",
                        "open",
                        "processing",
                        "succeeded",
                        "expired",
                        "canceled",
                        "failed",
                        "duplicate",
                    ]
                ),
                name="attempt_state_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}/{self.number}"

    @property
    def is_payable(self) -> bool:
        """Say whether money may still arrive through this try."""
        return self.state in self.PAYABLE


class Refund(models.Model):
    """Money on its way back. A request is a row first; sending it to Stripe is a task's work."""

    class State(models.TextChoices):
        """Where a refund stands."""

        REQUESTED = "requested", _("Requested")
        SUBMITTED = "submitted", _("Submitted")
        SUCCEEDED = "succeeded", _("Succeeded")
        FAILED = "failed", _("Failed")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="refunds")
    attempt = models.ForeignKey(PaymentAttempt, on_delete=models.PROTECT, related_name="refunds")
    line = models.ForeignKey(
        OrderLine,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="refunds",
    )
    request_key = models.CharField(max_length=160, unique=True)  # asking twice for the same reason is one refund
    stripe_id = models.CharField(_("Stripe Refund"), max_length=120, blank=True)
    amount_minor = models.PositiveBigIntegerField(_("amount"))
    currency = models.CharField(_("currency"), max_length=3)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.REQUESTED)
    reason = models.CharField(_("reason"), max_length=200)
    requested_at = models.DateTimeField(_("requested"))
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)

    class Meta:
        verbose_name = _("refund")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["stripe_id"],
                condition=~Q(stripe_id=""),
                name="one_refund_per_stripe_id",
            ),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="refund_amount_positive"),
            models.CheckConstraint(condition=Q(currency__in=CURRENCIES), name="refund_currency_known"),
            models.CheckConstraint(
                condition=Q(state__in=["requested", "submitted", "succeeded", "failed"]),
                name="refund_state_known",
            ),
            models.CheckConstraint(
                condition=~Q(state="succeeded") | ~Q(stripe_id=""),
                name="refund_done_is_known_to_stripe",
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"],
                condition=Q(state__in=["requested", "submitted"]),
                name="refund_unsettled",
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class LedgerEntry(models.Model):
    """A line of an order's account, never changed: what the buyer owes is negative, what they paid is positive.

    A balance of zero means that both sides are even. Holds no person.
    """

    class Kind(models.TextChoices):
        """What happened."""

        SALE = "sale", _("Sold")
        CREDIT = "credit", _("Credited back")
        CHARGE = "charge", _("Paid")
        REFUND = "refund", _("Refunded")
        REFUND_REVERSAL = "refund_reversal", _("Refund failed")
        CREDIT_REVERSAL = "credit_reversal", _("Credit taken back")

    MONEY = (Kind.CHARGE, Kind.REFUND, Kind.REFUND_REVERSAL)

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="ledger")
    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    natural_key = models.CharField(max_length=160, unique=True)  # charge:pi_…, refund:re_…: the same fact only once
    amount_minor = models.BigIntegerField(_("amount"))
    currency = models.CharField(_("currency"), max_length=3)
    recorded_at = models.DateTimeField(_("recorded"))

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(kind__in=["charge", "credit", "refund_reversal"]) & Q(amount_minor__gte=0))
                | (Q(kind__in=["sale", "refund", "credit_reversal"]) & Q(amount_minor__lte=0)),
                name="ledger_sign_follows_kind",
            ),
            models.CheckConstraint(condition=Q(currency__in=CURRENCIES), name="ledger_currency_known"),
            models.CheckConstraint(condition=~Q(natural_key=""), name="ledger_key_given"),
        ]

    def __str__(self) -> str:
        return self.natural_key


class StripeEvent(models.Model):
    """What Stripe told us, kept before it is answered. Its content only says which order to read again."""

    class State(models.TextChoices):
        """What became of it."""

        RECEIVED = "received", _("Received")
        APPLIED = "applied", _("Applied")
        REJECTED = "rejected", _("Rejected")
        UNRESOLVED = "unresolved", _("Belongs to no order")

    stripe_id = models.CharField(_("event"), max_length=120, unique=True)
    type = models.CharField(_("type"), max_length=80)
    object_id = models.CharField(_("object"), max_length=120, blank=True)
    api_version = models.CharField(_("API version"), max_length=40, blank=True)
    is_live = models.BooleanField(_("live mode"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.RECEIVED)
    note = models.CharField(_("note"), max_length=200, blank=True)
    body = models.TextField(blank=True)  # emptied after 90 days
    received_at = models.DateTimeField(_("received"))
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    applied_at = models.DateTimeField(_("applied"), null=True, blank=True)

    class Meta:
        verbose_name = _("Stripe event")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["received", "applied", "rejected", "unresolved"]),
                name="event_state_known",
            ),
            models.CheckConstraint(condition=~Q(stripe_id=""), name="event_has_an_id"),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"],
                condition=Q(state="received"),
                name="event_waiting",
            ),
            models.Index(fields=["object_id"], name="event_object"),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.stripe_id}"
