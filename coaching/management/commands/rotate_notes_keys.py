"""Seal coaches' notes anew."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from coaching.operations.notes import seal_notes_anew
from coaching.vault import SealBroken


class Command(BaseCommand):
    """Seals every note with the first of NOTES_KEYS; safe to run again."""

    help = "Seal all notes with the first of NOTES_KEYS. Afterwards the older keys can be dropped."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Seal all, or none if one cannot be opened."""
        try:
            number = seal_notes_anew()
        except SealBroken as broken:
            raise CommandError(
                "A note was sealed with a key that is not in NOTES_KEYS. Put that key back; nothing was changed."
            ) from broken
        self.stdout.write(f"Sealed {number} notes with the first key.")
