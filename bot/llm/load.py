"""Opens the language model that the environment names; nothing heavy is imported without one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from bot.llm.ports import Writer
from bot.llm.settings import LlmSettings
from bot.llm.types import Bill


def open_writer(data: Path, watch: Callable[[Bill], None] | None = None) -> Writer | None:
    """Open the model of ``LLM_BASE_URL``, None without; its accounts are kept in ``data``.

    ``watch`` is told what each question took.

    Raises LlmUnavailable where the extra ``llm`` is not installed.
    """
    settings = LlmSettings(data=data)
    if not settings.configured:
        return None
    from bot.llm.client import OpenAiLikeModel  # noqa: PLC0415  (brings openai and llama-index)
    from bot.llm.writer import ModelWriter  # noqa: PLC0415

    return ModelWriter(OpenAiLikeModel(settings), settings, watch)
