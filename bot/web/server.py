"""Runs the web application on one port until Ctrl-C."""

from __future__ import annotations

import errno
import gc
import logging
import socket
from collections.abc import Generator
from contextlib import contextmanager, suppress

import uvicorn
from fastapi import FastAPI
from rich.console import Console

from bot.web.settings import WebSettings, read_settings
from bot.web.wording import wording
from corpus.errors import ServerError
from index.settings import IndexSettings

_GRACE_SECONDS = 1
"""How long open streams may go on after Ctrl-C; each open chat page holds one."""


def serve(host: str, port: int) -> None:
    """Serve the index of this installation; returns after Ctrl-C.

    Raises ServerError where a setting is wrong or the port cannot be had, IndexUnavailable or
    EncoderError where there is nothing to serve. Setting and port come first: they cost no time.
    """
    settings = read_settings()
    with claim_port(host, port) as listener:
        server = _Server(
            uvicorn.Config(
                open_app(settings),
                access_log=False,
                log_level="warning",
                server_header=False,
                proxy_headers=False,  # which proxies to believe is a setting of ours
                timeout_graceful_shutdown=_GRACE_SECONDS,
            )
        )
        with suppress(KeyboardInterrupt):  # uvicorn raises the signal again when it has finished
            server.run(sockets=[listener])
        Console(stderr=True).print("已停止。")


def open_app(settings: WebSettings) -> FastAPI:
    """Open the index the environment names, warm it, and build the application around it."""
    from bot.answer import Answerer  # noqa: PLC0415 (each of these takes seconds of CPU)
    from bot.llm.load import open_writer  # noqa: PLC0415
    from index.encoder.load import load_encoder  # noqa: PLC0415
    from index.live import LiveIndex  # noqa: PLC0415

    index = IndexSettings()
    live = LiveIndex(index.data, lambda: load_encoder(index))
    live.current().warm()  # a missing index is told at once
    from bot.web.app import create_app  # noqa: PLC0415 (brings gradio; not where the index fails)
    from corpus.store import Store  # noqa: PLC0415

    answerer = Answerer(live, open_writer(index.data))
    answerer.warm()
    app = create_app(answerer, live, Store(index.data), settings)
    gc.collect()
    gc.freeze()  # what lives as long as the service need not be looked through again and again
    return app


class _Server(uvicorn.Server):
    """Says where the page is once it can be opened."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        for listener in sockets or ():
            Console(stderr=True).print(
                f"[bold]{wording().name}[/bold]已就绪：[link]{address_of(listener)}[/link]"
                "　（按 Ctrl-C 停止）",
                highlight=False,
            )

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # What is logged from here on is about chat pages still open, cut off on purpose.
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        await super().shutdown(sockets)


@contextmanager
def claim_port(host: str, port: int) -> Generator[socket.socket]:
    """Listen on ``host`` and ``port``; port 0 takes any free one, ``::`` serves IPv4 as well."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise ServerError(_explain(error, host, port)) from error
    with listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        try:
            listener.bind(address)
            listener.listen(2048)
        except OSError as error:
            raise ServerError(_explain(error, host, port)) from error
        yield listener


def address_of(listener: socket.socket) -> str:
    """Return the address to open in a browser on this machine."""
    name: tuple[str, int] = listener.getsockname()[:2]
    host, port = name
    shown = {"0.0.0.0": "127.0.0.1", "::": "localhost"}.get(host, host)
    return f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"


def _explain(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"端口 {port} 已被占用，请用 --port 换一个端口，例如 --port {port % 65535 + 1}。"
    if error.errno in {errno.EACCES, errno.EPERM}:
        return f"没有权限使用端口 {port}，请用 --port 换一个 1024 以上的端口，例如 --port 7860。"
    if isinstance(error, OverflowError) or not 0 <= port <= 65535:
        return f"端口 {port} 不在 0 到 65535 之间，请用 --port 换一个端口。"
    return f"不能在地址“{host}”上提供服务，请用 --host 换一个本机的地址，例如 --host 127.0.0.1。"
