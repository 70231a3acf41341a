"""What the database itself refuses, on both engines, whoever asks."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from billing import operations
from billing.models import (
    Entitlement,
    Invoice,
    InvoiceSeries,
    LedgerEntry,
    Offer,
    Order,
    OrderLine,
    PaymentAttempt,
    PriceVersion,
    Refund,
    StripeEvent,
)
from tests.factories.billing import order_of, stock

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
NOW = timezone.now()


@pytest.fixture
def order(robin: Any) -> Order:
    stock()
    return order_of(robin)


def attempt(order: Order, number: int = 1, **fields: Any) -> PaymentAttempt:
    made: PaymentAttempt = order.attempts.create(
        **{
            "number": number,
            "idempotency_key": f"attempt-{number}",
            "amount_minor": order.total_minor,
            "currency": "EUR",
            "created_at": NOW,
            "expires_at": NOW + timedelta(minutes=32),
            **fields,
        }
    )
    return made


def entry(order: Order, **fields: Any) -> LedgerEntry:
    made: LedgerEntry = order.ledger.create(
        **{
            "kind": "charge",
            "natural_key": "charge:pi_1",
            "amount_minor": 1,
            "currency": "EUR",
            "recorded_at": NOW,
            **fields,
        }
    )
    return made


def invoice(order: Order, **fields: Any) -> Invoice:
    series, _new = InvoiceSeries.objects.get_or_create(year=2026)
    return Invoice.objects.create(
        **{
            "order": order,
            "series": series,
            "sequence": 1,
            "number": "2026-00001",
            "issued_at": NOW,
            "currency": "EUR",
            "total_minor": 1,
            "tax_minor": 0,
            "snapshot": {},
            **fields,
        }
    )


def refuses(action: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        action()


@pytest.mark.parametrize("table", [PriceVersion, LedgerEntry, Invoice], ids=lambda model: model.__name__)
def test_what_was_written_is_never_rewritten_or_deleted(order, table: type[models.Model]):
    entry(order)
    invoice(order)
    with connection.cursor() as cursor:
        name = table._meta.db_table
        refuses(lambda: cursor.execute(f"UPDATE {name} SET currency = 'USD'"))
        refuses(lambda: cursor.execute(f"DELETE FROM {name}"))
    refuses(lambda: table.objects.update(currency="USD"))
    row = table.objects.get()
    refuses(row.save)


def test_retention_has_a_door_to_the_ledger_but_not_to_prices(order):
    from common.db.guards import erasing

    entry(order)
    with erasing():
        LedgerEntry.objects.all().delete()
    assert LedgerEntry.objects.count() == 0
    with pytest.raises(IntegrityError), erasing():
        PriceVersion.objects.all()._raw_delete("default")


def test_one_payable_attempt_at_a_time(order):
    attempt(order)
    refuses(lambda: attempt(order, 2))
    PaymentAttempt.objects.update(state="expired")
    attempt(order, 2)


@pytest.mark.parametrize(
    "fields",
    [
        {"amount_minor": 0},
        {"amount_minor": -1},
        {"state": "paid"},
        {"state": "open"},
        {"state": "succeeded"},
        {"currency": "JPY"},
    ],
    ids=str,
)
def test_an_attempt_that_makes_no_sense_is_refused(order, fields):
    refuses(lambda: attempt(order, **fields))


def test_sessions_intents_and_keys_belong_to_one_attempt(order, sam):
    attempt(order, session_id="cs_1", intent_id="pi_1", state="succeeded")
    other = order_of(sam)
    for fields in (
        {"session_id": "cs_1"},
        {"intent_id": "pi_1"},
        {"idempotency_key": "attempt-1"},
    ):
        refuses(lambda fields=fields: attempt(other, 2, **fields))
    refuses(lambda: attempt(order, 1, idempotency_key="new"))


def test_the_same_fact_stands_in_the_ledger_once(order):
    entry(order)
    refuses(lambda: entry(order))


@pytest.mark.parametrize(
    ("kind", "amount"),
    [
        ("charge", -1),
        ("refund", 1),
        ("sale", 1),
        ("credit", -1),
        ("refund_reversal", -1),
        ("credit_reversal", 1),
        ("gift", 1),
    ],
)
def test_the_sign_of_an_entry_follows_its_kind(order, kind, amount):
    refuses(lambda: entry(order, kind=kind, amount_minor=amount))


@pytest.mark.parametrize(
    "changes",
    [
        {"total_minor": -1},
        {"tax_minor": -1},
        {"tax_minor": 14901},
        {"state": "paid"},
        {"state": "closed"},
        {"state": "unheard of"},
        {"currency": "XXX"},
    ],
    ids=str,
)
def test_an_order_that_makes_no_sense_is_refused(order, changes):
    refuses(lambda: Order.objects.filter(pk=order.pk).update(**changes))


@pytest.mark.parametrize("changes", [{"amount_minor": -1}, {"units": 0}, {"tax_minor": 14901}], ids=str)
def test_a_line_that_makes_no_sense_is_refused(order, changes):
    refuses(lambda: OrderLine.objects.update(**changes))


def test_one_entitlement_per_unit_of_a_line(order, robin):
    line = order.lines.get()
    fields = {"order_line": line, "kind": line.kind, "key": line.key, "granted_at": NOW}
    Entitlement.objects.create(**fields, person=robin, state="active")
    refuses(lambda: Entitlement.objects.create(**fields, person=robin, state="active"))
    refuses(lambda: Entitlement.objects.create(**fields, unit=2, person=None, state="active"))
    refuses(lambda: Entitlement.objects.create(**fields, unit=2, person=robin, state="revoked"))
    refuses(lambda: Entitlement.objects.create(**fields, unit=2, person=robin, state="hidden"))


def test_one_open_order_per_basket_and_buyer(order, sam):
    copy = {"basket": order.basket, "currency": "EUR", "total_minor": 0, "tax_minor": 0, "created_at": NOW}
    refuses(lambda: Order.objects.create(buyer=order.buyer, **copy))
    Order.objects.create(buyer=sam, **copy)


def test_refunds_are_positive_and_known_once(order):
    paid = attempt(order, session_id="cs_1", intent_id="pi_1", state="succeeded")
    fields = {"order": order, "attempt": paid, "currency": "EUR", "reason": "x", "requested_at": NOW}
    Refund.objects.create(**fields, request_key="a", stripe_id="re_1", amount_minor=1)
    for wrong in (
        {"request_key": "a", "amount_minor": 1},
        {"request_key": "b", "amount_minor": 1, "stripe_id": "re_1"},
        {"request_key": "b", "amount_minor": 0},
        {"request_key": "b", "amount_minor": 1, "state": "succeeded"},
        {"request_key": "b", "amount_minor": 1, "state": "lost"},
    ):
        refuses(lambda wrong=wrong: Refund.objects.create(**fields, **wrong))


def test_an_event_is_known_once_and_an_invoice_has_its_number_alone(order, sam):
    event = {"type": "x", "received_at": NOW, "next_try_at": NOW}
    StripeEvent.objects.create(stripe_id="evt_1", **event)
    refuses(lambda: StripeEvent.objects.create(stripe_id="evt_1", **event))
    refuses(lambda: StripeEvent.objects.create(stripe_id="", **event))
    invoice(order)
    other = order_of(sam)
    refuses(lambda: invoice(order, sequence=2, number="2026-00002"))
    refuses(lambda: invoice(other, number="2026-00002"))
    refuses(lambda: invoice(other, sequence=2))


def test_an_offer_is_one_and_its_price_is_possible():
    stock()
    offer = Offer.objects.get()
    refuses(lambda: Offer.objects.create(kind=offer.kind, key=offer.key, title="again"))
    for wrong in (
        {"amount_minor": -1},
        {"currency": "JPY"},
        {"tax_percent": Decimal(-1)},
        {"tax_percent": Decimal(100)},
    ):
        fields = {"amount_minor": 1, "currency": "EUR", "tax_percent": Decimal(19), "valid_from": NOW, **wrong}
        refuses(lambda fields=fields: offer.prices.create(**fields))


def test_a_person_with_orders_cannot_be_deleted_past_the_erasure(order, robin):
    with pytest.raises(models.ProtectedError):
        robin.delete()


def test_putting_the_same_thing_on_sale_again_writes_no_second_price():
    stock()
    stock()
    assert PriceVersion.objects.count() == 1
    with pytest.raises(ValueError, match="sells in EUR"):
        operations.ensure_offer(kind="thing", key="b", title="b", minor=1, currency="USD", now=NOW)
