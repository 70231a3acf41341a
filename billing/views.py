"""Orders and Stripe's webhook."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST


@csrf_exempt
@require_POST
def stripe_webhook(_request: HttpRequest) -> HttpResponse:
    """Store a signed event."""
    return HttpResponse(status=503)
