"""One HTTP request and one HTTP answer, free of sockets."""

import json
from dataclasses import dataclass, field
from email.message import Message
from typing import Any
from urllib.parse import SplitResult, urlsplit


@dataclass(frozen=True)
class Request:
    """What arrived."""

    method: str
    target: str
    headers: Message
    body: bytes

    @property
    def url(self) -> SplitResult:
        """The path and query that were asked for."""
        return urlsplit(self.target)

    @property
    def path(self) -> str:
        """The path alone, without a slash at its end."""
        return self.url.path.rstrip("/") or "/"

    @property
    def text(self) -> str:
        """The form that came with it: the body of a POST, the query of a GET."""
        return self.body.decode(errors="replace") if self.method == "POST" else self.url.query


@dataclass
class Answer:
    """What is sent back; `lost` means that the connection breaks instead."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    lost: bool = False

    @classmethod
    def of_json(cls, value: Any, status: int = 200) -> "Answer":
        """Answer with JSON."""
        return cls(status, json.dumps(value, indent=2).encode(), {"Content-Type": "application/json"})

    @classmethod
    def see_other(cls, address: str) -> "Answer":
        """Send the browser on with a GET."""
        return cls(303, b"", {"Location": address})
