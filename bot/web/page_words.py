"""The sentences of ledger, charts, documents and plain page, read once from ``page_words.toml``."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict


class PageWords(BaseModel):
    """The whole file; ``deadlines`` are windows as questions name them, tables name words."""

    model_config = ConfigDict(frozen=True)

    deadlines: tuple[str, ...]
    pages: dict[str, str]
    ledger: dict[str, str]
    charts: dict[str, str]
    plain: dict[str, str]


@cache
def page_words() -> PageWords:
    """Return the file, checked for completeness when it is first read."""
    text = files("bot.web").joinpath("page_words.toml").read_text("utf-8")
    return PageWords.model_validate(tomllib.loads(text))
