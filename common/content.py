"""The registry behind `import_content` and `export_content`: each app loads its own files, in order, safely again."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml


@dataclass
class LoadReport:
    """Counts what a load did, by kind of thing."""

    made: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)

    def count(self, kind: str, *, is_new: bool) -> None:
        """Note one thing of `kind` as made now or as there already."""
        (self.made if is_new else self.kept)[kind] += 1


Load = Callable[[Path, LoadReport], None]
Dump = Callable[[Path], None]


@dataclass(frozen=True)
class Loader:
    """One app's part of the starter content."""

    name: str
    order: int
    load: Load
    dump: Dump | None = None


_loaders: dict[str, Loader] = {}


def register(name: str, load: Load, *, order: int, dump: Dump | None = None) -> None:
    """Add a loader; lower `order` runs first. Registering a name again replaces it."""
    _loaders[name] = Loader(name, order, load, dump)


def loaders() -> list[Loader]:
    """Return the loaders in the order in which they run."""
    return sorted(_loaders.values(), key=lambda loader: (loader.order, loader.name))


def read_yaml(path: Path) -> Any:
    """Return what the YAML file at `path` holds; raises `ValueError` naming the file when it is broken."""
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise ValueError(f"{path}: {error}") from error


def read_markdown(path: Path) -> tuple[dict[str, Any], str]:
    """Return the front matter and the Markdown body of the file at `path`."""
    text = path.read_text(encoding="utf-8")
    if not text.startswith("---\n"):
        raise ValueError(f"{path}: does not begin with front matter between lines of three dashes")
    head, _, body = text[4:].partition("\n---\n")
    try:
        return yaml.safe_load(head) or {}, body.strip()
    except yaml.YAMLError as error:
        raise ValueError(f"{path}: {error}") from error
