"""Amounts in minor units, shown to people; and the smallest charge of each currency that the sandbox knows."""

SMALLEST_CHARGE = {"chf": 50, "eur": 50, "gbp": 30, "jpy": 50, "usd": 50}  # docs.stripe.com/currencies, in minor units
NO_DECIMALS = {"jpy"}


def show(amount: int, currency: str) -> str:
    """Return `EUR 1,490.00` for 149000 and `eur`."""
    if currency in NO_DECIMALS:
        return f"{currency.upper()} {amount:,}"
    return f"{currency.upper()} {amount // 100:,}.{amount % 100:02d}"
