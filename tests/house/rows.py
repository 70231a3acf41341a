"""The words in which a matrix is written: `Row`, and who gets what."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

ROLES = ("anonymous", "robin", "sam", "kim", "editor", "moderator", "manager", "administrator")
SIGN_IN = "sign-in"  # a redirect to the sign-in page

Answer = int | str
Statuses = Mapping[str, Answer]
House = SimpleNamespace  # the people, by role


@dataclass(frozen=True)
class Row:
    """One way in, by one method: who gets which status.

    `name` is the url's name with its namespace, or its route when it has no name. `args` makes what the url needs
    (rows from factories) and returns its keyword arguments; it is called once, before anybody knocks.
    """

    name: str
    statuses: Statuses
    args: Callable[[House], dict[str, Any]] | None = None
    method: str = "get"
    data: Callable[[House], dict[str, Any]] | None = None
    prepare: Callable[[House, Any], None] | None = field(default=None, compare=False)  # (house, client), for a session


def everybody(status: Answer = 200, /, **others: Answer) -> Statuses:
    """Everybody gets `status`, but for the roles named."""
    return {**dict.fromkeys(ROLES, status), **others}


def signed_in(status: Answer = 200, /, **others: Answer) -> Statuses:
    """Who is signed in gets `status`; visitors are sent to sign in."""
    return {**everybody(status), "anonymous": SIGN_IN, **others}


def owner(status: Answer = 200, /, **others: Answer) -> Statuses:
    """Robin, who owns it, gets `status`; all strangers 404, however powerful; visitors are sent to sign in."""
    return {**everybody(404), "anonymous": SIGN_IN, "robin": status, **others}


def staff(status: Answer = 200, /, **others: Answer) -> Statuses:
    """Editors, moderators and administrators get `status`; other people 403; visitors are sent to sign in."""
    allowed = dict.fromkeys(("editor", "moderator", "administrator"), status)
    return {**everybody(403), "anonymous": SIGN_IN, **allowed, **others}
