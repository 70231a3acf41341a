"""What the rules of learning refuse, each with a sentence for the person who asked."""

from common.errors import RuleBroken


class NotFree(RuleBroken):
    """The course was asked for as a free one, and is not."""


class LessonNotFinished(RuleBroken):
    """The lesson is completed by something else than a mark."""


class AnswersMissing(RuleBroken):
    """Some questions have no answer yet, or one that was never offered; `questions` names them by key."""

    def __init__(self, message: str, questions: frozenset[str]) -> None:
        super().__init__(message)
        self.questions = questions


class AttemptClosed(RuleBroken):
    """The answers have been handed in already."""


class NothingToPlay(RuleBroken):
    """The lesson has no quiz or scenario that could be started."""


class CertificateNotDue(RuleBroken):
    """The course is not complete, gives no certificate, or the learner's name is unknown."""


class InUse(RuleBroken):
    """Learners' records stand behind this page: it can be unpublished, not deleted."""
