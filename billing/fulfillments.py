"""What billing sells without knowing it: a pillar registers how its kind is described, kept, given, taken back."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from accounts.models import User

if TYPE_CHECKING:
    from billing.models import OrderLine


@dataclass(frozen=True)
class Description:
    """How a thing presents itself on an order: its title, its page, a line of detail such as the time of a session."""

    title: str
    url: str
    detail: str = ""


class Fulfillment(Protocol):
    """One kind of thing that can be sold. Every method must be harmless when called twice with the same arguments.

    `reserve`, `grant`, `revoke` and `release` run inside billing's transaction, after the order is locked
    (lock order: order, coach, session, pool); they call no network.
    """

    kind: str
    is_scarce: bool  # one buyer's hold keeps others away: only payment methods that answer at once are offered

    def describe(self, key: str) -> Description | None:
        """Return how the thing presents itself, or None when it is gone."""

    def check(self, key: str, buyer: User) -> None:
        """Raise `RuleBroken` if this person cannot have it now (has it already, not theirs to take, over)."""

    def reserve(self, key: str, buyer: User, until: datetime) -> None:
        """Keep it for the buyer until then; raises `RuleBroken` if it is no longer theirs to keep."""

    def grant(self, key: str, person: User, order_line: "OrderLine") -> None:
        """Give it; raises `RuleBroken` if it can no longer be given, and the money goes back by itself."""

    def revoke(self, key: str, person: User) -> None:
        """Take it back after a refund; what the person did with it is kept."""

    def release(self, key: str, buyer: User) -> None:
        """Let go of what `reserve` kept: the order was closed unpaid."""

    def progress(self, key: str, person: User) -> int | None:
        """Return how far the person came, in percent, or None where that means nothing."""

    def choices(self) -> list[tuple[str, str]]:
        """Return (key, title) of what can be priced, for the price editor."""


_fulfillments: dict[str, Fulfillment] = {}


def register(fulfillment: Fulfillment) -> None:
    """Let billing sell this kind; registering a kind again replaces it."""
    _fulfillments[fulfillment.kind] = fulfillment


def get(kind: str) -> Fulfillment:
    """Return the fulfillment of `kind`; raises `KeyError` for a kind that nobody registered."""
    return _fulfillments[kind]


def offer_key(kind: str, key: str) -> str | None:
    """Return the key under which the thing's price stands, None when the thing is gone.

    This is the thing's own key, unless its fulfillment has an `offer_key` method that names another: a held session,
    which exists once, is sold at the price of its type.
    """
    named = getattr(get(kind), "offer_key", None)
    return named(key) if named else key


def kinds() -> list[str]:
    """Return the kinds that can be sold."""
    return sorted(_fulfillments)
