"""The chaos API: faults that a test orders, counted down as they happen."""

from typing import Any

from stripe_sandbox.errors import BadParameter
from stripe_sandbox.store import Json, Store

UNTIL_OFF = -1  # as `count`: every time, until the verb is set to 0

VERBS: dict[str, Json] = {  # each verb with its options and their defaults
    "drop_webhooks": {"count": 1, "on": ""},
    "duplicate_webhooks": {"count": 1, "on": ""},
    "delay_webhooks": {"count": 1, "on": "", "seconds": 1.0},
    "fail_before": {"count": 1, "on": "", "status": 500},
    "fail_after": {"count": 1, "on": "", "status": 500},
    "lose_answer": {"count": 1, "on": ""},
    "delay_answer": {"count": 1, "on": "", "seconds": 1.0},
    "wrong_amount": {"count": 1, "add": 100},
    "clock_jump": {"seconds": 0},
}


class Chaos:
    """The faults on order; `on` narrows one down to what begins so: 'POST /v1/refunds', 'charge.refunded'."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def orders(self) -> Json:
        """Return the faults still to come, verb by verb."""
        return self._store.setting("chaos") or {}

    def order(self, wishes: Json) -> Json:
        """Add or replace faults and return all that are on order; `{"reset": true}` first takes all of them back."""
        orders = {} if wishes.pop("reset", False) else self.orders()
        for verb, wish in wishes.items():
            orders[verb] = _understood(verb, wish)
        orders = {verb: order for verb, order in orders.items() if order.get("count", order.get("seconds")) != 0}
        self._store.set("chaos", orders)
        return orders

    def take(self, verb: str, subject: str = "") -> Json | None:
        """Return the options of a fault if one is on order for `subject`, and count it down."""
        orders = self.orders()
        order: Json | None = orders.get(verb)
        if order is None or not subject.startswith(order.get("on", "")):
            return None
        if order["count"] != UNTIL_OFF:
            self.order({verb: {**order, "count": order["count"] - 1}})
        return order

    def clock_offset(self) -> int:
        """Return by how many seconds the sandbox's clock is ahead."""
        return int(self.orders().get("clock_jump", {}).get("seconds", 0))


def _understood(verb: str, wish: Any) -> Json:
    """Return the complete order that `3`, `true`, `false` or `{"count": 3, …}` is short for."""
    if verb not in VERBS:
        raise BadParameter(f"No such fault: {verb}; there are {', '.join(VERBS)}", param=verb)
    defaults = VERBS[verb]
    if isinstance(wish, bool):
        wish = {"count": UNTIL_OFF if wish else 0}
    elif isinstance(wish, int | float):
        wish = {"count" if "count" in defaults else "seconds": wish}
    if not isinstance(wish, dict) or wish.keys() - defaults.keys():
        raise BadParameter(f"{verb} takes a number or {', '.join(defaults)}", param=verb)
    for name, value in wish.items():
        expected = int | float if name == "seconds" else type(defaults[name])
        if not isinstance(value, expected) or isinstance(value, bool):
            raise BadParameter(f"{verb}: {name} is not a {type(defaults[name]).__name__}", param=verb)
    return {**defaults, **wish}
