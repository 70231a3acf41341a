"""Tables that the database itself keeps from being rewritten."""

from common.db.guards import append_only

PRICES = append_only("billing_priceversion", erasable=False)
LEDGER = append_only("billing_ledgerentry")
INVOICES = append_only("billing_invoice")
DECISIONS = append_only("billing_decision")
