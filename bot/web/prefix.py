"""The path under which a reverse proxy shows the service, and addresses that hold it.

The service itself knows only paths from its own root. The proxy may strip the prefix or pass it on.
"""

from __future__ import annotations

import re

from starlette.types import ASGIApp, Receive, Scope, Send

_LINKS = re.compile(r"(?P<attribute>\s(?:href|src|action|formaction|data-url)=\")(?P<path>/(?!/))")


class RootPath:
    """Sets ``root_path``: both ``/zhengwen/items`` and the stripped ``/items`` are found."""

    def __init__(self, app: ASGIApp, root_path: str) -> None:
        self._app = app
        self._root_path = root_path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        root = self._root_path
        if root and scope["type"] in {"http", "websocket"}:
            path: str = scope["path"]
            if path != root and not path.startswith(f"{root}/"):
                scope["path"] = root + path
                scope["raw_path"] = root.encode() + (scope.get("raw_path") or path.encode())
            scope["root_path"] = root
        await self._app(scope, receive, send)


def path_of(scope: Scope) -> str:
    """Return the path from the service's own root."""
    path: str = scope["path"]
    root: str = scope.get("root_path", "")
    return (path.removeprefix(root) or "/") if root else path


def add_prefix(page: str, root_path: str) -> str:
    """Put ``root_path`` before every address of our own in a filled template.

    Text cannot be mistaken for an attribute: the templates write its quotes as ``&#34;``.
    """
    if not root_path:
        return page
    return _LINKS.sub(
        lambda found: (
            found[0]
            if page.startswith(f"{root_path}/", found.start("path"))
            else f"{found['attribute']}{root_path}/"
        ),
        page,
    )
