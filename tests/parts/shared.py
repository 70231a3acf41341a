"""Servers that all processes of a run share: whoever asks first starts one, the run's end stops it."""

import json
import os
from collections.abc import Callable
from dataclasses import asdict

from tests.parts import postgres, valkey
from tests.parts.locks import locked
from tests.parts.places import run_folder
from tests.parts.processes import Part
from tests.parts.templates import packed_cluster

OWNER_VARIABLE = "ROUNDHOUSE_TEST_OWNER"


def shared_postgres() -> Part:
    """Return this run's PostgreSQL, with the migrated template in it."""
    return _shared("postgres", lambda owner: postgres.start(owner=owner, cluster=packed_cluster()))


def shared_valkey() -> Part:
    """Return this run's Valkey; each user takes a database number of its own."""
    return _shared("valkey", lambda owner: valkey.start(owner=owner))


def _shared(name: str, start: Callable[[int], Part]) -> Part:
    note = run_folder() / f"{name}.json"
    with locked(run_folder() / f"{name}.lock"):
        if note.exists():
            return Part(**json.loads(note.read_text(encoding="utf-8")))
        part = start(int(os.environ[OWNER_VARIABLE]))
        note.write_text(json.dumps(asdict(part)), encoding="utf-8")
        return part
