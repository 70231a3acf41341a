"""Print a key for coaches' notes."""

from typing import Any

from cryptography.fernet import Fernet
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Prints a new key; nothing is stored."""

    help = "Print a new key for NOTES_KEYS. Put it first, keep the older ones, then run rotate_notes_keys."
    requires_system_checks = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Print it."""
        self.stdout.write(Fernet.generate_key().decode())
