"""Tables whose cells stand in one line with nothing between them: 「1公开预算区财政局6月底前」.

The header tells which columns there are; a row is taken apart from its end: what reads like a
deadline, before it unit names, before them the task. Names the rows print between separators, and
words that begin like a unit (区、县、各 …), say where the names begin.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import cast

from corpus.blocks import Cell, Line, Table
from corpus.columns import UNIT_ROLES, Column, header_key, read_header
from corpus.fields import deadline_start
from corpus.normalise import squeeze
from corpus.readers.lines import TableReader, is_heading_line
from corpus.rules import load_rules
from corpus.units import is_unit_name, learn_names, looks_like_units

_LONGEST_NAME = 10
_SHORTEST_UNIT = 4
_NUMBER = re.compile(r"\s*([0-9]{1,3})\s*[.．、]?\s*(?=[^0-9.．、\s])")
_SEPARATORS = re.compile("[、，,；;]")


def read_glued_header(text: str) -> tuple[Column, ...] | None:
    """Read a header whose names stand in one line with nothing between them."""
    names = _names(squeeze(text))
    if len(names) < 3:
        return None
    columns = read_header(names)
    if columns is None or sum(column.role in UNIT_ROLES for column in columns) > 1:
        return None  # where one column of units ends and the next begins cannot be told
    return columns


def _names(text: str) -> list[str]:
    """Cut a text into header names, the longest first; nothing if it is not made of them."""
    names: list[str] = []
    while text:
        lengths = range(min(_LONGEST_NAME, len(text)), 1, -1)
        length = next((n for n in lengths if header_key(text[:n])), 0)
        if not length:
            return []
        names.append(text[:length])
        text = text[length:]
    return names


class GluedReader(TableReader):
    """One row a line, or over several; the rows are taken apart when all are there."""

    def __init__(self, columns: tuple[Column, ...]) -> None:
        super().__init__(columns)
        self.rows: list[list[Line]] = []
        self.is_numbered = columns[0].role == "number"

    def take(self, line: Line) -> bool:
        """Take a row, a heading line, or the rest of the row above."""
        text = line.text.strip()
        if squeeze(text) == "".join(column.header for column in self.columns):
            return True
        is_new = is_heading_line(text) or not self.is_numbered or _NUMBER.match(text) is not None
        if is_new:
            self.rows.append([line])
        elif self.rows and not self._is_whole(_joined(self.rows[-1])):
            self.rows[-1].append(line)
        else:
            return False
        return True

    def _is_whole(self, row: str) -> bool:
        role = self.columns[-1].role
        if role == "deadline":
            return deadline_start(row) < len(row)
        return looks_like_units(row[-_SHORTEST_UNIT:]) > 0

    def table(self) -> Table:
        """Return the rows with the cells that were found in them."""
        parts = (part for row in self.rows for part in _SEPARATORS.split(_joined(row))[1:])
        names = frozenset(name for name in learn_names(parts) if name[0] in _heads())
        runs = [self._cells(row, names) for row in self.rows]
        return Table(self.columns, tuple(runs), True, tuple(self.notes), True)

    def _cells(self, lines: Sequence[Line], names: frozenset[str]) -> tuple[Cell, ...]:
        text = _joined(lines)
        first, last = lines[0].number, lines[-1].number
        if is_heading_line(text):
            return (Cell(text, first, last, 0, len(self.columns)),)
        number = _NUMBER.match(text) if self.is_numbered else None
        rest = text[number.end() :] if number else text
        found: dict[int, str] = {0: number[1]} if number else {}
        for column in reversed(self.columns):
            if column.role == "deadline":
                start = deadline_start(rest)
            elif column.role in UNIT_ROLES:
                start = _units_start(rest, names)
            elif column.role == "text":
                start = 0
            else:
                continue
            found[column.place] = rest[start:].strip()
            rest = rest[:start]
        return tuple(
            Cell(words, first, last, place) for place, words in sorted(found.items()) if words
        )


def _joined(lines: Sequence[Line]) -> str:
    return "".join(line.text.strip() for line in lines)


def _heads() -> str:
    """Characters that unit names begin with."""
    return cast("str", load_rules("units")["levels"]) + "各"


def _units_start(text: str, names: frozenset[str]) -> int:
    """Find where the unit names at the end of a row begin; its end if there are none."""
    tail = re.search("[^。；]*$", text)
    best = tail.start() if tail else 0
    if best and looks_like_units(text[best:]) == 1.0:
        return best
    starts: list[tuple[int, int]] = []  # of the most names, where the first is shortest
    for start in range(best, len(text) - 1):
        name = _SEPARATORS.split(text[start:])[0]
        if looks_like_units(text[start:]) < 1.0 or not is_unit_name(name):
            continue
        if name in names:
            return start
        is_head = text[start] in _heads() and text[start - 1] not in _heads()
        if is_head and len(name) >= _SHORTEST_UNIT:
            starts.append((len(_SEPARATORS.findall(text, start)), start))
    return max(starts)[1] if starts else len(text)
