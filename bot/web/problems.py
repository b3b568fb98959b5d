"""Every error of the web door: RFC 9457 problem JSON for programs, a page for people.

Both carry one Chinese sentence saying what to do, and the request id under which the log knows it.
"""

from __future__ import annotations

import re
from http import HTTPStatus

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.web.prefix import path_of
from bot.web.render import render
from bot.web.wording import wording
from corpus.errors import ZhengwenError

# Our sentences name a page and its address:「文件目录（/documents）」. The name becomes the link;
# split() gives text, name, address, text ...
_PAGE = re.compile(r"(首页|文件目录|文件页)（(/(?:[a-z][a-z0-9/-]*)?)）")

HISTORY_LIMIT = 40
"""How many earlier messages one request may carry."""


def install_problems(app: FastAPI) -> None:
    """Answer every expected error in the same form."""

    async def explained(request: Request, error: Exception) -> Response:
        assert isinstance(error, ZhengwenError)
        return respond(request, error.http_status, str(error))

    async def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        status, sentence = _explain_invalid(error, request)
        return respond(request, status, sentence)

    async def plain(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return respond(request, error.status_code, _explain_status(error.status_code))

    app.add_exception_handler(ZhengwenError, explained)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, plain)


def respond(request: Request, status: int, sentence: str) -> Response:
    """Return ``sentence`` as problem JSON, or as a page where a person is reading."""
    request_id = request_id_of(request)
    if _wants_page(request):
        titles = wording().problem
        template = "problem.fragment.html" if "fragment" in request.query_params else "problem.html"
        return render(
            template,
            status=status,
            title=titles.get(f"title_{status}", titles["title"]),
            parts=_PAGE.split(sentence),
            request_id=request_id,
        )
    return JSONResponse(
        {
            "type": "about:blank",
            "title": HTTPStatus(status).phrase,
            "status": status,
            "detail": sentence,
            "instance": path_of(request.scope),
            "request_id": request_id,
        },
        status_code=status,
        media_type="application/problem+json",
    )


def request_id_of(request: Request) -> str:
    """Return the id that ``bot.web.tracing`` gave this request."""
    return str(getattr(request.state, "request_id", ""))


def _wants_page(request: Request) -> bool:
    if path_of(request.scope).startswith(("/api/", "/gradio_api/")):
        return False
    return "text/html" in request.headers.get("accept", "")


def _explain_status(status: int) -> str:
    words = wording().problem
    return {404: words["page"], 405: words["method"]}.get(status, words["other"])


def _explain_invalid(error: RequestValidationError, request: Request) -> tuple[int, str]:
    words = wording().problem
    first = error.errors()[0]
    place = [str(part) for part in first["loc"]]
    if first["type"] == "json_invalid":
        return HTTPStatus.BAD_REQUEST, words["json"]
    if place == ["body"] and not _is_json(request):
        return HTTPStatus.UNSUPPORTED_MEDIA_TYPE, words["media"]
    if place == ["body"]:
        return HTTPStatus.UNPROCESSABLE_ENTITY, words["body"]
    field = place[1] if len(place) > 1 else ""
    name = "unknown" if first["type"] == "extra_forbidden" else _SENTENCES.get(field, "other")
    return HTTPStatus.UNPROCESSABLE_ENTITY, words[name].format(limit=HISTORY_LIMIT, name=field)


# The sentence for a wrong value of each field or parameter.
_SENTENCES = {
    "question": "question",
    "history": "history",
    "jurisdiction": "jurisdiction",
    "year": "year",
    "format": "format",
    "page": "page_number",
    "per_page": "per_page",
}


def _is_json(request: Request) -> bool:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind == "application/json" or (
        kind.startswith("application/") and kind.endswith("+json")
    )
