"""What the public reaches of Gradio: the chat's own page, files and queue, and nothing else.

Uploads, file serving, proxies, monitoring and the like answer 404 as any unknown address does.
The chat page itself gets its language, our stylesheet and scripts, and a nonce on each script.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Match, Mount
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web.prefix import path_of
from bot.web.render import fill

_PAGE = "/"
_FILES = frozenset({"/config", "/theme.css", "/favicon.ico"})
_FOLDERS = (
    "/assets/",
    "/static/",
    "/gradio_api/heartbeat/",
    "/gradio_api/queue/join",
    "/gradio_api/queue/data",
    "/gradio_api/startup-events",
)
_FOREIGN_META = re.compile(r'<meta\s+(?:property="og:|name="twitter:)[^>]*>\s*')
_SCRIPT = re.compile(r"<script(?=[\s>])")
_HTML = re.compile(r'<html\s+lang="[^"]*"')


class Fence:
    """Stands before the mounted Gradio application."""

    def __init__(self, app: ASGIApp, top: Callable[[], str]) -> None:
        self._app = app
        self._top = top

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what the chat needs; raises HTTPException 404 for the rest."""
        path = path_of(scope)
        if scope["type"] == "http" and path == _PAGE:
            await self._dress(scope, receive, send)
        elif scope["type"] == "lifespan" or path in _FILES or path.startswith(_FOLDERS):
            await self._app(scope, receive, send)
        else:
            raise HTTPException(405 if _has_other_method(scope) else 404)

    async def _dress(self, scope: Scope, receive: Receive, send: Send) -> None:
        plain = [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]
        page = _Page(send, scope["state"]["nonce"], await run_in_threadpool(self._top))
        await self._app({**scope, "headers": plain}, receive, page.send)


def _has_other_method(scope: Scope) -> bool:
    """Tell whether a route of ours has this path, which the mount at the root would hide."""
    routes: list[BaseRoute] = scope["app"].router.routes
    return any(route.matches(scope)[0] is Match.PARTIAL for route in routes)


class _Page:
    """Collects the page and sends it changed."""

    def __init__(self, send: Send, nonce: str, top: str) -> None:
        self._send = send
        self._nonce = nonce
        self._top = top
        self._start: Message = {}
        self._body = b""

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
            return
        if message["type"] != "http.response.body":
            await self._send(message)
            return
        self._body += message.get("body", b"")
        if message.get("more_body", False):
            return
        headers = MutableHeaders(scope=self._start)
        if headers.get("content-type", "").startswith("text/html") and self._body:
            self._body = dress(self._body.decode(), self._nonce, self._top).encode()
            headers["content-length"] = str(len(self._body))
            headers["cache-control"] = "no-store"  # the nonce is good once
        await self._send(self._start)
        await self._send({"type": "http.response.body", "body": self._body})


def dress(page: str, nonce: str, top: str) -> str:
    """Return Gradio's page in Chinese, with our files and ``top``, a nonce on each script."""
    page = _FOREIGN_META.sub("", page)
    page = _HTML.sub('<html lang="zh-CN"', page, count=1)
    # The language must be set before any module of Gradio runs: it reads it once.
    page = page.replace("<head>", f"<head>{fill('chat.head.html')}", 1)
    page = page.replace("<gradio-app", f"{top}<gradio-app", 1)
    return _SCRIPT.sub(f'<script nonce="{nonce}"', page)


def raise_fence(mount: Mount, top: Callable[[], str]) -> None:
    """Put the fence before a mounted Gradio application; ``top`` is what stands above it."""
    mount.app = Fence(mount.app, top)
