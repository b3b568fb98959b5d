"""Limits and headers: what the browser may load, how much a request may carry."""

from __future__ import annotations

import asyncio
import secrets

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web.prefix import path_of
from bot.web.problems import respond
from bot.web.render import nonce_of_page
from bot.web.wording import wording

BODY_LIMIT = 256 * 1024
"""Bytes of one request body; a question with forty long answers as history fits."""
BODY_SECONDS = 20
"""How long a body may take to arrive."""

_PAGE_POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self'; "
    "img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors {ancestors}"
)
# Gradio sets style attributes and injects its theme; scripts stay bound to the nonce.
_CHAT_POLICY = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; connect-src 'self'; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors {ancestors}"
)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class SecurityHeaders:
    """Sets the headers of every response and hands the page its nonce.

    A header that a response brings itself stays (the widget's script is for other sites).
    """

    def __init__(self, app: ASGIApp, portals: tuple[str, ...] = ()) -> None:
        self._app = app
        self._ancestors = " ".join(("'self'", *portals))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(16)
        scope.setdefault("state", {})["nonce"] = nonce
        token = nonce_of_page.set(nonce)
        policy = _CHAT_POLICY if path_of(scope) == "/" else _PAGE_POLICY

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Content-Security-Policy"] = policy.format(
                    nonce=nonce, ancestors=self._ancestors
                )
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            await self._app(scope, receive, send_with_headers)
        finally:
            nonce_of_page.reset(token)


class BodyLimit:
    """Refuses a body over ``BODY_LIMIT``, announced or not, before anything reads it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http" or scope["method"] in {"GET", "HEAD", "OPTIONS"}:
            await self._app(scope, receive, send)
            return
        words = wording().problem
        announced = Headers(scope=scope).get("content-length", "0")
        is_small = not announced.isdigit() or int(announced) <= BODY_LIMIT
        try:
            body = await asyncio.wait_for(_read_body(receive), BODY_SECONDS) if is_small else None
        except TimeoutError:
            await respond(Request(scope), 408, words["slow"])(scope, receive, send)
            return
        if body is None or len(body) > BODY_LIMIT:
            sentence = words["body_size"].format(limit=BODY_LIMIT // 1024)
            await respond(Request(scope), 413, sentence)(scope, receive, send)
            return
        await self._app(scope, _replay(body, receive), send)


async def _read_body(receive: Receive) -> bytes:
    """Read the body, but no more than just over the limit."""
    body = bytearray()
    while len(body) <= BODY_LIMIT:
        message = await receive()
        body += message.get("body", b"")
        if message["type"] == "http.disconnect" or not message.get("more_body", False):
            break
    return bytes(body)


def _replay(body: bytes, receive: Receive) -> Receive:
    """Give ``body`` once; what comes after it (a disconnect) comes from the server."""
    pending = [body]

    async def replayed() -> Message:
        if pending:
            return {"type": "http.request", "body": pending.pop(), "more_body": False}
        return await receive()

    return replayed
