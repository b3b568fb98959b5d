"""Opens the language model that the environment names; nothing heavy is imported without one."""

from __future__ import annotations

from pathlib import Path

from bot.llm.ports import Writer
from bot.llm.settings import LlmSettings


def open_writer(data: Path | None = None) -> Writer | None:
    """Open the model of ``LLM_BASE_URL``, None without; its accounts are kept in ``data``.

    Raises LlmUnavailable where the extra ``llm`` is not installed.
    """
    settings = LlmSettings() if data is None else LlmSettings(data=data)
    if not settings.configured:
        return None
    from bot.llm.client import OpenAiLikeModel  # noqa: PLC0415  (brings openai and llama-index)
    from bot.llm.writer import ModelWriter  # noqa: PLC0415

    return ModelWriter(OpenAiLikeModel(settings), settings)
