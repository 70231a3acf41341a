"""What the rules of assessments refuse."""

from common.errors import RuleBroken


class AttemptClosed(RuleBroken):
    """The attempt has been handed in: its answers stay as they are."""


class AnswerRefused(RuleBroken):
    """The answer is none that this item knows."""


class ConsentMissing(RuleBroken):
    """Without consent nothing is stored."""


class NothingAnswered(RuleBroken):
    """An attempt without a single answer has no result."""


class TargetUnknown(RuleBroken):
    """The target profile does not belong to what was assessed."""


class FrameworkFaulty(RuleBroken):
    """A framework that cannot be published; the message names every place."""
