"""Duties inside a cell or sentence: 「区政府办牵头，各单位配合」, 「牵头单位：…；责任单位：…」."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import cast

from corpus.columns import Role
from corpus.rules import load_rules

_CLAUSE = re.compile("([、，,；;。\n])")
_IN_BRACKETS = re.compile(r"[（(]([\u4e00-\u9fff]{2,6})[)）]$")


@dataclass(frozen=True, slots=True)
class Duty:
    """Part of a cell, and the role its own words give it (``None``: that of the column)."""

    text: str
    role: Role | None = None


@cache
def _marks() -> dict[str, Role]:
    """Words that end a clause and name its role, the longest first."""
    table = cast("dict[Role, list[str]]", load_rules("units")["marks"])
    roles: dict[str, Role] = {word: role for role, found in table.items() for word in found}
    ordered: dict[str, Role] = {word: roles[word] for word in sorted(roles, key=len, reverse=True)}
    return ordered


@cache
def _label() -> re.Pattern[str]:
    words = "|".join(mark for mark in _marks() if len(mark) == 2)
    return re.compile(
        f"(?:^|[、，,；;。\\s（(])({words})(?:责任)?(?:单位|部门|主体|科室)?\\s*[:：]"
    )


@lru_cache(maxsize=8192)
def split_duties(cell: str) -> tuple[Duty, ...]:
    """Part a cell by the roles it names itself; a cell that names none is one duty."""
    labels = list(_label().finditer(cell))
    if labels:
        return tuple(_labelled(cell, labels))
    return tuple(_marked(cell))


def _labelled(cell: str, labels: list[re.Match[str]]) -> list[Duty]:
    duties = [Duty(cell[: labels[0].start()])]
    for label, after in zip(labels, [*labels[1:], None], strict=True):
        stop = after.start() if after else len(cell)
        duties.append(Duty(cell[label.end() : stop], _marks()[label[1]]))
    return [duty for duty in duties if duty.text.strip()]


def _marked(cell: str) -> list[Duty]:
    """Read marks at the ends of clauses; one in brackets holds for its own name only."""
    duties: list[Duty] = []
    open_text = ""
    for piece in _CLAUSE.split(cell):
        name = piece.strip()
        if (match := _IN_BRACKETS.search(name)) and match[1] in _marks():
            duties += [Duty(open_text), Duty(name[: match.start()], _marks()[match[1]])]
            open_text = ""
            continue
        mark = next((mark for mark in _marks() if name.endswith(mark)), "")
        if mark and len(name) > len(mark) + 1:
            duties.append(Duty(open_text + name.removesuffix(mark), _marks()[mark]))
            open_text = ""
        else:
            open_text += piece
    duties.append(Duty(open_text))
    return [duty for duty in duties if duty.text.strip("、，,；;。\n ")]
