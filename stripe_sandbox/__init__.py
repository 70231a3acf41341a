"""A development-only Stripe: the endpoints, the checkout page and the signed events that a purchase needs, offline."""

API_VERSION = "2026-10-28.endive"  # must be the installed SDK's; docs/developers/stripe-sandbox.md says how to bump it
