"""The table of phrases that questions are made of, compiled once."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Phrases:
    """Compiled patterns; each tries its alternatives in the order of the file."""

    who: re.Pattern[str]
    when: re.Pattern[str]
    what: re.Pattern[str]
    filler: re.Pattern[str]
    smalltalk: re.Pattern[str]
    unrecorded: dict[str, re.Pattern[str]]
    refuse: dict[str, re.Pattern[str]]


def _any_of(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


@cache
def load_phrases() -> Phrases:
    """Read ``phrases.toml`` beside this file."""
    table = tomllib.loads(files("bot.understand").joinpath("phrases.toml").read_text("utf-8"))
    return Phrases(
        who=_any_of(table["who"]["patterns"]),
        when=_any_of(table["when"]["patterns"]),
        what=_any_of(table["what"]["patterns"]),
        filler=_any_of(table["filler"]["patterns"]),
        smalltalk=_any_of(table["smalltalk"]["patterns"]),
        unrecorded={name: _any_of(rows) for name, rows in table["unrecorded"].items()},
        refuse={name: _any_of(rows) for name, rows in table["refuse"].items()},
    )
