"""HTML from templates in `pages/`: every value is escaped unless it is HTML already."""

from functools import cache
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import urlsplit

from stripe_sandbox.messages import Answer

FOLDER = Path(__file__).parent / "pages"
ASSETS = {
    "/assets/sandbox.css": ("sandbox.css", "text/css; charset=utf-8"),
    "/assets/icon.svg": ("icon.svg", "image/svg+xml"),
}


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()


def fill(template: str, **values: object) -> Html:
    """Fill a piece of HTML, `<b>$name</b>`, with escaped values."""
    texts = {name: value if isinstance(value, Html) else escape(str(value)) for name, value in values.items()}
    return Html(Template(template).substitute(texts))


def render(name: str, **values: object) -> Html:
    """Fill the template `name` of the folder."""
    return fill(_template(name), **values)


def join(pieces: list[Html]) -> Html:
    """Put pieces one after the other."""
    return Html("\n".join(pieces))


def page(title: str, main: Html, *, status: int = 200, forms_lead_to: tuple[str, ...] = ()) -> Answer:
    """Answer with a whole page; `forms_lead_to` are the addresses that its forms redirect to."""
    origins = {f"{parts.scheme}://{parts.netloc}" for parts in map(urlsplit, forms_lead_to)}
    policy = (
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'; "
        + " ".join(["form-action 'self'", *sorted(origins)])
    )
    headers = {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": policy,
        "Cache-Control": "no-store",
    }
    return Answer(status, render("base.html", title=title, main=main).encode(), headers)


def asset(path: str) -> Answer:
    """Answer with one of the page's own files."""
    name, content_type = ASSETS[path]
    return Answer(200, (FOLDER / name).read_bytes(), {"Content-Type": content_type, "Cache-Control": "max-age=300"})


@cache
def _template(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")
