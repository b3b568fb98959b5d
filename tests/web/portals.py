"""A portal for the widget's tests: pages of another origin, hostile rules, strict policy."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

FILES = Path(__file__).parent / "portal"
KINDS = {".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript"}


class PortalPage(BaseHTTPRequestHandler):
    """Serves the portal's files; in HTML ``{bot}`` becomes the address of the service."""

    def __init__(self, bot: str, *arguments: object) -> None:
        self.bot = bot
        super().__init__(*arguments)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        path = FILES / Path(self.path.partition("?")[0]).name
        found = path.is_file()
        body = path.read_text("utf-8").replace("{bot}", self.bot).encode() if found else b""
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", KINDS.get(path.suffix, "text/plain"))
        self.send_header("Content-Length", str(len(body)))
        self.send_header(
            "Content-Security-Policy",
            f"default-src 'none'; script-src 'self' {self.bot}; style-src 'self'; "
            f"connect-src {self.bot}; img-src 'self'; frame-src {self.bot}",
        )
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


@contextmanager
def open_portal(bot: str, port: int = 0) -> Iterator[str]:
    """Run a portal that embeds the service at ``bot``; gives its origin."""
    server = ThreadingHTTPServer(("127.0.0.1", port), partial(PortalPage, bot))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
