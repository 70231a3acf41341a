"""A buyer's way through an order, and Stripe's webhook."""

import uuid
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import RequestDataTooBig
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import User
from billing import fulfillments, gateway, operations, queries, tasks
from billing.errors import GatewayUnavailable, SignatureRefused
from billing.models import Order, OrderLine
from common.errors import RuleBroken
from common.work import nudge, nudge_after_commit

LARGEST_EVENT = 256 * 1024  # Stripe's are a few kilobytes
ORDERS_PER_PAGE = 20


@dataclass(frozen=True)
class ShownLine:
    """A line of an order with the page of what was bought."""

    line: OrderLine
    thing: fulfillments.Description | None


class BuyerRequest(HttpRequest):
    """A request of somebody who is signed in."""

    user: User


@login_required
@require_http_methods(["GET", "POST"])
def buy(request: BuyerRequest, kind: str, key: str) -> HttpResponse:
    """Open an order of one thing; a free one is given at once. A GET (after sign-in) leads back to the thing."""
    thing = fulfillments.get(kind).describe(key) if kind in fulfillments.kinds() else None
    if thing is None:
        raise Http404
    if request.method == "GET":
        return redirect(thing.url)
    try:
        order = operations.open_order(buyer=request.user, items=[(kind, key)], now=timezone.now())
    except RuleBroken as refusal:
        if queries.has_right(request.user, kind, key):
            messages.info(request, _("You have this already."))
            return redirect(thing.url)
        context = {"thing": thing, "refusal": str(refusal)}
        return render(request, "billing/refused.html", context, status=HTTPStatus.CONFLICT)
    if order.state == Order.State.PAID:
        messages.success(request, _("“%(title)s” is yours.") % {"title": thing.title})
        return redirect(thing.url)
    return redirect("billing:checkout", order.public_id)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def checkout(request: BuyerRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show what is about to be bought; the button leads to Stripe's page."""
    order = _own_order(request, public_id)
    if order.state not in (Order.State.DRAFT, Order.State.AWAITING_PAYMENT):
        return redirect(order)
    if request.method == "GET":
        return _show_checkout(request, order)
    try:
        url = operations.start_checkout(order=order, now=timezone.now())
    except RuleBroken as refusal:
        order.refresh_from_db()
        if order.state not in (Order.State.DRAFT, Order.State.AWAITING_PAYMENT):
            messages.error(request, str(refusal))
            return redirect(order)
        return _show_checkout(request, order, refusal)
    return redirect(url)


def _show_checkout(request: BuyerRequest, order: Order, refusal: RuleBroken | None = None) -> HttpResponse:
    context = {"order": order, "lines": _shown(order), "refusal": str(refusal or "")}
    return render(request, "billing/checkout.html", context, status=_status(refusal))


@login_required
@never_cache
@require_GET
def come_back(request: BuyerRequest, public_id: uuid.UUID) -> HttpResponse:
    """Receive the buyer from Stripe's page. The address proves nothing: Stripe is asked about the buyer's own order."""
    order = _own_order(request, public_id)
    if order.state in (Order.State.AWAITING_PAYMENT, Order.State.PROCESSING):
        with suppress(GatewayUnavailable):  # the page says that we still wait; webhook and sweep go on asking
            order = operations.settle(order=order, now=timezone.now())
        nudge_after_commit(tasks.finish_orders)
    if order.state in (Order.State.AWAITING_PAYMENT, Order.State.PROCESSING) and not order.attention:
        is_fragment = getattr(request, "htmx", False)
        context = {"order": order, "lines": _shown(order)}
        return render(request, f"billing/waiting.html{'#waiting' if is_fragment else ''}", context)
    if getattr(request, "htmx", False):
        response = HttpResponse()
        response["HX-Redirect"] = order.get_absolute_url()
        return response
    return redirect(order)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def cancel(request: BuyerRequest, public_id: uuid.UUID) -> HttpResponse:
    """Give an order up: by button, or by the way back from Stripe's page, which only that page knows."""
    order = _own_order(request, public_id)
    is_from_stripe = operations.came_from_payment_page(order, request.GET.get("from", ""))
    if order.state not in (Order.State.DRAFT, Order.State.AWAITING_PAYMENT):
        return redirect(order)
    refusal = None
    if request.method == "POST" or is_from_stripe:
        try:
            order = operations.cancel_checkout(order=order, now=timezone.now())
        except RuleBroken as problem:
            refusal = problem
        else:
            nudge_after_commit(tasks.finish_orders)
            return redirect(order)
    context = {"order": order, "lines": _shown(order), "refusal": str(refusal or "")}
    return render(request, "billing/cancel.html", context, status=_status(refusal))


@login_required
@never_cache
@require_GET
def order_detail(request: BuyerRequest, public_id: uuid.UUID) -> HttpResponse:
    """Say where an order stands, and what happens next."""
    order = _own_order(request, public_id)
    context = {
        "order": order,
        "lines": _shown(order),
        "invoice": order.invoices.first(),
        "refunds": order.refunds.exclude(state="failed"),
        "trail": [{"title": _("Orders"), "url": reverse("billing:order-list")}, {"title": order.number}],
    }
    return render(request, "billing/order_detail.html", context)


@login_required
@require_GET
def order_list(request: BuyerRequest) -> HttpResponse:
    """List the buyer's own orders."""
    page = Paginator(queries.orders_of(request.user), ORDERS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "billing/order_list.html", {"page_obj": page})


@login_required
@never_cache
@require_GET
def invoice(request: BuyerRequest, public_id: uuid.UUID) -> HttpResponse:
    """Hand out the invoice as PDF."""
    paper = _own_order(request, public_id).invoices.first()
    if paper is None:
        raise Http404
    response = HttpResponse(operations.invoice_pdf(paper), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{paper.number}.pdf"'
    return response


@csrf_exempt  # signed by Stripe; reads no session and sets no cookie
@require_POST
def stripe_webhook(request: HttpRequest) -> HttpResponse:
    """Store a signed event and say so; what it means is found out afterwards, by reading Stripe."""
    if not any(secret.strip() for secret in settings.STRIPE_WEBHOOK_SECRETS):
        return HttpResponse(status=HTTPStatus.SERVICE_UNAVAILABLE)
    try:
        payload = request.body if int(request.META.get("CONTENT_LENGTH") or 0) <= LARGEST_EVENT else None
    except (RequestDataTooBig, ValueError):
        payload = None
    if payload is None:
        return HttpResponse(status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    now = timezone.now()
    try:
        event = gateway.read_event(payload, request.headers.get("Stripe-Signature", ""), now=now)
    except SignatureRefused:
        return HttpResponse(status=HTTPStatus.BAD_REQUEST)
    with transaction.atomic():
        row = operations.store_event(event=event, now=now)
        if row.state == row.State.RECEIVED:
            transaction.on_commit(partial(nudge, tasks.apply_stripe_event, row.pk), robust=True)
    return HttpResponse(status=HTTPStatus.OK)


def _own_order(request: BuyerRequest, public_id: uuid.UUID) -> Order:
    mine = Order.objects.visible_to(request.user).select_related("buyer")
    return get_object_or_404(mine, public_id=public_id)


def _shown(order: Order) -> list[ShownLine]:
    lines = []
    for line in order.lines.all():
        known = line.kind in fulfillments.kinds()
        lines.append(ShownLine(line, fulfillments.get(line.kind).describe(line.key) if known else None))
    return lines


def _status(refusal: RuleBroken | None) -> HTTPStatus:
    if refusal is None:
        return HTTPStatus.OK
    return HTTPStatus.SERVICE_UNAVAILABLE if isinstance(refusal, GatewayUnavailable) else HTTPStatus.CONFLICT
