"""A coach's notes. Their text goes into the sealed column and nowhere else: no log, mail, event or task names it."""

from datetime import datetime

from django.db import transaction

from coaching.models import Coach, Session, SessionEvent, SessionNote

Kind = SessionNote.Kind


@transaction.atomic
def write_note(*, session: Session, author: Coach, kind: SessionNote.Kind, text: str, now: datetime) -> SessionNote:
    """Keep a note of the session's own coach; sharing it with the client is noted in the history, its text is not."""
    note = SessionNote(session=session, author=author, kind=kind, written_at=now)
    note.text = text
    note.save(force_insert=True)
    if kind == Kind.SHARED:
        session.record(SessionEvent.Kind.NOTE_SHARED, SessionEvent.By.COACH, now)
    return note


@transaction.atomic
def remove_note(*, note: SessionNote, now: datetime) -> None:
    """Delete a note for good; a shared one is thereby taken back from the client."""
    note.delete()
    if note.kind == Kind.SHARED:
        note.session.record(SessionEvent.Kind.NOTE_WITHDRAWN, SessionEvent.By.COACH, now)


@transaction.atomic
def seal_notes_anew() -> int:
    """Seal every note with the first of `NOTES_KEYS`, so that older keys can be dropped; returns how many."""
    notes = SessionNote.objects.select_for_update().only("sealed")
    number = 0
    for note in notes.iterator(chunk_size=500):
        note.seal_anew()
        note.save(update_fields=["sealed"])
        number += 1
    return number
