"""A scripted model, and answerers over the five documents with and without it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.answer import Answerer
from bot.llm.client import OpenAiLikeModel
from bot.llm.settings import LlmSettings
from bot.llm.types import Bill
from bot.llm.writer import ModelWriter
from index.encoder.load import load_encoder
from index.live import LiveIndex
from index.settings import IndexSettings
from tests.llm.server import ScriptedServer, serving


@pytest.fixture(scope="module")
def running() -> Iterator[ScriptedServer]:
    with serving() as scripted:
        yield scripted


@pytest.fixture
def scripted(running: ScriptedServer) -> ScriptedServer:
    running.asked.clear()
    return running


@pytest.fixture(scope="module")
def live(shipped_data: Path) -> LiveIndex:
    settings = IndexSettings(data=shipped_data)
    return LiveIndex(shipped_data, lambda: load_encoder(settings))


@pytest.fixture(scope="module")
def by_rules(live: LiveIndex) -> Answerer:
    live.current().warm()
    return Answerer(live)


@pytest.fixture
def bills() -> list[Bill]:
    return []


@pytest.fixture
def settings_of(tmp_path: Path, running: ScriptedServer) -> Callable[..., LlmSettings]:
    def make(**chosen: object) -> LlmSettings:
        usual = {"data": tmp_path, "base_url": running.url, "model": "scripted"}
        return LlmSettings.model_validate(usual | chosen)

    return make


@pytest.fixture
def with_model(
    by_rules: Answerer,  # the index is open and warm
    live: LiveIndex,
    settings_of: Callable[..., LlmSettings],
    bills: list[Bill],
) -> Iterator[Callable[..., Answerer]]:
    """Build an answerer whose model is the scripted server; settings by name."""
    models: list[OpenAiLikeModel] = []

    def make(**chosen: object) -> Answerer:
        settings = settings_of(**chosen)
        models.append(OpenAiLikeModel(settings))
        answerer = Answerer(live, ModelWriter(models[-1], settings, bills.append))
        answerer.answer("你能做什么")  # the first question of all learns the vocabulary
        bills.clear()
        return answerer

    yield make
    for model in models:
        model.close()
