"""Runs the real service and a real Chromium for tests that look as a person does."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from bot.web.server import claim_port

ROOT = Path(__file__).parents[2]
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]


def free_port() -> int:
    with claim_port("127.0.0.1", 0) as listener:
        return listener.getsockname()[1]


@dataclass
class Service:
    """A running service; ``log`` is there once it has stopped."""

    log: str = ""


@contextmanager
def run_service(
    data: Path, port: int, *, host: str = "127.0.0.1", **settings: str
) -> Iterator[Service]:
    """Run ``zhengwen serve`` until the block ends; ``settings`` without their ZHENGWEN_."""
    service = Service()
    chosen = {f"ZHENGWEN_{name.upper()}": value for name, value in settings.items()}
    base = {"ZHENGWEN_DATA": str(data), "OMP_NUM_THREADS": "1", "ZHENGWEN_RATE_ASK": "off"}
    with subprocess.Popen(
        [sys.executable, "-m", "zhengwen", "serve", "--host", host, "--port", str(port)],
        cwd=ROOT,
        env={**os.environ, **base, **chosen},
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as server:
        try:
            ready = is_ready(server, f"http://127.0.0.1:{port}/readyz")
            if ready:
                yield service
        finally:
            server.send_signal(signal.SIGINT)
            _, service.log = server.communicate(timeout=30)
        assert ready, f"the server did not become ready: {service.log}"


def is_ready(server: subprocess.Popen[str], address: str) -> bool:
    """Wait until the service answers; False where it stops or takes four minutes."""
    deadline = time.monotonic() + 240
    while time.monotonic() < deadline and server.poll() is None:
        try:
            if httpx.get(address).status_code == 200:
                return True
        except httpx.TransportError:
            time.sleep(0.2)
    return False


@contextmanager
def run_chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=QUIET
        )
        yield browser
        browser.close()


class Watched:
    """A browser window that notes every request to another host, script error and refusal."""

    def __init__(self, browser: Browser, hosts: set[str], **options: object) -> None:
        self.context: BrowserContext = browser.new_context(**options)  # type: ignore[arg-type]
        self.hosts = hosts
        self.faults: list[str] = []
        self.forgiven: list[str] = []
        self.context.on("request", lambda request: self._watch(request.url))
        self.context.on("weberror", lambda error: self.faults.append(str(error.error)))
        self.context.on("console", lambda line: self._listen(line.type, line.text))

    def _watch(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"data", "blob"} and parts.netloc not in self.hosts:
            self.faults.append(f"asked another host: {url}")

    def _listen(self, kind: str, text: str) -> None:
        forgiven = ["favicon", "status of 404", *self.forgiven]
        if kind == "error" and not any(words in text for words in forgiven):
            self.faults.append(text)

    def open(self, url: str) -> Page:
        page = self.context.new_page()
        page.goto(url)
        return page
