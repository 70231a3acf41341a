"""The back office's view of money, for administrators: to look at, and to decide where automation stopped."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.tables import Column, StatusTagColumn
from wagtail.admin.views.generic import IndexView, InspectView
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies.base import BasePermissionPolicy
from wagtail.permissions import register_permission_policy

from accounts.models import User
from accounts.rules import is_administrator, person_of
from billing import operations, tasks
from billing.errors import GatewayUnavailable
from billing.forms import DecisionForm
from billing.models import Decision, Invoice, Order, StripeEvent
from common.errors import RuleBroken
from common.templatetags.roundhouse import money
from common.work import nudge_after_commit


class LookOnly(BasePermissionPolicy):
    """Administrators may look; nobody may add, change or delete: only `settle` moves money."""

    def user_has_permission(self, user: User | AnonymousUser, action: str) -> bool:
        """Say yes to an administrator who looks."""
        return action == "view" and is_administrator(user)

    def users_with_any_permission(self, actions: list[str]) -> QuerySet[User]:
        """Return the administrators, for looking."""
        people = User.objects.filter(is_superuser=True, is_active=True)
        return people if "view" in actions else people.none()


for _model in (Order, Invoice, StripeEvent):
    register_permission_policy(_model, LookOnly(_model))


class LookOnlyViewSet(ModelViewSet):
    """A list and a page for each row, without any way to write."""

    exclude_form_fields: list[str] = []
    inspect_view_enabled = True
    copy_view_enabled = False
    add_to_admin_menu = False


def needs_attention(order: Order) -> bool:
    """Say whether the order waits for a person's decision."""
    return bool(order.attention)


def shown_total(order: Order) -> str:
    """Return the total as people write it."""
    return money(order.total_minor, order.currency)


class OrderIndexView(IndexView):
    """The list of orders; buyers come along."""

    def get_base_queryset(self) -> QuerySet[Order]:
        """Return all orders in as many queries for fifty as for one."""
        orders: QuerySet[Order] = super().get_base_queryset().select_related("buyer")
        return orders


class OrderInspectView(InspectView):
    """One order with everything that happened to it, and a form where it waits for a decision."""

    template_name = "billing/admin/order_inspect.html"

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Take a decision; what the rules refuse is said above the form."""
        form = DecisionForm(request.POST)
        if form.is_valid():
            try:
                operations.decide(
                    order=self.object,
                    kind=Decision.Kind(form.cleaned_data["kind"]),
                    reason=form.cleaned_data["reason"],
                    by=person_of(request),
                    now=timezone.now(),
                )
            except GatewayUnavailable as problem:
                messages.warning(request, str(problem))
            except RuleBroken as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("Your decision is noted and carried out."))
        if form.errors:
            self.object.refresh_from_db()
            context = self.get_context_data(form=form)
            return self.render_to_response(context, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        nudge_after_commit(tasks.finish_orders)
        return redirect(request.path)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add ledger, attempts, rights, refunds, decisions and Stripe's events."""
        order: Order = self.object
        attempts = list(order.attempts.all())
        objects = {attempt.session_id for attempt in attempts} | {attempt.intent_id for attempt in attempts}
        refunds = list(order.refunds.all())
        decisions = list(order.decisions.all())
        people = User.objects.in_bulk([decision.decided_by for decision in decisions], field_name="public_id")
        objects |= {refund.stripe_id for refund in refunds}
        return super().get_context_data(**kwargs) | {
            "order": order,
            "lines": order.lines.prefetch_related("entitlements__person"),
            "attempts": attempts,
            "ledger": order.ledger.all(),
            "refunds": refunds,
            "invoices": order.invoices.all(),
            "decisions": [(decision, people.get(decision.decided_by)) for decision in decisions],
            "form": kwargs.get("form") or DecisionForm(),
            "events": StripeEvent.objects.filter(object_id__in=objects - {""}),
        }


class OrderViewSet(LookOnlyViewSet):
    """Orders, those that need attention first to find."""

    model = Order
    name = "orders"
    url_prefix = "orders"
    icon = "doc-full-inverse"
    menu_label = _("Orders")
    index_view_class = OrderIndexView
    inspect_view_class = OrderInspectView
    list_display = [
        "number",
        Column("buyer", label=_("Buyer"), accessor="buyer"),
        StatusTagColumn("state", label=_("State"), accessor="get_state_display", primary=needs_attention),
        Column("total_minor", label=_("Total"), accessor=shown_total, sort_key="total_minor"),
        "created_at",
        "attention",
    ]
    list_filter = ["state", "currency"]
    search_fields = ["number", "buyer__email", "buyer__name", "attempts__intent_id", "attempts__session_id"]
    search_backend_name = None
    list_per_page = 50


class EventViewSet(LookOnlyViewSet):
    """What Stripe told us, and what became of it."""

    model = StripeEvent
    name = "stripe-events"
    url_prefix = "stripe-events"
    icon = "history"
    menu_label = _("Stripe events")
    list_display = ["type", "object_id", "state", "note", "received_at", "applied_at"]
    list_filter = ["state", "type"]
    search_fields = ["stripe_id", "object_id"]
    search_backend_name = None
    inspect_view_fields_exclude = ["body"]


class InvoiceViewSet(LookOnlyViewSet):
    """The series of invoices."""

    model = Invoice
    name = "invoices"
    url_prefix = "invoices"
    icon = "doc-full"
    menu_label = _("Invoices")
    list_display = ["number", "issued_at", "total_minor", "tax_minor", "currency"]
    search_fields = ["number", "order__number"]
    search_backend_name = None


class BillingGroup(ViewSetGroup):
    """Money's place in the menu."""

    menu_label = _("Billing")
    menu_icon = "clipboard-list"
    menu_order = 400
    items = (OrderViewSet, InvoiceViewSet, EventViewSet)


@hooks.register("register_admin_viewset")
def register_billing() -> BillingGroup:
    """Put orders, invoices and events into the back office."""
    return BillingGroup()
