"""Asking over HTTP: the whole answer at once, or as server-sent events."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator

from fastapi import APIRouter, Body
from pydantic_core import to_json
from starlette.requests import Request
from starlette.responses import StreamingResponse

from bot.types import Answer
from bot.web.api_types import AskRequest, examples, problems
from bot.web.api_words import api_words
from bot.web.lane import Lane
from bot.web.metrics import Metrics
from bot.web.ports import QuestionAnswerer
from bot.web.problems import request_id_of

_DELTA = re.compile(r"[^。；\n]*[。；\n]+|[^。；\n]+")
_NO_STORE = {"Cache-Control": "no-store"}
_ERRORS = problems(400, 401, 403, 408, 413, 415, 422, 429, 500, 503)


def build_ask(answerer: QuestionAnswerer, metrics: Metrics, lane: Lane) -> APIRouter:
    """Return the two routes that answer a question."""
    router = APIRouter(tags=["问答"], responses=_ERRORS)
    asked_with = Body(openapi_examples=examples()["ask"])

    async def find_answer(asked: AskRequest, request: Request) -> Answer:
        """Answer in a worker thread; empty selectors count as not set."""
        answer = await lane.run(
            answerer.answer,
            asked.question,
            history=asked.history,
            jurisdiction=asked.jurisdiction or None,
            year=asked.year,
        )
        metrics.count_answer(answer)
        return answer.model_copy(update={"request_id": request_id_of(request)})

    @router.post(
        "/api/ask",
        operation_id="ask",
        summary="提一个问题",
        description=api_words().api["ask"],
        responses={200: {"content": {"application/json": {"example": examples()["answer"]}}}},
    )
    async def ask(request: Request, asked: AskRequest = asked_with) -> Answer:
        return await find_answer(asked, request)

    @router.post(
        "/api/ask/stream",
        operation_id="ask_stream",
        summary="提一个问题，边答边收",
        description=api_words().api["stream"],
        response_class=StreamingResponse,
        responses={200: {"content": {"text/event-stream": {"example": examples()["stream"]}}}},
    )
    async def ask_stream(request: Request, asked: AskRequest = asked_with) -> StreamingResponse:
        growing = answerer.stream(
            asked.question,
            history=asked.history,
            jurisdiction=asked.jurisdiction or None,
            year=asked.year,
        )
        first = await lane.run(next, growing)  # errors keep their HTTP status
        return StreamingResponse(
            send_events(first, lane.grow(growing), metrics, request_id_of(request)),
            media_type="text/event-stream",
            headers={**_NO_STORE, "X-Accel-Buffering": "no"},
        )

    return router


async def send_events(
    first: Answer, growing: AsyncIterator[Answer], metrics: Metrics, request_id: str
) -> AsyncIterator[str]:
    """Send ``meta``, ``delta``s as the answer grows from ``first``, and ``done`` with the whole.

    Where the whole does not begin with what was sent (a model's words were given up for those of
    the rules), ``reset`` says that the text begins anew.
    """
    with metrics.open_stream():
        meta = {"request_id": request_id, "status": first.status, "kind": first.kind}
        # What is known at the same moment goes out in one piece: every piece passes all guards.
        yield "".join((_event("meta", meta), *grow_text("", first.text)))
        answer = first
        async for grown in growing:
            if events := "".join(grow_text(answer.text, grown.text)):
                yield events
            answer = grown
        metrics.count_answer(answer)
        whole = answer.model_copy(update={"request_id": request_id})
        yield _event("done", whole)


def grow_text(sent: str, text: str) -> Iterator[str]:
    """Yield one ``delta`` a clause of what ``text`` has more than ``sent``."""
    if not text.startswith(sent):
        yield _event("reset", {})
        sent = ""
    for piece in _DELTA.findall(text[len(sent) :]):
        yield _event("delta", {"text": piece})


def _event(name: str, payload: dict[str, str] | Answer) -> str:
    return f"event: {name}\ndata: {to_json(payload).decode()}\n\n"
