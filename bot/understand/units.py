"""Which units a question names: printed names, short names and the table of equivalents.

Every name is brought to a key: width and brackets folded, place names and the level (区, 市, 县)
dropped, then looked up in the groups of ``units.toml``. Two names with a common key are one unit
within one document.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from bot.understand.places import short_of
from corpus.labels import short_name
from corpus.types import Document

_BRACKET = re.compile(r"\(([^()]*)\)")
_LEVEL = re.compile(r"^[区市县省](?=..)")
_BRANCH = re.compile(r"(?<=.)分局$")


@dataclass(frozen=True, slots=True)
class UnitRules:
    """What ``units.toml`` holds: the key of each equivalent name, and four patterns."""

    keys: Mapping[str, str]
    collective: re.Pattern[str]
    looks_like: re.Pattern[str]
    bodies: re.Pattern[str]
    not_before: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class UnitMention:
    """One unit found in a question: its words, where they stand, and its key."""

    text: str
    start: int
    end: int
    key: str


@cache
def load_unit_rules() -> UnitRules:
    """Read ``units.toml`` beside this file."""
    table = tomllib.loads(files("bot.understand").joinpath("units.toml").read_text("utf-8"))
    keys = {name: group[0] for group in table["groups"] for name in group}
    return UnitRules(
        keys,
        re.compile(table["collective"]),
        re.compile(table["looks_like"]),
        re.compile(table["bodies"]),
        re.compile(table["not_before"]),
    )


def is_collective(name: str) -> bool:
    """Tell whether a printed name means many units at once (各有关单位)."""
    return bool(load_unit_rules().collective.search(unicodedata.normalize("NFKC", name)))


@lru_cache(maxsize=65_536)
def keys_of(name: str, places: tuple[str, ...] = ()) -> frozenset[str]:
    """Return the keys of a printed name; a bracketed second name adds its own.

    ``places`` are the names to drop, longest first: 江北区税务局, 生态环境江北分局.
    """
    text = unicodedata.normalize("NFKC", name).replace(" ", "")
    if is_collective(text):
        return frozenset({text.lower()})
    variants: set[str] = set()
    if bracket := _BRACKET.search(text):
        before, inner, after = text[: bracket.start()], bracket.group(1), text[bracket.end() :]
        variants |= {before + inner + after, before + after, inner + after}
    else:
        variants.add(text)
    return frozenset(_key(variant, places) for variant in variants)


def _key(name: str, places: Iterable[str]) -> str:
    for place in places:
        name = name.replace(place, "", 1)
    name = _LEVEL.sub("", name)
    branch = _BRANCH.sub("", name)
    if branch != name:
        name = branch if branch.endswith("局") else f"{branch}局"
    return load_unit_rules().keys.get(name, name)


def places_of(document: Document) -> tuple[str, ...]:
    """Return the place names a unit of this document may carry, longest first."""
    tail = short_name(document.jurisdiction)
    names = {document.jurisdiction, tail, short_of(tail)}
    return tuple(sorted(names, key=len, reverse=True))


@dataclass(frozen=True, slots=True)
class UnitBook:
    """Every name under which a unit of the corpus may be asked for, with its key."""

    names: Mapping[str, str]

    def find(self, text: str) -> list[UnitMention]:
        """Return the units ``text`` names, longest name first at each position."""
        rules = load_unit_rules()
        longest = max(map(len, self.names), default=0)
        found: list[UnitMention] = []
        position = 0
        while position < len(text):
            for length in range(min(longest, len(text) - position), 1, -1):
                name = text[position : position + length]
                following = text[position + length : position + length + 1]
                if name in self.names and not rules.not_before.match(following):
                    found.append(UnitMention(name, position, position + length, self.names[name]))
                    position += length
                    break
            else:
                position += 1
        return found


def learn_units(printed: Mapping[Document, Iterable[str]]) -> UnitBook:
    """Collect the printed unit names of each document with their short forms and equivalents."""
    rules = load_unit_rules()
    names: dict[str, str] = dict(rules.keys)
    for document, units in printed.items():
        places = places_of(document)
        for unit in units:
            folded = unicodedata.normalize("NFKC", unit).replace(" ", "").lower()
            for key in keys_of(unit, places):
                for name in (key, folded, _LEVEL.sub("", folded)):
                    names.setdefault(name, key)
    branches = {f"{name[:-1]}分局": key for name, key in names.items() if name.endswith("局")}
    spoken = {f"{name[:-1]}部门": key for name, key in names.items() if name[-1:] in "局委"}
    names = {**branches, **spoken, **names}
    levelled = {f"{level}{name}": key for name, key in names.items() for level in "区市县"}
    return UnitBook({**levelled, **names})
