"""A scripted OpenAI-compatible server: it answers as it is told, faults included."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn

Body = dict[str, Any]


@dataclass(frozen=True)
class Says:
    """A well-formed reply in pieces; ``usage`` is told at the end."""

    text: str
    size: int = 7
    usage: tuple[int, int] | None = (100, 20)


@dataclass(frozen=True)
class Stalls:
    """Says something, then nothing more for ``seconds``."""

    text: str = ""
    seconds: float = 30.0


@dataclass(frozen=True)
class Runs:
    """Says the same piece without end."""

    piece: str


@dataclass(frozen=True)
class Breaks:
    """Says something, then drops the connection."""

    text: str = ""


@dataclass(frozen=True)
class Raw:
    """Any status and body."""

    status: int
    body: bytes
    kind: str = "application/json"
    headers: tuple[tuple[bytes, bytes], ...] = ()


Reply = Says | Stalls | Runs | Breaks | Raw
Script = Callable[[Body], Reply]


@dataclass
class ScriptedServer:
    """What the server says next, and what it was asked."""

    url: str
    script: Script = lambda body: Says("")
    asked: list[Body] = field(default_factory=list)

    def always(self, reply: Reply) -> None:
        self.script = lambda body: reply

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        body = b""
        while (message := await receive())["type"] == "http.request":
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        asked = json.loads(body)
        self.asked.append(asked)
        await _reply(self.script(asked), asked, send)


async def _reply(reply: Reply, asked: Body, send: Any) -> None:
    if isinstance(reply, Raw):
        head = [(b"content-type", reply.kind.encode()), *reply.headers]
        await send({"type": "http.response.start", "status": reply.status, "headers": head})
        await send({"type": "http.response.body", "body": reply.body})
        return
    head = [(b"content-type", b"text/event-stream")]
    await send({"type": "http.response.start", "status": 200, "headers": head})
    async for event in _events(reply, asked):
        await send({"type": "http.response.body", "body": event, "more_body": True})
    await send({"type": "http.response.body", "body": b"data: [DONE]\n\n"})


async def _events(reply: Reply, asked: Body) -> AsyncIterator[bytes]:
    if isinstance(reply, Runs):
        for _ in range(20_000):
            yield chunk(reply.piece)
            await asyncio.sleep(0)
        return
    size = getattr(reply, "size", 7)
    for start in range(0, len(reply.text), size):
        yield chunk(reply.text[start : start + size])
    if isinstance(reply, Stalls):
        await asyncio.sleep(reply.seconds)
    if isinstance(reply, Breaks):
        raise ConnectionResetError
    if isinstance(reply, Says) and reply.usage and asked.get("stream_options"):
        yield chunk("", usage=reply.usage)


def chunk(text: str, usage: tuple[int, int] | None = None) -> bytes:
    payload: Body = {
        "id": "c",
        "object": "chat.completion.chunk",
        "created": 0,
        "model": "scripted",
        "choices": [{"index": 0, "delta": {"content": text}, "finish_reason": None}],
    }
    if usage:
        payload["choices"] = []
        payload["usage"] = {
            "prompt_tokens": usage[0],
            "completion_tokens": usage[1],
            "total_tokens": sum(usage),
        }
    return f"data: {json.dumps(payload, ensure_ascii=False)}\n\n".encode()


@contextmanager
def serving() -> Iterator[ScriptedServer]:
    """Run a scripted server on a free port."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    scripted = ScriptedServer(f"http://127.0.0.1:{listener.getsockname()[1]}/v1")
    config = uvicorn.Config(
        scripted, lifespan="off", ws="none", log_level="critical", timeout_graceful_shutdown=0
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield scripted
    finally:
        server.should_exit = True
        thread.join(5)
        listener.close()
