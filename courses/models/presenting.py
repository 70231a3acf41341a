"""How a page is shown is said from above: views register as the presenter of a model, and the model asks them."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

Presenter = Callable[..., HttpResponse]

_presenters: dict[type[Any], Presenter] = {}


def presents(model: type[Any]) -> Callable[[Presenter], Presenter]:
    """Register a view `(request, instance, preview)` as the one that shows instances of `model`.

    `preview` is empty for the published page, else the name of the preview mode.
    """

    def register(view: Presenter) -> Presenter:
        _presenters[model] = view
        return view

    return register


class PresentedMixin:
    """Serves and previews through the registered view, so that both always look the same."""

    def serve(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Show the published page."""
        request.is_preview = False  # type: ignore[attr-defined]
        return _presenters[type(self)](request, self, "")

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Show a draft in the way that `mode_name` asks for; records nothing."""
        return _presenters[type(self)](request, self, mode_name or "visitor")
