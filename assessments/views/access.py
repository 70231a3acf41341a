"""Who may open an attempt: who took it, or the visitor whose session names it."""

import uuid
from collections.abc import Callable
from functools import update_wrapper
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache

from assessments import visitors
from assessments.models import Attempt

P = ParamSpec("P")


def own_attempt(
    view: Callable[Concatenate[HttpRequest, Attempt, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """Hand the view the attempt if it is this person's; anybody else learns nothing, not even that it exists.

    A visitor is asked to sign in, whatever the address, since a session may have run out in the middle.
    """

    def find(request: HttpRequest, public_id: uuid.UUID, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        mine = Attempt.objects.ready_to_show().visible_to(request.user, visitors.remembered(request))
        attempt = mine.filter(public_id=public_id).first()
        if attempt:
            return view(request, attempt, *args, **kwargs)
        if request.user.is_authenticated:
            raise Http404
        back = request.get_full_path() if request.method == "GET" else reverse("assessments:resume", args=[public_id])
        return redirect_to_login(back)

    update_wrapper(find, view)
    return never_cache(find)
