"""The rules of verification, read from ``check.toml``; what is told of a model's words."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Annotated

from pydantic import BaseModel, BeforeValidator


def _any_of(value: str | list[str]) -> re.Pattern[str]:
    return re.compile(value if isinstance(value, str) else "|".join(value))


Pattern = Annotated[re.Pattern[str], BeforeValidator(_any_of)]


class Turning(BaseModel):
    """Words that turn the sense of what follows, or of what went before."""

    before: Pattern
    after: Pattern


class CheckRules(BaseModel):
    """What ``check.toml`` holds; lists of patterns are joined into one."""

    connectives: frozenset[str]
    punctuation: Annotated[frozenset[str], BeforeValidator(frozenset)]
    negations: Pattern
    completed: Pattern
    planned: Pattern
    foreign: Pattern
    dates: Pattern
    amounts: Pattern
    planted: Pattern
    turning: Turning
    joining: frozenset[str]
    roles: dict[str, str]


@cache
def check_rules() -> CheckRules:
    """Read the rules once."""
    return CheckRules.model_validate(_load("check.toml"))


@cache
def model_notice() -> str:
    """Return the sentence that stands on an answer which a model has put into words."""
    return str(_load("wording.toml")["notice"])


def _load(name: str) -> dict[str, object]:
    return tomllib.loads(files("bot.llm").joinpath(name).read_text("utf-8"))
