"""An application over hand-made records and a scripted answerer.

It is built once, since Gradio takes its time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from playwright.sync_api import Browser

from bot.types import Answer, Turn
from bot.web.app import create_app
from bot.web.settings import WebSettings
from corpus.types import ParsedDocument
from tests.web.samples import Archive, Live, ScriptedAnswerer, Shelf
from tests.web.serving import free_port, run_chromium, run_service
from tests.web.visiting import Visit


@dataclass
class Stage:
    """Stands where the application looks; each test puts its own actors behind it."""

    answerer: ScriptedAnswerer = field(default_factory=ScriptedAnswerer)
    live: Live = field(default_factory=Live)
    archive: Archive = field(default_factory=Archive)

    @property
    def waits(self) -> bool:
        return self.answerer.waits

    def answer(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        jurisdiction: str | None = None,
        year: int | None = None,
    ) -> Answer:
        return self.answerer.answer(question, history=history, jurisdiction=jurisdiction, year=year)

    def stream(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        jurisdiction: str | None = None,
        year: int | None = None,
    ) -> Iterator[Answer]:
        return self.answerer.stream(question, history=history, jurisdiction=jurisdiction, year=year)

    def current(self) -> Shelf:
        return self.live.current()

    def version(self, document_id: str, number: int) -> ParsedDocument:
        return self.archive.version(document_id, number)


@pytest.fixture(scope="session")
def stage() -> Stage:
    return Stage()


@pytest.fixture(scope="session")
def app(stage: Stage) -> FastAPI:
    async def build() -> FastAPI:
        return create_app(stage, stage, stage, WebSettings(rate_ask="off", rate_read="off"))

    return asyncio.run(build())  # without a running loop Gradio makes two and never closes them


@pytest.fixture
def answerer(stage: Stage) -> ScriptedAnswerer:
    stage.answerer = ScriptedAnswerer()
    return stage.answerer


@pytest.fixture
def live(stage: Stage) -> Live:
    stage.live = Live()
    return stage.live


@pytest.fixture
def archive(stage: Stage) -> Archive:
    stage.archive = Archive()
    return stage.archive


@pytest.fixture(scope="session")
def running(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app) as client:  # starts and stops the application
        yield client


@pytest.fixture
def client(running: TestClient, answerer: ScriptedAnswerer, live: Live) -> TestClient:
    """Answer to one test: nothing asked yet, generation 1 serving."""
    running.cookies.clear()
    return running


@pytest.fixture(scope="module")
def site(shipped_data: Path) -> Iterator[str]:
    """The address of a really running service with the five documents; it stops without a word."""
    port = free_port()
    with run_service(shipped_data, port) as service:
        yield f"http://127.0.0.1:{port}"
    assert "Traceback" not in service.log
    assert service.log.endswith("已停止。\n")
    assert "涉农" not in service.log


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with run_chromium() as browser:
        yield browser


@pytest.fixture
def visit(chromium: Browser, site: str, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """A window on a desktop; a test may give other options of the browser's context."""
    options = {
        "locale": "zh-CN",
        "viewport": {"width": 1440, "height": 900},
        "reduced_motion": "reduce",
    }
    visit = Visit(chromium, site, **(options | getattr(request, "param", {})))
    yield visit
    visit.close()
