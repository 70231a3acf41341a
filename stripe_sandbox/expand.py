"""`expand[]`: ids replaced by the objects they stand for, and parts that Stripe includes only on request."""

from stripe_sandbox import resources
from stripe_sandbox.errors import BadParameter
from stripe_sandbox.store import Json, Store

REFERENCES = {  # field of a resource: the kind of object its id stands for
    ("checkout.session", "payment_intent"): "payment_intent",
    ("checkout.session", "customer"): "customer",
    ("payment_intent", "latest_charge"): "charge",
    ("payment_intent", "customer"): "customer",
    ("charge", "payment_intent"): "payment_intent",
    ("charge", "customer"): "customer",
    ("refund", "charge"): "charge",
    ("refund", "payment_intent"): "payment_intent",
    ("price", "product"): "product",
}
DEEPEST = 4  # Stripe's limit


def expand(store: Store, answer: Json, paths: list[str]) -> Json:
    """Return `answer` with each dotted path replaced by what it stands for."""
    for path in paths:
        keys = path.split(".")
        if len(keys) > DEEPEST:
            raise BadParameter(f"You cannot expand more than {DEEPEST} levels of a property. Property: {path}")
        _expand(store, answer, keys, path)
    return answer


def _expand(store: Store, node: Json, keys: list[str], path: str) -> None:
    name, *rest = keys
    if node["object"] == "list" and name == "data":
        for member in node["data"]:
            _expand(store, member, rest, path)
        return
    field = (node["object"], name)
    if field == ("checkout.session", "line_items"):
        node.setdefault(name, lines_of(store, node["id"]))
    elif field == ("charge", "refunds"):
        node.setdefault(name, _refunds_of(store, node["id"]))
    elif field in REFERENCES:
        if isinstance(node[name], str):
            node[name] = store.known(REFERENCES[field], node[name])
    elif not isinstance(node.get(name), dict) or not rest:
        raise BadParameter(f"This property cannot be expanded ({path}).", param="expand")
    if rest and isinstance(node[name], dict):
        _expand(store, node[name], rest, path)


def lines_of(store: Store, session_id: str) -> Json:
    """Return the first line items of a session, as a list answer."""
    lines = list(store.newest("item", parent=session_id))
    return resources.list_of(lines[:10], url=f"/v1/checkout/sessions/{session_id}/line_items", has_more=len(lines) > 10)


def _refunds_of(store: Store, charge_id: str) -> Json:
    refunds = [refund for refund in store.newest("refund") if refund["charge"] == charge_id]
    return resources.list_of(refunds[:10], url=f"/v1/charges/{charge_id}/refunds", has_more=len(refunds) > 10)
