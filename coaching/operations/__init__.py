"""Every write of coaching."""

from coaching.operations.availability import set_availability
from coaching.operations.holds import expire_holds, extend_hold, hold_slot, just_taken, release_hold
from coaching.operations.notes import remove_note, write_note
from coaching.operations.outcomes import cancel_session, complete_session, confirm_session

__all__ = [
    "cancel_session",
    "complete_session",
    "confirm_session",
    "expire_holds",
    "extend_hold",
    "hold_slot",
    "just_taken",
    "release_hold",
    "remove_note",
    "set_availability",
    "write_note",
]
