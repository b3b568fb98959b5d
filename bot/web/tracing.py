"""Gives each request its id, logs it, and turns a crash into a sentence.

The log holds path, status and time, never a query string, a body or an exception's message: a
question may stand in any of them.
"""

from __future__ import annotations

import re
import time
import traceback
import uuid

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web.prefix import path_of
from bot.web.problems import respond
from bot.web.wording import wording

_GIVEN_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_LOGGED = ("/api/", "/items/", "/passages/", "/documents")


class Tracing:
    """Pure ASGI, so that streams pass through unbuffered; outermost, so that all is logged."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = _choose_id(Headers(scope=scope))
        scope.setdefault("state", {})["request_id"] = request_id
        reply = _Reply(send, request_id)
        started = time.perf_counter()
        try:
            with structlog.contextvars.bound_contextvars(request_id=request_id):
                await self._app(scope, receive, reply.send)
        finally:
            if path_of(scope).startswith(_LOGGED):
                structlog.get_logger().info(
                    "request",
                    method=scope["method"],
                    path=path_of(scope),
                    status=reply.status,
                    ms=round((time.perf_counter() - started) * 1000, 1),
                    request_id=request_id,
                )


class Crashes:
    """Answers what nobody expected with 500 and a sentence; stands inside all other guards."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request; nothing is raised to the server."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = str(scope["state"]["request_id"])
        reply = _Reply(send, request_id)
        try:
            await self._app(scope, receive, reply.send)
        except Exception as error:  # noqa: BLE001  the web door
            log_crash(error, request_id)
            if not reply.status:
                sentence = wording().problem["crash"].format(request_id=request_id)
                await respond(Request(scope), 500, sentence)(scope, receive, reply.send)


class _Reply:
    """Remembers the status and adds the request id to the headers."""

    def __init__(self, send: Send, request_id: str) -> None:
        self._send = send
        self._request_id = request_id
        self.status = 0

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            MutableHeaders(scope=message)["X-Request-ID"] = self._request_id
        await self._send(message)


def new_request_id() -> str:
    """Return a fresh request id."""
    return uuid.uuid4().hex[:12]


def log_crash(error: Exception, request_id: str) -> None:
    """Log where an unexpected error arose, without its message."""
    frames = traceback.extract_tb(error.__traceback__)
    structlog.get_logger().error(
        "crash",
        request_id=request_id,
        error=type(error).__name__,
        at=[f"{frame.filename}:{frame.lineno}" for frame in frames[-4:]],
    )


def _choose_id(headers: Headers) -> str:
    given = headers.get("x-request-id", "")
    return given if _GIVEN_ID.fullmatch(given) else new_request_id()
