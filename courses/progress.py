"""Progress is this one function of what is required and what happened: never a counter, never above 100 or below 0."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import NamedTuple

DONE = frozenset({"lesson_done", "quiz_passed", "scenario_finished"})
LASTING = frozenset({"quiz_passed", "scenario_finished"})  # a mark can be taken back, a passed quiz cannot
UNDONE = "lesson_undone"
COMPLETED = "course_completed"


class Event(NamedTuple):
    """A learning event, as far as progress asks: its kind, and the id of its lesson."""

    kind: str
    lesson: int | None = None


@dataclass(frozen=True)
class Progress:
    """How far a learner is in a course; lessons are named by the ids of their records."""

    required: frozenset[int] = frozenset()
    done: frozenset[int] = frozenset()
    lasting: frozenset[int] = frozenset()
    new_since: frozenset[int] = frozenset()
    is_complete: bool = False

    @property
    def n_required(self) -> int:
        """Return the number of required lessons."""
        return len(self.required)

    @property
    def n_done(self) -> int:
        """Return the number of required lessons that are done."""
        return len(self.required & self.done)

    @property
    def percent(self) -> int:
        """Return the way gone in whole percent; 100 only when everything is done or the course was completed before."""
        if self.is_complete:
            return 100
        return 100 * self.n_done // self.n_required if self.required else 0

    @property
    def is_all_done(self) -> bool:
        """Say whether every required lesson is done (and there is at least one)."""
        return bool(self.required) and self.required <= self.done


def progress(required: Collection[int], events: Iterable[Event]) -> Progress:
    """Return the progress of a learner, from the required lessons of the published course and the events in order.

    Finished stays finished: once the course was completed it is complete, and lessons that became required later are
    new since then. A lesson that was completed by its rule of the time stays done when the rule changes.
    """
    done: set[int] = set()
    lasting: set[int] = set()
    ever: set[int] = set()
    is_complete = False
    for event in events:
        if event.kind == COMPLETED:
            is_complete = True
        elif event.lesson is None:
            continue
        elif event.kind in DONE:
            done.add(event.lesson)
            ever.add(event.lesson)
            if event.kind in LASTING:
                lasting.add(event.lesson)
        elif event.kind == UNDONE and event.lesson not in lasting:
            done.discard(event.lesson)
    needed = frozenset(required)
    return Progress(
        required=needed,
        done=frozenset(done),
        lasting=frozenset(lasting),
        new_since=needed - ever if is_complete else frozenset(),
        is_complete=is_complete,
    )
