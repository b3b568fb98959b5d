"""The event stream of an answer that a model phrases."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

import pytest
from fastapi.concurrency import run_in_threadpool
from structlog.contextvars import get_contextvars

from bot.types import Answer
from bot.web.api_ask import send_events
from bot.web.metrics import Metrics
from bot.web.tracing import Tracing

WHOLE = Answer(
    question="问", standalone_question="问", status="answered", text="甲。[1]乙。[1]\n\n> 丙"
)


def events_of(*texts: str) -> list[tuple[str, dict[str, object]]]:
    async def collect() -> list[str]:
        first, *later = (WHOLE.model_copy(update={"text": text}) for text in texts)

        async def grow() -> AsyncIterator[Answer]:
            for answer in later:
                yield answer

        return [event async for event in send_events(first, grow(), Metrics(), "r1")]

    found: list[tuple[str, dict[str, object]]] = []
    for event in "".join(asyncio.run(collect())).strip().split("\n\n"):
        name, data = event.split("\n")
        found.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return found


@pytest.mark.parametrize(
    ("texts", "names"),
    [
        (["甲。"], ["meta", "delta", "done"]),
        (["甲。[1]", "甲。[1]乙。[1]"], ["meta", "delta", "delta", "delta", "delta", "done"]),
        (["甲。[1]", "丁。"], ["meta", "delta", "delta", "reset", "delta", "done"]),
    ],
)
def test_what_is_sent_adds_up_to_the_whole(texts: list[str], names: list[str]) -> None:
    events = events_of(*texts)
    assert [name for name, _ in events] == names
    built = ""
    for name, data in events:
        built = "" if name == "reset" else built + str(data.get("text", "")) * (name == "delta")
    assert built == texts[-1] == events[-1][1]["text"]
    assert events[-1][1]["request_id"] == "r1"


def test_what_is_logged_of_a_model_carries_the_request_id() -> None:
    seen: list[object] = []

    async def app(scope: object, receive: object, send: object) -> None:
        seen.append(await run_in_threadpool(get_contextvars))

    headers = [(b"x-request-id", b"r7")]
    scope = {"type": "http", "path": "/", "method": "POST", "headers": headers}
    asyncio.run(Tracing(app)(scope, None, None))  # type: ignore[arg-type]
    assert seen == [{"request_id": "r7"}]
    assert get_contextvars() == {}
