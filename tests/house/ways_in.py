"""Finds every way into the house: walks the URL resolver, all patterns of ours and of the packages."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

BACK_OFFICE = "cms/"
CLOSED_DOORS = {"cms/login/", "cms/password_reset/"}  # ours, before Wagtail's of the same address
ALLAUTH = ("account_", "mfa_", "usersessions_")
SAMPLES = {"int": "1", "uuid": "00000000-0000-4000-8000-000000000000"}
COMPARISON = re.compile(r"\(\?P<\w+>[^)]*\)")
PARAMETER = re.compile(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>")


@dataclass(frozen=True)
class WayIn:
    """One URL pattern: its name with namespaces, its route from the root, its view."""

    name: str
    route: str
    view: Any

    @property
    def key(self) -> str:
        """Return what a matrix row calls it: the name, or the route when there is no name."""
        return self.name or self.route

    @property
    def is_back_office(self) -> bool:
        """Say whether it belongs to Wagtail's back office, but for our own doors before it."""
        return self.route.startswith(BACK_OFFICE) and self.key not in CLOSED_DOORS

    @property
    def is_allauth(self) -> bool:
        """Say whether it is one of allauth's screens."""
        return self.name.startswith(ALLAUTH)

    @property
    def sample_path(self) -> str:
        """Return an address of this form, with ids that may lead nowhere."""
        path = COMPARISON.sub("1", self.route).replace("\\.", ".").replace(".*", "none")
        return "/" + PARAMETER.sub(_sample, path)


def _sample(found: re.Match[str]) -> str:
    if found["name"].endswith(("pk", "id")) and found["kind"] != "uuid":
        return "1"
    return SAMPLES.get(found["kind"], "none")


@cache
def ways_in() -> tuple[WayIn, ...]:
    """Return every way in, in the order in which the resolver asks them."""
    return tuple(_walk(get_resolver().url_patterns, "", ()))


def _walk(patterns: list[Any], prefix: str, namespaces: tuple[str, ...]) -> Iterator[WayIn]:
    for pattern in patterns:
        route = prefix + _route(pattern)
        if isinstance(pattern, URLResolver):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from _walk(pattern.url_patterns, route, inner)
        elif isinstance(pattern, URLPattern):
            name = ":".join((*namespaces, pattern.name)) if pattern.name else ""
            yield WayIn(name, route, pattern.callback)


def _route(pattern: Any) -> str:
    if type(pattern.pattern).__name__ == "LocalePrefixPattern":
        return ""  # the default language has no prefix
    return str(pattern.pattern).removeprefix("^").removesuffix("$").removesuffix("\\Z")
