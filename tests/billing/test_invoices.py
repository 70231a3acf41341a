"""Invoices: dated where the books are kept."""

from datetime import UTC, datetime

import pytest

from billing import operations
from tests.factories.billing import order_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("zone", "number", "day"),
    [("Europe/Berlin", "2027-00001", "1 January 2027"), ("UTC", "2026-00001", "31 December 2026")],
)
def test_an_invoice_carries_the_date_and_the_year_of_the_sellers_zone(shelf, robin, settings, zone, number, day):
    settings.SELLER_TIME_ZONE = zone
    midnight_in_berlin = datetime(2026, 12, 31, 23, 0, tzinfo=UTC)
    invoice = operations.issue_invoice(order=order_of(robin), now=midnight_in_berlin)
    assert (invoice.number, invoice.snapshot["issued_on"]) == (number, day)
