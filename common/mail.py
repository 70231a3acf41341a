"""Mail: a row in the same transaction as its cause; a task sends it, a sweep finds it again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.core.files.base import ContentFile
from django.template.loader import render_to_string
from django.utils import translation
from post_office import mail as post_office

PRIVATE_HEADER = "X-Roundhouse-Private"


class Addressee(Protocol):
    """Somebody who can be written to in their own language."""

    email: str
    language: str


@dataclass(frozen=True)
class Attachment:
    """A file that travels with a mail."""

    name: str
    content: bytes
    mimetype: str


def send(
    template: str,
    to: Addressee | str,
    context: Mapping[str, Any],
    *,
    attachments: Sequence[Attachment] = (),
    private: bool = False,
) -> None:
    """Store the mail `templates/<template>.{subject.txt,txt,html}` for `to`; it leaves once the transaction commits.

    `private` marks a body with a code or link in it: the body is emptied once sent, outside demo mode.
    """
    address, language = (to, None) if isinstance(to, str) else (to.email, to.language)
    values = {**brand_values(), **context}
    with translation.override(language or translation.get_language()):
        subject = " ".join(render_to_string(f"{template}.subject.txt", values).split())
        text = render_to_string(f"{template}.txt", values)
        html = render_to_string(f"{template}.html", values)
    post_office.send(
        recipients=[address],
        subject=subject,
        message=text,
        html_message=html,
        headers={PRIVATE_HEADER: "1"} if private else None,
        attachments={
            item.name: {"file": ContentFile(item.content), "mimetype": item.mimetype} for item in attachments
        }
        or None,
    )


_brand_values: list[Any] = []


def register_brand(values: Any) -> None:
    """Let an upper app say what every mail knows of the brand: `values()` returns template variables."""
    _brand_values[:] = [values]


def brand_values() -> dict[str, Any]:
    """Return the template variables that the registered brand gives."""
    return dict(_brand_values[0]()) if _brand_values else {}
