"""Prompts, put together from ``prompts.toml``: rules, one example, and the data kept apart."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from pydantic import BaseModel

from bot.llm.sheet import Sheet, drop_planted
from bot.llm.types import Message, Prompt, Use
from bot.types import Facets

_QUESTION = 200  # characters of a question that are sent
_PHRASE_TOKENS, _RECORD_TOKENS = 80, 200
_FORM_TOKENS = 120
_WIDE = str.maketrans("<>", "＜＞")


class Wording(BaseModel):
    """The prompt of one use."""

    rules: str
    example_question: str
    example_answer: str
    frame: str
    record: str = ""
    turn: str = ""
    fields: dict[str, str] = {}
    asked: dict[str, str] = {}


class Pointers(BaseModel):
    """Words that point back to something said before."""

    words: tuple[str, ...]


class Book(BaseModel):
    """What ``prompts.toml`` holds."""

    phrase: Wording
    rewrite: Wording
    choose: Wording
    pointers: Pointers


@cache
def load_prompts() -> Book:
    """Read the prompts once."""
    text = files("bot.llm").joinpath("prompts.toml").read_text("utf-8")
    return Book.model_validate(tomllib.loads(text))


@cache
def pointing_words() -> re.Pattern[str]:
    """Return the words that point back as one pattern."""
    return re.compile("|".join(load_prompts().pointers.words))


def ask_to_phrase(question: str, sheets: Sequence[Sheet], facets: Facets) -> Prompt:
    """Ask for one sentence a record."""
    book = load_prompts().phrase
    told = book.frame.format(
        records="\n".join(_describe(sheet) for sheet in sheets),
        question=as_data(question)[:_QUESTION],
        asked="\n".join(_name_asked(sheet, facets) for sheet in sheets),
    )
    return _prompt("phrase", book, told, _PHRASE_TOKENS + _RECORD_TOKENS * len(sheets))


def ask_to_rewrite(turns: Sequence[str], schema: Mapping[str, object]) -> Prompt:
    """Ask for the last of ``turns`` in a form that needs no history."""
    book = load_prompts().rewrite
    lines = (book.turn.format(text=as_data(turn)[:_QUESTION]) for turn in turns)
    told = book.frame.format(turns="\n".join(lines))
    return _prompt("rewrite", book, told, _FORM_TOKENS, schema)


def ask_to_choose(question: str, texts: Mapping[int, str], schema: Mapping[str, object]) -> Prompt:
    """Ask which of the ``texts``, by marker, answer the question."""
    book = load_prompts().choose
    records = (
        book.record.format(marker=marker, text=as_data(drop_planted(text)))
        for marker, text in texts.items()
    )
    told = book.frame.format(records="\n".join(records), question=as_data(question)[:_QUESTION])
    return _prompt("choose", book, told, _FORM_TOKENS, schema)


def as_data(text: str) -> str:
    """Return ``text`` as it may stand between tags: on one line, closing none, no control marks."""
    plain = "".join(
        one if unicodedata.category(one)[0] != "C" else " " for one in text.translate(_WIDE)
    )
    return " ".join(plain.split())


def _describe(sheet: Sheet) -> str:
    """Write a sheet out in full: what a model is not told it makes up."""
    book = load_prompts().phrase
    lines = [(book.fields[role], "、".join(names)) for role, names in sheet.roles.items()]
    lines += [(book.fields["deadline"], date) for date in sheet.stated if sheet.number]
    return book.record.format(
        marker=sheet.marker,
        place=as_data(sheet.places[min(1, len(sheet.places) - 1)]),
        year=sheet.year,
        text=as_data(sheet.text),
        fields="".join(f"{name}：{as_data(value)}\n" for name, value in lines),
    )


def _name_asked(sheet: Sheet, facets: Facets) -> str:
    """Say what the sentence on a record must give, in words that it may take over."""
    book = load_prompts().phrase.asked
    named = book["named"].format(names="、".join(sheet.names))
    parts = [sheet.duties or named] if sheet.asked_names else []
    for position, raw in enumerate(sheet.asked_dates):
        form = "in_text" if position else "dated" if sheet.dated else "other"
        parts.append(book[form].format(raw=raw))
    if facets.what or not parts:
        parts.append(book["task"])
    return book["line"].format(marker=sheet.marker, facts=as_data("，".join(parts)))


def _prompt(
    use: Use,
    book: Wording,
    told: str,
    most_tokens: int,
    schema: Mapping[str, object] | None = None,
) -> Prompt:
    messages = (
        Message("system", book.rules),
        Message("user", book.example_question),
        Message("assistant", book.example_answer),
        Message("user", told),
    )
    return Prompt(use, messages, most_tokens, schema)
