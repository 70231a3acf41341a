"""What every page knows of the brand."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def brand(_request: HttpRequest) -> dict[str, Any]:
    """Return the brand and whether this is a demo."""
    return {"demo": settings.DEMO, "brand": {"name": "Roundhouse"}}
