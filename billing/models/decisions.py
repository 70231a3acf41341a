"""What people decided about orders that automation left to them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from billing.models.orders import Order


class Decision(models.Model):
    """How an administrator answered an order that needed attention, and why; never changed, and names no person."""

    class Kind(models.TextChoices):
        """What can be decided."""

        SETTLE_AGAIN = "settle_again", _("Settle again")
        CLOSE_AND_REFUND = "close_and_refund", _("Close and refund")

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="decisions")
    kind = models.CharField(_("decision"), max_length=20, choices=Kind)
    complaint = models.TextField(_("what needed attention"))
    reason = models.CharField(_("reason"), max_length=500)
    decided_by = models.UUIDField(_("decided by"))  # a person's public id: nobody's any more once they have left
    decided_at = models.DateTimeField(_("decided"))

    class Meta:
        verbose_name = _("decision")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["settle_again", "close_and_refund"]), name="decision_kind_known"
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="decision_for_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} {self.kind}"
