"""Screens of the assessments."""

from assessments.views.entry import home, method_page, short_check, start
from assessments.views.results import choose_target, result, short_result
from assessments.views.taking import item, resume, review

__all__ = [
    "choose_target",
    "home",
    "item",
    "method_page",
    "result",
    "resume",
    "review",
    "short_check",
    "short_result",
    "start",
]
