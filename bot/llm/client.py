"""The only door to the model's library: prompts out, pieces of text in, every error a ModelFault.

Replies are read by an event loop of its own thread, so that a reply can be dropped at any moment:
the reader waits on a queue with a deadline, and whoever stops reading closes the connection.
"""

from __future__ import annotations

import asyncio
import contextlib
import queue
import time
from collections.abc import AsyncIterator, Generator
from threading import Thread
from typing import Any, cast

from bot.llm.faults import (
    Denied,
    Empty,
    Malformed,
    ModelFault,
    NoConnection,
    PromptTooLong,
    Refused,
    ServerFailed,
    TooSlow,
)
from bot.llm.settings import LlmSettings
from bot.llm.types import Message, Patience, Prompt, Reply, Usage
from corpus.errors import ZhengwenError

_WARM_UP = 30.0
_CONNECTIONS = 200
_LEFT_OPEN = 0.2  # seconds a connection attempt may outlast the reader's patience


class LlmUnavailable(ZhengwenError):
    """A model is configured and cannot be used on this installation."""


class OpenAiLikeModel:
    """A model behind an OpenAI-compatible address, through llama-index."""

    def __init__(self, settings: LlmSettings) -> None:
        """Import the library, which takes seconds; raises LlmUnavailable without it."""
        try:
            from llama_index.core.base.llms.types import ChatMessage  # noqa: PLC0415
            from llama_index.llms.openai_like import OpenAILike  # noqa: PLC0415
        except ImportError as error:
            raise LlmUnavailable(
                "设置了 LLM_BASE_URL，但没有安装语言模型的组件："
                "请运行 pip install '.[llm]'，或去掉 LLM_BASE_URL。"
            ) from error
        import httpx  # noqa: PLC0415  the library's own transport

        self._json_form = settings.json_form
        self._extra = settings.extra
        self._message = ChatMessage
        options: dict[str, Any] = {
            "model": settings.model or "default",
            "api_base": settings.base_url.strip().rstrip("/"),
            "api_key": settings.api_key.get_secret_value() or "none",
            "is_chat_model": True,
            "context_window": settings.context,
            "temperature": 0.0,
            "max_retries": 0,
            "timeout": max(settings.timeout, settings.stream_timeout) + _LEFT_OPEN,
        }
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name="llm", daemon=True)
        self._thread.start()
        # The library imports half of itself at its first call; nobody shall wait for that.
        nowhere = httpx.AsyncClient(transport=httpx.MockTransport(lambda _: httpx.Response(503)))
        self._model = OpenAILike(async_http_client=nowhere, **options)  # pyright: ignore[reportCallIssue]
        with contextlib.suppress(ModelFault):
            patience = Patience(time.monotonic() + _WARM_UP, _WARM_UP)
            next(self.talk(Prompt("phrase", (Message("user", ""),), 1), patience).pieces)
        self._http = httpx.AsyncClient(limits=httpx.Limits(max_connections=_CONNECTIONS))
        self._model = OpenAILike(async_http_client=self._http, **options)  # pyright: ignore[reportCallIssue]

    def close(self) -> None:
        """Drop every connection and stop the thread; nothing can be asked afterwards."""
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(_WARM_UP)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _end(self) -> None:
        under_way = asyncio.all_tasks() - {asyncio.current_task()}
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)
        await self._http.aclose()

    def talk(self, prompt: Prompt, patience: Patience) -> Reply:
        """Send ``prompt``; what comes back is read as it comes."""
        told: list[Usage] = []
        return Reply(self._read(prompt, told, patience), told)

    def _read(self, prompt: Prompt, told: list[Usage], patience: Patience) -> Generator[str]:
        arrived: queue.SimpleQueue[_Arrival] = queue.SimpleQueue()
        task = asyncio.run_coroutine_threadsafe(self._fetch(prompt, arrived), self._loop)
        spoken = False
        try:
            while (arrival := _next(arrived, patience, waiting=not spoken)) is not None:
                if isinstance(arrival, ModelFault):
                    raise arrival
                if isinstance(arrival, Usage):
                    told.append(arrival)
                    continue
                spoken = True
                yield arrival
        finally:
            task.cancel()
        if not spoken:
            raise Empty

    async def _fetch(self, prompt: Prompt, arrived: queue.SimpleQueue[_Arrival]) -> None:
        """Put every piece and the usage into ``arrived``, then a fault or None."""
        try:
            async for piece in self._pieces(prompt):
                arrived.put(piece)
            arrived.put(None)
        except asyncio.CancelledError:
            raise
        except Exception as error:  # noqa: BLE001  the library may raise anything; a fault it is
            arrived.put(_fault_of(error))

    async def _pieces(self, prompt: Prompt) -> AsyncIterator[str | Usage]:
        stream = await self._model.astream_chat(
            [self._message(role=one.role, content=one.content) for one in prompt.messages],
            **self._options(prompt),
        )
        async with contextlib.aclosing(stream):
            async for chunk in stream:
                counts = cast("dict[str, int]", chunk.additional_kwargs)  # pyright: ignore[reportUnknownMemberType]
                if counts.get("total_tokens"):
                    yield Usage(int(counts["prompt_tokens"]), int(counts["completion_tokens"]))
                if chunk.delta:
                    yield str(chunk.delta)

    def _options(self, prompt: Prompt) -> dict[str, Any]:
        options: dict[str, Any] = {
            "max_tokens": prompt.most_tokens,
            "stream_options": {"include_usage": True},
            "extra_body": self._extra,
        }
        if prompt.schema is None or self._json_form == "none":
            return options
        if self._json_form == "object":
            return {**options, "response_format": {"type": "json_object"}}
        form = {"name": prompt.use, "schema": dict(prompt.schema), "strict": True}
        return {**options, "response_format": {"type": "json_schema", "json_schema": form}}


_Arrival = str | Usage | ModelFault | None


def _next(arrived: queue.SimpleQueue[_Arrival], patience: Patience, *, waiting: bool) -> _Arrival:
    left = patience.until - time.monotonic()
    try:
        return arrived.get(timeout=max(0.0, left if waiting else min(left, patience.gap)))
    except queue.Empty:
        raise TooSlow("the first piece" if waiting else "the next piece") from None


_TOO_LONG = ("context", "maximum", "too long", "exceed")


def _fault_of(error: Exception) -> ModelFault:
    """Name what went wrong; the library's types stay here."""
    import openai  # noqa: PLC0415  imported already by now, and only where a model is used

    if isinstance(error, openai.APITimeoutError):
        return TooSlow(str(error))
    if isinstance(error, openai.RateLimitError):
        return Refused(str(error), _seconds(error.response.headers.get("retry-after", "")))
    if isinstance(error, openai.APIStatusError):
        return _fault_of_status(error.status_code, str(error))
    if isinstance(error, openai.APIConnectionError | OSError):
        return NoConnection(str(error))
    if type(error).__module__.split(".")[0] in {"httpx", "httpcore", "httpx2", "httpcore2"}:
        return NoConnection(f"{type(error).__name__}: {error}")
    return Malformed(f"{type(error).__name__}: {error}")


def _fault_of_status(status: int, message: str) -> ModelFault:
    if status >= 500:
        return ServerFailed(message)
    if status in {400, 413, 422} and any(word in message.lower() for word in _TOO_LONG):
        return PromptTooLong(message)
    return Denied(message)


def _seconds(header: str) -> float:
    return float(header) if header.replace(".", "", 1).isdigit() else 0.0
