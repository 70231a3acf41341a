"""Things to sell, orders of them, and a fulfillment that a test can look into."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from billing import fulfillments, operations
from billing.models import Order
from common.errors import RuleBroken

KIND = "thing"
PRICE = 14900


@dataclass
class Shelf:
    """Sells things that exist only here, and remembers what billing asked of it."""

    kind: str = KIND
    is_scarce: bool = False
    calls: list[tuple[str, ...]] = field(default_factory=list)
    refusals: dict[str, str] = field(default_factory=dict)  # method: sentence
    kept_until: dict[str, datetime] = field(default_factory=dict)
    before: dict[str, Callable[[], object]] = field(default_factory=dict)  # method: done first

    def _called(self, method: str, key: str) -> None:
        self.calls.append((method, key))
        if method in self.before:
            self.before[method]()
        if method in self.refusals:
            raise RuleBroken(self.refusals[method])

    def count(self, method: str) -> int:
        """Return how often billing asked for `method`."""
        return sum(call[0] == method for call in self.calls)

    def describe(self, key: str) -> fulfillments.Description | None:
        """Describe everything but what is called 'gone'."""
        return None if key == "gone" else fulfillments.Description(f"Thing {key}", f"/things/{key}/", "One of a kind")

    def check(self, key: str, buyer: User) -> None:
        """Let everybody have it."""
        self._called("check", key)

    def reserve(self, key: str, buyer: User, until: datetime) -> None:
        """Note until when it is kept."""
        self._called("reserve", key)
        self.kept_until[key] = until

    def grant(self, key: str, person: User, order_line: Any) -> None:
        """Give it."""
        self._called("grant", key)

    def revoke(self, key: str, person: User) -> None:
        """Take it back."""
        self._called("revoke", key)

    def release(self, key: str, buyer: User) -> None:
        """Let it go."""
        self._called("release", key)

    def progress(self, key: str, person: User) -> int | None:
        """Say nothing."""
        return None

    def choices(self) -> list[tuple[str, str]]:
        """Offer one."""
        return [("a", "Thing a")]


def stock(*, minor: int = PRICE, key: str = "a", now: datetime | None = None) -> Shelf:
    """Register a shelf of things, and put one on sale."""
    shelf = Shelf()
    fulfillments.register(shelf)
    offer(minor=minor, key=key, now=now)
    return shelf


def offer(*, minor: int = PRICE, key: str = "a", now: datetime | None = None) -> None:
    """Put a thing on sale, since an hour ago if nothing else is said."""
    begun = now or timezone.now() - timedelta(hours=1)
    operations.ensure_offer(kind=KIND, key=key, title=f"Thing {key}", minor=minor, now=begun)


def order_of(buyer: User, *keys: str, minor: int = PRICE) -> Order:
    """Open an order of things, which are put on sale if need be."""
    if KIND not in fulfillments.kinds():
        fulfillments.register(Shelf())
    for key in keys or ("a",):
        offer(minor=minor, key=key)
    return operations.open_order(buyer=buyer, items=[(KIND, key) for key in keys or ("a",)], now=timezone.now())
