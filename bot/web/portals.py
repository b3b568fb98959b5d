"""Lets pages of allowed portals read the API, and nobody else's (CORS)."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.web.origins import Portals, is_own
from bot.web.prefix import path_of
from bot.web.problems import respond
from bot.web.wording import wording


class PortalDoor:
    """Answers preflights, names the allowed origin, and refuses every other one with 403.

    Refusing costs nothing and does more than a missing header would: a foreign page cannot make the
    service work either. A request without ``Origin`` comes from no page of another site's script.
    """

    def __init__(self, app: ASGIApp, portals: Portals) -> None:
        self._app = app
        self._portals = portals
        self._cors = CORSMiddleware(
            app,
            allow_origin_regex=portals.expression,
            allow_methods=("GET", "POST"),
            allow_headers=("Content-Type", "Authorization", "X-API-Key", "X-Request-ID"),
            expose_headers=("X-Request-ID", "Retry-After"),
            max_age=3600,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http" or not path_of(scope).startswith("/api/"):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origin = headers.get("origin", "")
        if self._portals.allow(origin):
            await self._cors(scope, receive, send)
        elif not origin or _is_same(headers, origin):
            await self._app(scope, receive, send)
        else:
            sentence = wording().problem["origin"]
            await respond(Request(scope), 403, sentence)(scope, receive, send)


def _is_same(headers: Headers, origin: str) -> bool:
    site = headers.get("sec-fetch-site")  # not sent over plain http
    return site == "same-origin" or is_own(origin, headers.get("host", ""))
