"""The one place where courses asks billing: what a course costs, who has the right to it, how a free one is taken."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from accounts.models import User
from billing import operations, queries
from billing.queries import Price
from courses.errors import NotFree
from courses.models import Course

KIND = "course"


def has_right(user: User | AnonymousUser, course: Course) -> bool:
    """Say whether this person may read the closed lessons of the course."""
    return queries.has_right(user, KIND, str(course.key))


def rights_of(user: User) -> set[str]:
    """Return the keys of all courses that this person may read, in one query."""
    return queries.rights_of(user, KIND)


def price_of(course: Course) -> Price | None:
    """Return what the course costs now, or None when it cannot be had."""
    return queries.price_of(KIND, str(course.key))


def prices_of(keys: Iterable[str]) -> dict[str, Price]:
    """Return the prices of several courses by key, in one query."""
    return queries.prices_of(KIND, list(keys))


def take_free(*, learner: User, course: Course, now: datetime) -> None:
    """Take a free course: an order at 0, which gives the right, and with it the enrollment, at once and without Stripe.

    Raises `RuleBroken` when the course is not on sale or not free any more.
    """
    price = price_of(course)
    if price is None or not price.is_free:
        raise NotFree(_("This course is not free any more. Its page shows what it costs now."))
    order = operations.open_order(buyer=learner, items=[(KIND, str(course.key))], now=now)
    if order.state != order.State.PAID:  # begun when it cost something; it has to be finished or canceled first
        raise NotFree(_("You have an open order of this course. Finish or cancel it under “Orders” first."))
