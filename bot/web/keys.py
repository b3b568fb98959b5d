"""API keys, where the settings list any: programs name theirs, pages and portals need none.

What is protected is capacity, not content: the plans are public. A browser page of our own origin
or of an allowed portal cannot keep a key secret, so it works without one and is limited by client
address; a program shows its key and is limited by that key.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.web.origins import Portals, is_own
from bot.web.prefix import path_of
from bot.web.problems import respond
from bot.web.wording import wording

_OPEN = ("/api/openapi.json",)


class ApiKeys:
    """Asks programs for a key under ``/api/``; names the key in the scope for the limits."""

    def __init__(self, app: ASGIApp, keys: Sequence[str], portals: Portals) -> None:
        self._app = app
        self._digests = [_digest(key) for key in keys]
        self._portals = portals

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request; a wrong key is refused even where none is needed."""
        if not self._digests or not _is_guarded(scope):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        given = key_of(headers)
        holder = self._find(given) if given else ""
        if not holder and (given or not self._is_page(headers)):
            response = respond(Request(scope), 401, wording().problem["key"])
            response.headers["WWW-Authenticate"] = "Bearer"
            await response(scope, receive, send)
            return
        scope.setdefault("state", {})["api_key"] = holder
        await self._app(scope, receive, send)

    def _find(self, given: str) -> str:
        """Return a short name of the key, "" for an unknown one; takes the same time for each."""
        digest = _digest(given)
        found = [hmac.compare_digest(digest, known) for known in self._digests]
        return digest.hex()[:12] if any(found) else ""

    def _is_page(self, headers: Headers) -> bool:
        """Tell whether a browser says that a page of ours or of an allowed portal is asking."""
        if headers.get("sec-fetch-site") == "same-origin":
            return True
        origin = headers.get("origin") or headers.get("referer", "")
        return is_own(origin, headers.get("host", "")) or self._portals.allow(origin)


def key_of(headers: Headers) -> str:
    """Return the key of ``Authorization: Bearer`` or ``X-API-Key``, or ""."""
    scheme, _, token = headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else headers.get("x-api-key", "").strip()


def _is_guarded(scope: Scope) -> bool:
    if scope["type"] != "http":
        return False
    path = path_of(scope)
    return path.startswith("/api/") and path not in _OPEN


def _digest(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()
