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

_QUOTED = re.compile(r"[“「『](.{2,30}?)[”」』]|\"(.{2,30}?)\"")
_NEAR = 2  # characters; a word


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
def _load_rows() -> tuple[_Row, ...]:
    table = tomllib.loads(files("bot.understand").joinpath("wanted.toml").read_text("utf-8"))
    return tuple(
        _Row(row["name"], re.compile(row["asks"]), row["holds"], row.get("instead_of_facet", False))
        for row in table["wanted"]
    )


def find_wanted(text: str, *, asks_who: bool = False) -> Wanted | None:
    """Return what ``text`` wants to be told; None where no kind of thing can be told.

    Where a unit is asked for (``asks_who``) only what is asked in its stead counts.
    """
    for row in _load_rows():
        match = row.asks.search(text) if row.instead_of_facet or not asks_who else None
        if match:
            near = match.groupdict().get("near") or ""
            holds = row.holds.replace("{near}", re.escape(near[-_NEAR:]))
            return Wanted(row.name, holds, near)
    return None


def cut_wanted(text: str, gap: str) -> str:
    """Cut the words that ask for a thing and would be read as asking who or when."""
    for row in _load_rows():
        if row.instead_of_facet and (match := row.asks.search(text)):
            return text[: match.start()] + gap + match["keep"] + text[match.end() :]
    return text


def quoted_in(text: str) -> tuple[str, ...]:
    """Return what ``text`` quotes: words that must stand in what answers it."""
    return tuple(one or other for one, other in _QUOTED.findall(text))
