"""Who is asking: the address of the client, also behind proxies that the settings trust."""

from __future__ import annotations

import ipaddress
from typing import Any, cast

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware


class ClientAddress:
    """Puts the real client and scheme into the scope.

    ``X-Forwarded-For`` and ``X-Forwarded-Proto`` count only where the peer is a trusted proxy. A
    socket on ``::`` shows IPv4 peers as ``::ffff:192.0.2.1``; they are written as IPv4.
    """

    def __init__(self, app: ASGIApp, trusted: tuple[str, ...]) -> None:
        self._app = app
        if trusted:
            proxied = ProxyHeadersMiddleware(cast("Any", app), trusted_hosts=list(trusted))
            self._app = cast("ASGIApp", proxied)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope.get("client"):
            host, port = scope["client"]
            scope["client"] = (_unmap(host), port)
        await self._app(scope, receive, send)


def client_of(scope: Scope) -> str:
    """Return the key of the client for limits: an IPv4 address or an IPv6 network of 64 bits."""
    host = scope["client"][0] if scope.get("client") else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address.packed, 64), strict=False))
    return str(address)


def _unmap(host: str) -> str:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return str(mapped or address)
