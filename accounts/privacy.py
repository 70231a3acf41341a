"""The privacy registry: each app says how a person's rows leave, and how they go. A test finds what is not covered."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from accounts.models import User

Export = Callable[[User], Any]
Erase = Callable[[User], None]


@dataclass(frozen=True)
class PrivacyEntry:
    """One app's share of what is known of a person."""

    name: str
    covers: tuple[type[Model], ...]
    export: Export
    erase: Erase


_entries: dict[str, PrivacyEntry] = {}


def register(name: str, *, covers: list[type[Model]], export: Export, erase: Erase) -> None:
    """Declare the models of an app that point at a person, how to export and how to erase them."""
    _entries[name] = PrivacyEntry(name, tuple(covers), export, erase)


def entries() -> list[PrivacyEntry]:
    """Return all entries, top of the house first, so that erasure meets dependents before what they depend on."""
    return sorted(_entries.values(), key=lambda entry: entry.name, reverse=True)  # growth, courses … account


def covered_models() -> set[type[Model]]:
    """Return every model that some entry answers for."""
    return {model for entry in _entries.values() for model in entry.covers}
