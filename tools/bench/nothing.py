"""The least that a view and a page can do, and a counter of database statements."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from cms.models import StandardPage

COUNT_HEADER = "X-Bench-Count"
SLUG = "bench-nothing"


def nothing(_request: HttpRequest) -> HttpResponse:
    """Answer."""
    return HttpResponse("nothing")


def serve_nothing(page: Any, request: HttpRequest) -> HttpResponse:
    """Serve a page's title, when it is the page that does nothing."""
    if page.slug == SLUG:
        return TemplateResponse(request, "nothing.html", {"page": page}, using="nothing")
    return super(StandardPage, page).serve(request)


StandardPage.serve = serve_nothing


class CountStatements:
    """Says in a header how many statements a request made, when asked to."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Count, if the request asks for it; this sits outermost, so those of session and person count, too."""
        if COUNT_HEADER not in request.headers:
            return self.get_response(request)
        statements: list[str] = []

        def count(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
            statements.append(sql)
            return execute(sql, *rest)

        with connection.execute_wrapper(count):
            response = self.get_response(request)
        response[COUNT_HEADER] = str(len(statements))
        return response
