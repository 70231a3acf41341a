"""What the rules of coaching say no to."""

from common.errors import RuleBroken


class SlotTaken(RuleBroken):
    """The coach is busy at some moment of this time, buffers included."""


class NotBookable(RuleBroken):
    """Nobody could have this time: off the grid, outside working hours, too soon, too far ahead, or not on sale."""


class HoldOver(RuleBroken):
    """The hold has run out or was given up, and the time can no longer be had."""


class HoldElsewhere(RuleBroken):
    """The client holds another time; one at a time."""


class TooLate(RuleBroken):
    """The session has begun, is over, or was canceled: this can no longer be done."""
