"""What the rules of money refuse, each with a sentence for the person who asked."""

from common.errors import RuleBroken


class NotForSale(RuleBroken):
    """The thing is unknown, not on sale, or not to be had by this person."""


class PriceChanged(RuleBroken):
    """The price moved between looking and paying; the order now shows the new one."""


class OrderClosed(RuleBroken):
    """The order can no longer be paid or canceled."""


class NothingToDecide(RuleBroken):
    """The order does not wait for a person, or no longer."""


class RefundImpossible(RuleBroken):
    """More was asked back than was paid, or nothing was."""


class GatewayUnavailable(RuleBroken):
    """The payment provider cannot be reached or is busy; asking again later may work."""


class GatewayRefused(RuleBroken):
    """The payment provider understood the request and said no; asking again will not work."""


class SignatureRefused(RuleBroken):
    """An event does not carry a valid signature of our provider."""


class Overtaken(Exception):
    """Another settle wrote between our read of Stripe and our lock; read again."""
