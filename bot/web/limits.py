"""How often one client may ask and read; over the limit it gets 429 and is told when to return.

A client is a key where it showed one, else an address. Counts live in this process: with several
replicas each counts for itself.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.web.clients import client_of
from bot.web.prefix import path_of
from bot.web.problems import respond
from bot.web.settings import OFF, WebSettings
from bot.web.wording import wording

_ASKING = ("/api/ask", "/api/ask/stream", "/plain", "/gradio_api/queue/join")
_READING = ("/api/items", "/api/passages", "/ledger")


@dataclass(frozen=True, slots=True)
class _Bucket:
    """One limit and the name of what it counts; ``rate`` is None where the setting is off."""

    name: str
    rate: RateLimitItem | None

    @classmethod
    def read(cls, name: str, written: str) -> _Bucket:
        return cls(name, None if written == OFF else parse(written))


class RateLimit:
    """Counts questions and reads by client; pages, files and health checks are not counted."""

    def __init__(self, app: ASGIApp, settings: WebSettings) -> None:
        self._app = app
        self._ask = _Bucket.read("ask", settings.rate_ask)
        self._read = _Bucket.read("read", settings.rate_read)
        self._key = _Bucket.read("key", settings.rate_key)
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        bucket = self._choose(scope)
        if bucket is None or bucket.rate is None:
            await self._app(scope, receive, send)
            return
        key = _holder(scope) or client_of(scope)
        if self._limiter.hit(bucket.rate, bucket.name, key):
            await self._app(scope, receive, send)
            return
        reset = self._limiter.get_window_stats(bucket.rate, bucket.name, key).reset_time
        wait = max(1, math.ceil(reset - time.time()))
        response = respond(Request(scope), 429, wording().problem["rate"].format(seconds=wait))
        response.headers["Retry-After"] = str(wait)
        await response(scope, receive, send)

    def _choose(self, scope: Scope) -> _Bucket | None:
        if scope["type"] != "http" or scope["method"] == "OPTIONS":
            return None
        path = path_of(scope)
        if scope["method"] == "POST" and path in _ASKING:
            return self._key if _holder(scope) else self._ask
        if path.startswith(_READING):
            return self._key if _holder(scope) else self._read
        return None


def _holder(scope: Scope) -> str:
    """Return the name of the key that ``bot.web.keys`` has found, or ""."""
    return str(scope.get("state", {}).get("api_key", ""))
