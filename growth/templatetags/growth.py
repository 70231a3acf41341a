"""Words about recommendations."""

from django import template

from growth import steps
from growth.queries import Advice

register = template.Library()


@register.filter
def reason(advice: Advice) -> str:
    """Return why this is recommended."""
    return steps.reason(advice)
