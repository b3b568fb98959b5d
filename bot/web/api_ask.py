"""Asking over HTTP: the whole answer at once, or as server-sent events."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Iterator

from fastapi import APIRouter, Body
from fastapi.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import StreamingResponse

from bot.types import Answer
from bot.web.api_types import AskRequest, examples, problems
from bot.web.api_words import api_words
from bot.web.metrics import Metrics
from bot.web.ports import QuestionAnswerer
from bot.web.problems import request_id_of

_DELTA = re.compile(r"[^。；\n]*[。；\n]+|[^。；\n]+")
_NO_STORE = {"Cache-Control": "no-store"}
_ERRORS = problems(400, 401, 403, 408, 413, 415, 422, 429, 500, 503)


def build_ask(answerer: QuestionAnswerer, metrics: Metrics) -> APIRouter:
    """Return the two routes that answer a question."""
    router = APIRouter(tags=["问答"], responses=_ERRORS)
    asked_with = Body(openapi_examples=examples()["ask"])

    async def find_answer(asked: AskRequest, request: Request) -> Answer:
        """Answer in a worker thread; empty selectors count as not set."""
        answer = await run_in_threadpool(
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
        answer = await find_answer(asked, request)
        return StreamingResponse(
            send_events(answer, metrics),
            media_type="text/event-stream",
            headers={**_NO_STORE, "X-Accel-Buffering": "no"},
        )

    return router


async def send_events(answer: Answer, metrics: Metrics) -> AsyncIterator[str]:
    """Send the events of ``stream_events``; counts the stream as open meanwhile."""
    with metrics.open_stream():
        for event in stream_events(answer):
            yield event


def stream_events(answer: Answer) -> Iterator[str]:
    """Yield ``meta`` (id, status, kind), one ``delta`` a clause, and ``done`` with the Answer."""
    yield _event(
        "meta", {"request_id": answer.request_id, "status": answer.status, "kind": answer.kind}
    )
    for piece in _DELTA.findall(answer.text):
        yield _event("delta", {"text": piece})
    yield _event("done", answer.model_dump(mode="json"))


def _event(name: str, payload: dict[str, object]) -> str:
    return f"event: {name}\ndata: {json.dumps(payload, ensure_ascii=False)}\n\n"
