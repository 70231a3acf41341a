"""The sandbox's memory: one SQLite file with objects, idempotent answers, deliveries and settings."""

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

SCHEMA = """
CREATE TABLE IF NOT EXISTS objects (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    parent TEXT NOT NULL,  -- the session of a line item; empty for all others
    body TEXT NOT NULL,    -- what Stripe answers
    notes TEXT NOT NULL    -- what Stripe remembers but does not answer
) STRICT;
CREATE INDEX IF NOT EXISTS objects_by_kind ON objects (kind, parent, position);
CREATE TABLE IF NOT EXISTS answers (
    account TEXT NOT NULL, key TEXT NOT NULL, fingerprint TEXT NOT NULL,
    status INTEGER NOT NULL, body TEXT NOT NULL, request_id TEXT NOT NULL, created INTEGER NOT NULL,
    PRIMARY KEY (account, key)
) STRICT;
CREATE TABLE IF NOT EXISTS deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    event TEXT NOT NULL, type TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'dropped', 'given up')),
    tries INTEGER NOT NULL DEFAULT 0, due REAL NOT NULL, answer TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX IF NOT EXISTS deliveries_waiting ON deliveries (due) WHERE state = 'waiting';
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
"""

Json = dict[str, Any]


class StoredAnswer(NamedTuple):
    """What an idempotency key was first answered with."""

    fingerprint: str
    status: int
    body: str
    request_id: str


class Delivery(NamedTuple):
    """One event on its way to the webhook."""

    id: int
    event: str
    type: str
    state: str
    tries: int
    due: float
    answer: str


class Store:
    """One connection behind one lock: everything the sandbox does is short, and strictly one thing after the other."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=10)
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = NORMAL")  # survives the end of the process, which is enough here
        self._connection.executescript(SCHEMA)

    def close(self) -> None:
        """Wait for whoever is writing, then let go of the file."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make everything inside happen or not happen as a whole, and alone."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def _rows(self, sql: str, *values: Any) -> list[Any]:
        with self._lock:
            return self._connection.execute(sql, values).fetchall()

    # Objects

    def add(self, body: Json, *, parent: str = "", notes: Json | None = None) -> Json:
        """Store a new object under its id and kind, and return it."""
        self._rows(
            "INSERT INTO objects (id, kind, parent, body, notes) VALUES (?, ?, ?, ?, ?)",
            *(body["id"], body["object"], parent, json.dumps(body), json.dumps(notes or {})),
        )
        return body

    def save(self, body: Json) -> Json:
        """Store the new state of an object, and return it."""
        self._rows("UPDATE objects SET body = ? WHERE id = ?", json.dumps(body), body["id"])
        return body

    def get(self, kind: str, object_id: str) -> Json | None:
        """Return one object, or nothing."""
        rows = self._rows("SELECT body FROM objects WHERE kind = ? AND id = ?", kind, object_id)
        return json.loads(rows[0][0]) if rows else None

    def known(self, kind: str, object_id: str) -> Json:
        """Return one object that another one points to; raises `LookupError` if the file is damaged."""
        found = self.get(kind, object_id)
        if found is None:
            raise LookupError(f"{kind} {object_id} is pointed to, but not stored")
        return found

    def notes(self, object_id: str) -> Json:
        """Return what is remembered about an object without being part of any answer."""
        (row,) = self._rows("SELECT notes FROM objects WHERE id = ?", object_id)
        notes: Json = json.loads(row[0])
        return notes

    def newest(self, kind: str, *, parent: str = "") -> Iterator[Json]:
        """Yield all objects of a kind, newest first."""
        sql = "SELECT body FROM objects WHERE kind = ? AND parent = ? ORDER BY position DESC"
        for (body,) in self._rows(sql, kind, parent):
            yield json.loads(body)

    def open_sessions_expiring(self, now: int) -> list[Json]:
        """Return the Checkout Sessions whose time is up."""
        sql = """SELECT body FROM objects WHERE kind = 'checkout.session' AND json_extract(body, '$.status') = 'open'
                 AND json_extract(body, '$.expires_at') <= ? ORDER BY position"""
        return [json.loads(body) for (body,) in self._rows(sql, now)]

    # Idempotent answers

    def answer_kept(self, account: str, key: str) -> StoredAnswer | None:
        """Return what `key` was first answered with."""
        sql = "SELECT fingerprint, status, body, request_id FROM answers WHERE account = ? AND key = ?"
        rows = self._rows(sql, account, key)
        return StoredAnswer(*rows[0]) if rows else None

    def keep_answer(self, account: str, key: str, answer: StoredAnswer, now: int) -> None:
        """Remember the answer to `key`."""
        self._rows("INSERT INTO answers VALUES (?, ?, ?, ?, ?, ?, ?)", account, key, *answer, now)

    def forget_answers_before(self, moment: int) -> None:
        """Let go of keys that Stripe would no longer know."""
        self._rows("DELETE FROM answers WHERE created < ?", moment)

    # Deliveries

    def add_delivery(self, event: Json, *, state: str = "waiting", due: float) -> None:
        """Queue one event for the webhook."""
        self._rows(
            "INSERT INTO deliveries (event, type, state, due) VALUES (?, ?, ?, ?)",
            event["id"],
            event["type"],
            state,
            due,
        )

    def next_delivery(self, now: float) -> Delivery | None:
        """Return the delivery that has been due for longest."""
        rows = self._rows("SELECT * FROM deliveries WHERE state = 'waiting' AND due <= ? ORDER BY due, id LIMIT 1", now)
        return Delivery(*rows[0]) if rows else None

    def note_delivery(self, delivery: Delivery) -> None:
        """Store how a delivery stands after a try."""
        self._rows(
            "UPDATE deliveries SET state = ?, tries = ?, due = ?, answer = ? WHERE id = ?",
            *(delivery.state, delivery.tries, delivery.due, delivery.answer, delivery.id),
        )

    def newest_deliveries(self, limit: int = -1) -> list[Delivery]:
        """Return deliveries, newest first; all of them unless `limit` says otherwise."""
        return [Delivery(*row) for row in self._rows("SELECT * FROM deliveries ORDER BY id DESC LIMIT ?", limit)]

    # Settings

    def setting(self, name: str) -> Any:
        """Return a stored setting, or nothing."""
        rows = self._rows("SELECT value FROM settings WHERE name = ?", name)
        return json.loads(rows[0][0]) if rows else None

    def set(self, name: str, value: Any) -> None:
        """Store a setting."""
        self._rows("INSERT OR REPLACE INTO settings VALUES (?, ?)", name, json.dumps(value))
