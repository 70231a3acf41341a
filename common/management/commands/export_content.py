"""Write content to files of the form that `import_content` reads."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from common.content import loaders


class Command(BaseCommand):
    """Writes content to a folder."""

    help = "Write content as files that import_content can load elsewhere; keys are kept."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the folder to write to."""
        parser.add_argument("folder", type=Path)

    def handle(self, *_args: Any, folder: Path, **_options: Any) -> None:
        """Let each app that can write its part do so."""
        folder.mkdir(parents=True, exist_ok=True)
        for loader in loaders():
            if loader.dump:
                loader.dump(folder)
                self.stdout.write(f"{loader.name}: written")
