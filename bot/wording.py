"""The sentences of answers, read from ``wording.toml``."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files


@cache
def _load() -> dict[str, dict[str, str | list[str]] | str]:
    return tomllib.loads(files("bot").joinpath("wording.toml").read_text("utf-8"))


def say(key: str, **values: object) -> str:
    """Return the sentence ``section.name`` with its blanks filled."""
    section, name = key.split(".")
    group = _load()[section]
    sentence = group[name] if isinstance(group, dict) else group
    return str(sentence).format(**values)


def examples() -> tuple[str, ...]:
    """Return the example questions shown to a newcomer."""
    group = _load()["smalltalk"]
    listed = group["examples"] if isinstance(group, dict) else []
    return tuple(listed)


def notice() -> str:
    """Return the sentence that stands on every answer."""
    return str(_load()["notice"])
