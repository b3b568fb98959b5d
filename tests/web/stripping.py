"""A reverse proxy: strips a prefix, tells the client's address, streams through."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

HOP = {"connection", "transfer-encoding", "keep-alive", "content-length"}


class Stripping(BaseHTTPRequestHandler):
    """Forwards ``/prefix/path`` as ``/path``; anything else is 404."""

    def __init__(self, port: int, prefix: str, *arguments: object) -> None:
        self.port, self.prefix = port, prefix
        super().__init__(*arguments)  # type: ignore[arg-type]

    def forward(self) -> None:
        if not self.path.startswith(f"{self.prefix}/"):
            self.send_error(404)
            return
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        upstream = http.client.HTTPConnection("127.0.0.1", self.port)
        headers = {name: value for name, value in self.headers.items() if name.lower() not in HOP}
        headers |= {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "http"}
        upstream.request(self.command, self.path.removeprefix(self.prefix), body, headers)
        answer = upstream.getresponse()
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in HOP:
                self.send_header(name, value)
        self.end_headers()
        try:
            while piece := answer.read1(65536):
                self.wfile.write(piece)
                self.wfile.flush()
        except (BrokenPipeError, ConnectionResetError):
            pass  # the browser has left the page
        finally:
            upstream.close()

    do_GET = do_POST = forward  # noqa: N815  the names that http.server looks for

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


@contextmanager
def open_proxy(port: int, prefix: str) -> Iterator[str]:
    """Run the proxy before the service at ``port``; gives the address people see."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Stripping, port, prefix))
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}{prefix}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
