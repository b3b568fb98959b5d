"""The sentences of API and settings, read once from ``api.toml``."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict


class ApiWords(BaseModel):
    """The whole file; each table maps names to words."""

    model_config = ConfigDict(frozen=True)

    setting: dict[str, str]
    filter: dict[str, str]
    api: dict[str, str]


@cache
def api_words() -> ApiWords:
    """Return the file, checked for completeness when it is first read."""
    text = files("bot.web").joinpath("api.toml").read_text("utf-8")
    return ApiWords.model_validate(tomllib.loads(text))
