"""The HTTP API: ask, ask and stream, one record, and whether the service is alive and ready."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter
from fastapi.concurrency import run_in_threadpool
from pydantic import AfterValidator, BaseModel, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, StreamingResponse

from bot.types import Answer, Turn
from bot.web.lookup import find_item
from bot.web.ports import LiveShelf, QuestionAnswerer
from bot.web.problems import HISTORY_LIMIT, request_id_of
from corpus.labels import item_label, record_url
from corpus.serialise import record_to_json

_DELTA = re.compile(r"[^。；\n]*[。；\n]+|[^。；\n]+")


def _require_unicode(text: str) -> str:
    """Refuse a lone surrogate (half a character), which no answer could be written with."""
    text.encode()
    return text


Text = Annotated[str, AfterValidator(_require_unicode)]


class AskRequest(BaseModel):
    """One question; the service keeps nothing, so a follow-up brings its ``history`` along."""

    question: Text
    history: Annotated[list[Turn], Field(max_length=HISTORY_LIMIT)] = []
    jurisdiction: Text | None = None
    year: Annotated[int, Field(ge=1949, le=2149)] | None = None


def build_api(answerer: QuestionAnswerer, live: LiveShelf) -> APIRouter:
    """Return the routes under ``/api`` and the two health checks."""
    router = APIRouter()

    async def find_answer(asked: AskRequest, request: Request) -> Answer:
        """Answer in a worker thread; empty selectors count as not set."""
        answer = await run_in_threadpool(
            answerer.answer,
            asked.question,
            history=asked.history,
            jurisdiction=asked.jurisdiction or None,
            year=asked.year,
        )
        return answer.model_copy(update={"request_id": request_id_of(request)})

    @router.post("/api/ask")
    async def ask(asked: AskRequest, request: Request) -> Answer:
        """Answer one question."""
        return await find_answer(asked, request)

    @router.post("/api/ask/stream")
    async def ask_stream(asked: AskRequest, request: Request) -> StreamingResponse:
        """Answer one question as server-sent events; errors keep their HTTP status."""
        answer = await find_answer(asked, request)
        return StreamingResponse(
            stream_events(answer),
            media_type="text/event-stream",
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )

    @router.get("/api/items/{document}/{number}")
    def item(document: str, number: str) -> dict[str, object]:
        """Return one record with its label and the address of its page."""
        shelf = live.current()
        found = find_item(shelf, document, number)
        label = item_label(found, shelf.documents[document])
        return {**record_to_json(found), "label": label, "url": record_url(found)}

    @router.get("/healthz")
    def healthz() -> dict[str, str]:
        """Say that the process runs."""
        return {"status": "ok"}

    @router.get("/readyz")
    def readyz() -> JSONResponse:
        """Say which generation serves; 503 as long as there is none."""
        shelf = live.current()
        return JSONResponse(
            {
                "status": "ready",
                "generation": shelf.generation,
                "documents": len(shelf.documents),
                "items": len(shelf.items),
            }
        )

    return router


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
