"""What kind of thing a question wants to be told: a year, a number, a title, a place ...

The table is ``wanted.toml``; a sentence that answers holds such a thing.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

FIGURES = frozenset({"count", "parts", "span", "frequency"})

_QUOTED = re.compile(r"[“「『](.{2,30}?)[”」』]|\"(.{2,30}?)\"")
_NEAR = 2  # characters; a word
_SENTENCE_END = re.compile(r"[。?!]")


@dataclass(frozen=True, slots=True)
class Wanted:
    """One kind of thing, and how a sentence that holds it looks.

    ``near`` are the words right behind the question word (「哪个办法」), where they matter.
    """

    kind: str
    holds: str
    near: str = ""

    def is_in(self, text: str) -> bool:
        """Tell whether ``text`` holds such a thing."""
        return re.search(self.holds, unicodedata.normalize("NFKC", text)) is not None


@dataclass(frozen=True, slots=True)
class _Row:
    name: str
    asks: re.Pattern[str]
    holds: str
    instead_of_facet: bool


@cache
def _load_table() -> dict[str, Any]:
    return tomllib.loads(files("bot.understand").joinpath("wanted.toml").read_text("utf-8"))


@cache
def _load_asks(section: str, name: str) -> re.Pattern[str]:
    patterns: str | list[str] = _load_table()[section][name]
    return re.compile(patterns if isinstance(patterns, str) else "|".join(patterns))


@cache
def _load_rows() -> tuple[_Row, ...]:
    return tuple(
        _Row(row["name"], re.compile(row["asks"]), row["holds"], row.get("instead_of_facet", False))
        for row in _load_table()["wanted"]
    )


def find_wanted(text: str, *, asks_who: bool = False) -> Wanted | None:
    """Return what ``text``, without what ``cut_plans`` cuts, wants to be told; None if no kind.

    Where a unit is asked for (``asks_who``) only what is asked in its stead counts.
    """
    for row in _load_rows():
        match = row.asks.search(text) if row.instead_of_facet or not asks_who else None
        if match and not (row.name in FIGURES and _is_only_told(text, match)):
            near = match.groupdict().get("near") or ""
            holds = row.holds.replace("{near}", re.escape(near[-_NEAR:]))
            return Wanted(row.name, holds, near)
    return None


def asks_yes_no(text: str) -> bool:
    """Tell whether ``text`` asks yes or no, and not in a roundabout way for what stands before."""
    return bool(_load_asks("told", "yes_no").search(text)) and not _load_asks(
        "told", "indirect"
    ).search(text)


def _is_only_told(text: str, figure: re.Match[str]) -> bool:
    """Tell whether ``figure`` is some number spoken of, since what is asked is yes or no.

    「几家联手抬价，查办了往不往外说」, but not 「几天要答复，有没有规定」.
    """
    begin = max((end.end() for end in _SENTENCE_END.finditer(text[: figure.start()])), default=0)
    if _load_asks("told", "indirect").search(text[begin : figure.start()]):
        return False
    return asks_yes_no(_SENTENCE_END.split(text[figure.end() :])[0])


def cut_plans(text: str, gap: str) -> str:
    """Cut the words that ask which plans say something, and would be read as asking for a unit."""
    return _load_asks("plans", "asks").sub(gap, text)


def cut_wanted(text: str, gap: str) -> str:
    """Cut the words that ask for a thing and would be read as asking who or when."""
    for row in _load_rows():
        if row.instead_of_facet and (match := row.asks.search(text)):
            return text[: match.start()] + gap + match["keep"] + text[match.end() :]
    return text


def quoted_in(text: str) -> tuple[str, ...]:
    """Return what ``text`` quotes: words that must stand in what answers it."""
    return tuple(one or other for one, other in _QUOTED.findall(text))
