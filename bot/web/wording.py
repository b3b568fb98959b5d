"""The web's sentences and example questions, read once from ``wording.toml``."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict


class ExampleGroup(BaseModel):
    """Example questions under one heading of the empty chat."""

    model_config = ConfigDict(frozen=True)

    title: str
    questions: tuple[str, ...]


class NavLink(BaseModel):
    """One entry of the navigation on top of every page."""

    model_config = ConfigDict(frozen=True)

    name: str
    url: str


class ChatWording(BaseModel):
    """What the chat says by itself."""

    model_config = ConfigDict(frozen=True)

    lead: str
    everywhere: str
    jurisdiction: str
    any_year: str
    year: str
    question: str
    placeholder: str
    send: str
    restart: str
    history: str
    skip: str
    opening: str
    searching: str
    covered: str
    examples: str
    next: str
    no_script: str
    plain: str
    failed: str
    groups: tuple[ExampleGroup, ...]


class Wording(BaseModel):
    """The whole file; the tables other than ``chat`` map names to words."""

    model_config = ConfigDict(frozen=True)

    name: str
    purpose: str
    notice: str
    nav: tuple[NavLink, ...]
    choices: dict[str, str]
    chat: ChatWording
    status: dict[str, str]
    card: dict[str, str]
    record: dict[str, str]
    document: dict[str, str]
    problem: dict[str, str]


@cache
def wording() -> Wording:
    """Return the wording file, checked for completeness when it is first read."""
    text = files("bot.web").joinpath("wording.toml").read_text("utf-8")
    return Wording.model_validate(tomllib.loads(text))
