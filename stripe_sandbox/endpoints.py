"""The endpoints under /v1: which address takes which of the SDK's parameters and does what."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

from stripe import params as sdk

from stripe_sandbox import operations, resources
from stripe_sandbox.errors import BadParameter, NoSuchObject
from stripe_sandbox.events import Cause
from stripe_sandbox.store import Json, Store

DEFAULT_PAGE, LARGEST_PAGE = 10, 100

SESSION_PARAMETERS = frozenset(
    {
        "adaptive_pricing.enabled=False",
        "allow_promotion_codes=False",
        "allowed_payment_method_types=card",
        "automatic_tax.enabled=False",
        "billing_address_collection=auto",
        "cancel_url",
        "client_reference_id",
        "currency",
        "customer",
        "customer_creation=if_required",
        "customer_email",
        "expand",
        "expires_at",
        "invoice_creation.enabled=False",
        "line_items.metadata.*",
        "line_items.price_data.currency",
        "line_items.price_data.product_data.description",
        "line_items.price_data.product_data.metadata.*",
        "line_items.price_data.product_data.name",
        "line_items.price_data.tax_behavior",
        "line_items.price_data.unit_amount",
        "line_items.quantity",
        "locale",
        "metadata.*",
        "mode=payment",
        "payment_intent_data.capture_method=automatic_async",
        "payment_intent_data.description",
        "payment_intent_data.metadata.*",
        "payment_intent_data.receipt_email",
        "payment_intent_data.statement_descriptor_suffix",
        "payment_method_collection=if_required",
        "phone_number_collection.enabled=False",
        "submit_type",
        "success_url",
        "tax_id_collection.enabled=False",
        "ui_mode=hosted_page",
    }
)
REFUND_PARAMETERS = frozenset({"amount", "charge", "expand", "metadata.*", "payment_intent", "reason"})
CUSTOMER_PARAMETERS = frozenset({"description", "email", "expand", "metadata.*", "name", "phone"})
ANY_PARAMETERS = None  # nothing of the request type is left out


@dataclass(frozen=True)
class Call:
    """One request to one endpoint: the object named in the address, the typed parameters, and where we live."""

    store: Store
    cause: Cause
    object_id: str
    params: Json
    path: str
    address: str

    def found(self, kind: str) -> Json:
        """Return the object named in the address; raises `NoSuchObject`."""
        found = self.store.get(kind, self.object_id)
        if found is None:
            raise NoSuchObject.named(kind, self.object_id)
        return found


class Endpoint(NamedTuple):
    """One line of the table below."""

    method: str
    path: re.Pattern[str]
    shape: Any
    imitated: frozenset[str] | None
    handle: Callable[[Call], Json]


def _create_session(call: Call) -> Json:
    return operations.create_session(call.store, call.params, cause=call.cause, address=call.address)


def _expire_session(call: Call) -> Json:
    return operations.expire(call.store, call.found("checkout.session"), cause=call.cause)


def _create_refund(call: Call) -> Json:
    return operations.refund(call.store, call.params, cause=call.cause)


def _create_customer(call: Call) -> Json:
    return operations.create_customer(call.store, call.params, cause=call.cause)


def _retrieve(kind: str, call: Call) -> Json:
    return call.found(kind)


def _list_lines(call: Call) -> Json:
    session = call.found("checkout.session")
    return _page(call, call.store.newest("item", parent=session["id"]))


def _list(kind: str, call: Call) -> Json:
    return _page(call, (item for item in call.store.newest(kind) if _matches(item, call.params)))


def _list_events(call: Call) -> Json:
    types, delivered = call.params.get("types"), call.params.get("delivery_success")
    if types and "type" in call.params:
        raise BadParameter("You may only specify one of these parameters: type, types.")
    wanted = types or ([call.params["type"]] if "type" in call.params else ["*"])
    patterns = re.compile("|".join(re.escape(pattern).replace(r"\*", ".*") for pattern in wanted))
    arrived = {delivery.event for delivery in call.store.newest_deliveries() if delivery.state == "delivered"}
    return _page(
        call,
        (
            event
            for event in call.store.newest("event")
            if patterns.fullmatch(event["type"])
            and _matches(event, {name: call.params[name] for name in ("created",) if name in call.params})
            and (delivered is None or (event["id"] in arrived) == delivered)
        ),
    )


def _matches(item: Json, filters: Json) -> bool:
    for name, wanted in filters.items():
        value: Any = item.get(name)
        if name in {"expand", "limit", "starting_after", "ending_before"}:
            continue
        if name == "created" and isinstance(wanted, dict):
            bounds = {"gt": value > wanted.get("gt", -1), "gte": value >= wanted.get("gte", 0)}
            bounds |= {"lt": value < wanted.get("lt", value + 1), "lte": value <= wanted.get("lte", value)}
            if not all(bounds.values()):
                return False
        elif name == "customer_details":
            if (value or {}).get("email") != wanted["email"]:
                return False
        elif value != wanted:
            return False
    return True


def _page(call: Call, items: Iterable[Json]) -> Json:
    """Cut one page out of `items`, which come newest first."""
    limit = call.params.get("limit", DEFAULT_PAGE)
    if not 1 <= limit <= LARGEST_PAGE:
        raise BadParameter(f"This value must be between 1 and {LARGEST_PAGE}.", param="limit")
    everything = list(items)
    ids = [item["id"] for item in everything]
    if after := call.params.get("starting_after"):
        rest = everything[_place(ids, after, "starting_after") + 1 :]
        return resources.list_of(rest[:limit], url=call.path, has_more=len(rest) > limit)
    if before := call.params.get("ending_before"):
        rest = everything[: _place(ids, before, "ending_before")]
        return resources.list_of(rest[-limit:], url=call.path, has_more=len(rest) > limit)
    return resources.list_of(everything[:limit], url=call.path, has_more=len(everything) > limit)


def _place(ids: list[str], object_id: str, param: str) -> int:
    if object_id not in ids:
        raise NoSuchObject.named("object", object_id, param=param)
    return ids.index(object_id)


def _endpoint(
    line: str, shape: Any, handle: Callable[[Call], Json], imitated: frozenset[str] | None = ANY_PARAMETERS
) -> Endpoint:
    method, path = line.split()
    return Endpoint(method, re.compile(path.replace("{id}", "(?P<id>[^/]+)")), shape, imitated, handle)


SESSIONS, INTENTS, CHARGES = "/v1/checkout/sessions", "/v1/payment_intents", "/v1/charges"
REFUNDS, EVENTS, CUSTOMERS = "/v1/refunds", "/v1/events", "/v1/customers"

ENDPOINTS = [
    _endpoint(f"POST {SESSIONS}", sdk.checkout.SessionCreateParams, _create_session, SESSION_PARAMETERS),
    _endpoint(f"GET {SESSIONS}", sdk.checkout.SessionListParams, partial(_list, "checkout.session")),
    _endpoint(f"GET {SESSIONS}/{{id}}", sdk.checkout.SessionRetrieveParams, partial(_retrieve, "checkout.session")),
    _endpoint(f"POST {SESSIONS}/{{id}}/expire", sdk.checkout.SessionExpireParams, _expire_session),
    _endpoint(f"GET {SESSIONS}/{{id}}/line_items", sdk.checkout.SessionListLineItemsParams, _list_lines),
    _endpoint(f"GET {INTENTS}/{{id}}", sdk.PaymentIntentRetrieveParams, partial(_retrieve, "payment_intent")),
    _endpoint(f"GET {CHARGES}/{{id}}", sdk.ChargeRetrieveParams, partial(_retrieve, "charge")),
    _endpoint(f"POST {REFUNDS}", sdk.RefundCreateParams, _create_refund, REFUND_PARAMETERS),
    _endpoint(f"GET {REFUNDS}", sdk.RefundListParams, partial(_list, "refund")),
    _endpoint(f"GET {REFUNDS}/{{id}}", sdk.RefundRetrieveParams, partial(_retrieve, "refund")),
    _endpoint(f"GET {EVENTS}", sdk.EventListParams, _list_events),
    _endpoint(f"GET {EVENTS}/{{id}}", sdk.EventRetrieveParams, partial(_retrieve, "event")),
    _endpoint(f"POST {CUSTOMERS}", sdk.CustomerCreateParams, _create_customer, CUSTOMER_PARAMETERS),
    _endpoint(f"GET {CUSTOMERS}", sdk.CustomerListParams, partial(_list, "customer")),
    _endpoint(f"GET {CUSTOMERS}/{{id}}", sdk.CustomerRetrieveParams, partial(_retrieve, "customer")),
]


def endpoint_for(method: str, path: str) -> tuple[Endpoint, str]:
    """Return the endpoint at an address and the id in it; raises `NoSuchObject` in Stripe's words."""
    for endpoint in ENDPOINTS:
        match = endpoint.path.fullmatch(path)
        if match and endpoint.method == method:
            return endpoint, match.groupdict().get("id", "")
    raise NoSuchObject(f"Unrecognized request URL ({method}: {path}). The sandbox does not imitate it.")
