"""What the rules of coaching say no to."""

from common.errors import RuleBroken


class SlotTaken(RuleBroken):
    """Somebody else has this time, or it is not one that can be booked."""


class HoldOver(RuleBroken):
    """The hold has run out or was given up."""


class TooLate(RuleBroken):
    """The session has begun, is over, or was canceled: this can no longer be done."""
