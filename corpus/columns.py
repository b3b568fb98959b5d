"""Which column of a task table holds what, read from its header."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal, cast, get_args

from corpus.normalise import squeeze
from corpus.rules import load_rules, words

Role = Literal[
    "number",
    "heading",
    "text",
    "lead",
    "units",
    "support",
    "implementing",
    "deadline",
    "remark",
]
UNIT_ROLES: tuple[Role, ...] = ("lead", "units", "support", "implementing")

_KEYS = (*get_args(Role), "task")
_LONGEST_NAME = 14
_ASIDE = re.compile(r"[（(].*?[)）]|[*:：/／]")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its role, its printed header and its place, counted from 0."""

    role: Role
    header: str
    place: int


@cache
def _synonyms() -> dict[str, str]:
    return {word: key for key in _KEYS for word in words("headers", key)}


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    tables = cast("list[dict[str, str]]", load_rules("headers")["pattern"])
    return tuple((table["role"], re.compile(table["name"])) for table in tables)


def header_key(cell: str) -> str | None:
    """Return the role a header cell names (or ``task``, settled by its neighbours)."""
    if len(cell) > 40:
        return None
    name = squeeze(cell).strip("*#")
    known, plain = _synonyms(), _ASIDE.sub("", name)
    return known.get(name) or known.get(plain) or _worded_alike(plain)


def _worded_alike(name: str) -> str | None:
    if not name or len(name) > _LONGEST_NAME:
        return None
    return next((role for role, pattern in _patterns() if pattern.fullmatch(name)), None)


def read_header(cells: Sequence[str], *, is_exact: bool = False) -> tuple[Column, ...] | None:
    """Read a header row; ``None`` where ``cells`` are no header of a task table.

    Three known names stand together, or two where nothing else stands in the row; there are
    a text column and one that says who or when. An empty cell after a heading column is the
    second level of headings (a merged header cell). In a row of an exact grid a task and a unit
    are enough, and where unit and deadline are named the text may be unnamed (no text column).
    """
    named = [(place, cell) for place, cell in enumerate(cells) if squeeze(cell)]
    keys = {place: header_key(cell) for place, cell in named}
    known = [key for key in keys.values() if key]
    is_sparse = len(known) < 3 and len(known) < len(named)
    if len(known) < 2 or (is_sparse and not is_exact):
        return None
    settled = _settle([keys.get(place, "empty") or "remark" for place in range(len(cells))])
    columns = _columns(cells, settled)
    roles = {column.role for column in columns}
    if is_exact and (is_sparse or "text" not in roles):
        names_unit = bool(roles & set(UNIT_ROLES))
        other = "text" if is_sparse and "text" in roles else "deadline"
        return columns if names_unit and other in roles else None
    if "text" not in roles or not roles & {*UNIT_ROLES, "deadline"}:
        return None
    return columns


def _settle(keys: list[str]) -> list[str]:
    """Decide which column is the text: a named one, else the last 「工作任务」."""
    if "text" in keys:
        first = keys.index("text")
        keys = ["remark" if k == "text" and i > first else k for i, k in enumerate(keys)]
        return ["heading" if key == "task" else key for key in keys]
    if "task" in keys:
        last = len(keys) - 1 - keys[::-1].index("task")
        return [
            "text" if i == last else "heading" if k == "task" else k for i, k in enumerate(keys)
        ]
    return keys


def _columns(cells: Sequence[str], keys: list[str]) -> tuple[Column, ...]:
    columns: list[Column] = []
    for place, key in enumerate(keys):
        if key != "empty":
            columns.append(Column(cast("Role", key), squeeze(cells[place]), place))
        elif columns and columns[-1].place == place - 1 and any(k != "empty" for k in keys[place:]):
            columns.append(replace(columns[-1], place=place))
    return tuple(columns)


def refine_header(columns: tuple[Column, ...], cells: Sequence[str]) -> tuple[Column, ...] | None:
    """Read a second header row that divides a merged header cell; ``None`` if it is a data row."""
    keys = {place: header_key(cell) for place, cell in enumerate(cells) if squeeze(cell)}
    if not keys or not all(keys.values()):
        return None
    refined = {
        place: Column(cast("Role", key), squeeze(cells[place]), place)
        for place, key in keys.items()
        if key != "task"
    }
    merged = {column.place: column for column in columns} | refined
    return tuple(merged[place] for place in sorted(merged))
