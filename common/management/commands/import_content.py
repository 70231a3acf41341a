"""Load the starter content."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from common.content import LoadReport, loaders


class Command(BaseCommand):
    """Loads content from files; a second run changes nothing."""

    help = "Load the starter content (or another folder of the same form). Safe to run again."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the folder, and optionally the loaders to run."""
        parser.add_argument("folder", nargs="?", type=Path, default=Path(settings.BASE_DIR) / "content")
        parser.add_argument("--only", nargs="*", help="names of loaders to run")

    def handle(self, *_args: Any, folder: Path, only: list[str] | None, **_options: Any) -> None:
        """Run the loaders, each in its own transaction."""
        if not folder.is_dir():
            raise CommandError(f"There is no folder {folder}.")
        report = LoadReport()
        for loader in loaders():
            if only and loader.name not in only:
                continue
            try:
                with transaction.atomic():
                    loader.load(folder, report)
            except (ValueError, KeyError) as error:
                raise CommandError(f"{loader.name}: {error}") from error
        made = ", ".join(f"{number} {kind}" for kind, number in sorted(report.made.items()))
        kept = sum(report.kept.values())
        self.stdout.write(f"Content: made {made or 'nothing'}; {kept} already there.")
