"""What the screens of coaching share."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse

from accounts.models import User
from coaching.models import Coach
from coaching.rules import is_coach

P = ParamSpec("P")


class ClientRequest(HttpRequest):
    """A request of somebody who is signed in."""

    user: User


class CoachRequest(ClientRequest):
    """A request of a coach; `coach` is their own record."""

    coach: Coach


def coach_required(view: Callable[Concatenate[CoachRequest, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """Ask visitors to sign in, and let only coaches pass: to others the desk does not exist."""

    @login_required
    @wraps(view)
    def inner(request: CoachRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not is_coach(request.user):
            raise Http404
        request.coach = request.user.coach
        return view(request, *args, **kwargs)

    return inner
