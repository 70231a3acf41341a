"""The embedded broker: messages as files in a folder, each of which appears whole."""

import time
import uuid
from pathlib import Path
from typing import Any

from kombu.exceptions import ChannelError
from kombu.transport import filesystem
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    """Kombu's own channel opens a message's file under its final name, so that a worker may read it still empty."""

    def _put(self, queue: str, message: Any, **_kwargs: Any) -> None:  # type: ignore[override]  # kombu's two differ
        name = f"{round(time.monotonic() * 1000)}_{uuid.uuid4()}.{queue}.msg"
        whole = Path(self.data_folder_out) / name
        half = whole.with_name(f"{name}.half")
        try:
            half.write_text(dumps(message), encoding="utf-8")
            half.rename(whole)
        except OSError as problem:
            raise ChannelError(f"The message {name} cannot be written: {problem}") from problem


class Transport(filesystem.Transport):
    """What `filesystem://` stands for here."""

    Channel = Channel
