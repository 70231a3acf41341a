"""Who may come in to billing by which way."""

from typing import Any

from django.utils import timezone

from billing import operations
from tests.factories.billing import KIND, order_of, stock
from tests.house.rows import House, Row, owner, signed_in


def thing(_house: House) -> dict[str, Any]:
    stock()
    return {"kind": KIND, "key": "a"}


def draft(house: House) -> dict[str, Any]:
    return {"public_id": order_of(house.robin).public_id}


def done(house: House) -> dict[str, Any]:
    return {"public_id": order_of(house.robin, minor=0).public_id}


def invoiced(house: House) -> dict[str, Any]:
    order = order_of(house.robin)
    operations.issue_invoice(order=order, now=timezone.now())
    return {"public_id": order.public_id}


ROWS = [
    Row("billing:buy", signed_in(302), thing),
    Row("billing:buy", signed_in(302), thing, method="post"),
    Row("billing:order-list", signed_in(200)),
    Row("billing:order", owner(200), draft),
    Row("billing:checkout", owner(200), draft),
    Row("billing:checkout", owner(302), done, method="post"),
    Row("billing:return", owner(302), done),
    Row("billing:cancel", owner(200), draft),
    Row("billing:cancel", owner(302), done, method="post"),
    Row("billing:invoice", owner(200), invoiced),
]
