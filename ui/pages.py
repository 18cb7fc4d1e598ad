"""Pages: routes of our own beside Gradio's, for what a citation's card loads when it is opened.

    /page/DOCUMENT/NUMBER?start=&end=   a page as PNG, the span of the document's text marked on it
    /table/DOCUMENT?start=&end=         the table that the span stands in, as HTML, its cell marked

Ids and numbers are matched against patterns before the library is asked, and the library finds files by
the hash that its catalog holds: nothing that a browser sends becomes a path.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from ingest.span import Span
from kb.errors import KnowledgeError
from ui.tableview import table_html

if TYPE_CHECKING:
    from ingest.document import Document
    from ui.shelf import Shelf

_DOCUMENT = re.compile(r"[0-9a-f]{16}(?:-[1-9][0-9]{0,5})?")
_NUMBER = re.compile(r"[0-9]{1,9}")
_HEADERS = {"cache-control": "private, no-store"}
MARK_TOP = "x-mark-top"
"""Header: how far down the page the first mark begins, 0 to 1."""


def routes(library: Shelf, admitted: Callable[[Request], bool]) -> list[Route]:
    """The routes.

    Args:
        library: whose documents.
        admitted: whether a request comes from somebody who may read the library.
    """

    def page(request: Request) -> Response:
        document, span = _asked(library, request)
        number = _number(request.path_params["number"])
        if number is None:
            raise LookupError("page number")
        picture = library.page_image(document.id, number, span)
        headers = dict(_HEADERS)
        if (top := _top(document, number, span)) is not None:
            headers[MARK_TOP] = f"{top:.4f}"
        return Response(picture, media_type="image/png", headers=headers)

    def table(request: Request) -> Response:
        document, span = _asked(library, request)
        if span is None or not (markup := table_html(document, span)):
            raise LookupError("no table there")
        return HTMLResponse(markup, headers=_HEADERS)

    def guarded(answer: Callable[[Request], Response]) -> Callable[[Request], object]:
        async def endpoint(request: Request) -> Response:
            if not admitted(request):
                return PlainTextResponse("请先登录", 401, headers=_HEADERS)
            try:
                return await run_in_threadpool(answer, request)
            except LookupError:
                return PlainTextResponse("没有这一页", 404, headers=_HEADERS)
            except KnowledgeError as error:
                return PlainTextResponse(str(error), 404, headers=_HEADERS)

        return endpoint

    return [
        Route("/page/{document}/{number}", guarded(page), methods=["GET"]),
        Route("/table/{document}", guarded(table), methods=["GET"]),
    ]


def _asked(library: Shelf, request: Request) -> tuple[Document, Span | None]:
    """The document and the span of its text that a request names.

    Raises:
        LookupError: they are not what an address of ours looks like, or the span lies outside the text.
        KnowledgeError: the library has no such document.
    """
    if not _DOCUMENT.fullmatch(request.path_params["document"]):
        raise LookupError("document id")
    document = library.document(request.path_params["document"])
    given = request.query_params
    if "start" not in given and "end" not in given:
        return document, None
    start, end = _number(given.get("start", "")), _number(given.get("end", ""))
    if start is None or end is None or not start < end <= len(document.text):
        raise LookupError("span")
    return document, Span(start, end)


def _number(text: str) -> int | None:
    return int(text) if _NUMBER.fullmatch(text) else None


def _top(document: Document, number: int, span: Span | None) -> float | None:
    size = next((page for page in document.pages if page.number == number), None)
    if span is None or size is None or size.height <= 0:
        return None
    tops = [box[1] for at, box in document.boxes(span) if at == number]
    return min(max(min(tops) / size.height, 0.0), 1.0) if tops else None
