"""The one error that may be shown to people: the rules say no."""


class RuleBroken(Exception):
    """A rule forbids what was asked; the message is a sentence for the person who asked."""
