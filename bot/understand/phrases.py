"""The table of phrases that questions are made of, compiled once."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Phrases:
    """Compiled patterns; each tries its alternatives in the order of the file."""

    who: re.Pattern[str]
    when: re.Pattern[str]
    what: re.Pattern[str]
    filler: re.Pattern[str]
    told: re.Pattern[str]
    smalltalk: re.Pattern[str]
    unrecorded: dict[str, re.Pattern[str]]
    window: dict[str, re.Pattern[str]]
    role: dict[str, re.Pattern[str]]
    listing: ListPhrases
    follow: dict[str, re.Pattern[str]]
    pick: dict[str, re.Pattern[str]]
    document: dict[str, re.Pattern[str]]
    premise: dict[str, re.Pattern[str]]
    domain: re.Pattern[str]
    asking: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListPhrases:
    """Words of a question that asks for a list, and nothing else."""

    asks: re.Pattern[str]
    count: re.Pattern[str]
    words: re.Pattern[str]
    letters: frozenset[str]
    mention: dict[str, re.Pattern[str]]
    lacks: re.Pattern[str]
    alone: re.Pattern[str]
    heading: re.Pattern[str]
    ordinal: re.Pattern[str]
    all: re.Pattern[str]
    jointly: re.Pattern[str]
    negation: re.Pattern[str]
    turned: re.Pattern[str]
    excluded: re.Pattern[str]
    extremes: dict[str, re.Pattern[str]]


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
        told=_any_of(table["told"]["patterns"]),
        smalltalk=_any_of(table["smalltalk"]["patterns"]),
        unrecorded=_each(table["unrecorded"]),
        window=_each(table["window"]),
        role=_each(table["role"]),
        listing=_list_phrases(table["list"]),
        follow=_each(table["follow"]),
        pick=_each(table["pick"]),
        document=_each(table["document"]),
        premise=_each(table["premise"]),
        domain=_any_of(table["domain"]["words"]),
        asking=tuple(table["asking"]["words"]),
    )


def _each(section: dict[str, list[str]]) -> dict[str, re.Pattern[str]]:
    return {name: _any_of(rows) for name, rows in section.items()}


def _list_phrases(section: dict[str, Any]) -> ListPhrases:
    return ListPhrases(
        asks=_any_of(section["asks"]),
        count=_any_of(section["count"]),
        words=_any_of(section["words"]),
        letters=frozenset(section["letters"]),
        mention=_each(section["mention"]),
        lacks=_any_of(section["lacks"]),
        alone=_any_of(section["alone"]),
        heading=_any_of(section["heading"]),
        ordinal=_any_of(section["ordinal"]),
        all=_any_of(section["all"]),
        jointly=_any_of(section["jointly"]),
        negation=_any_of(section["negation"]),
        turned=_any_of(section["turned"]),
        excluded=_any_of(section["excluded"]),
        extremes=_each(section["extremes"]),
    )
