"""Task tables: cells to rows whose parts have roles.

Each cell goes to the column it fits best, in the order of the columns; the whole run is settled
at once, at the least total cost (a shortest path over cells and columns), so that a missing, merged
or shifted cell costs a little instead of moving everything after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from corpus.columns import Column, Role
from corpus.fields import looks_like_deadline
from corpus.normalise import tidy
from corpus.ordinals import Level, read_led_number, read_number, read_ordinal
from corpus.readers.text import Cell, Table
from corpus.units import looks_like_units

Depth = Literal["outer", "inner", "line"]

_NEVER = 1e9
_LONGEST_HEADING = 60
_DISPLACED = 0.8
_SKIP: dict[Role, float] = {
    "number": 1.0,
    "heading": 0.0,
    "text": 6.0,
    "lead": 2.5,
    "units": 2.0,
    "support": 1.0,
    "implementing": 1.0,
    "deadline": 2.0,
    "remark": 0.3,
}
_GRID_SKIP = 0.3
_SAME_CELL: dict[Role, float] = {
    "text": 1.5,
    "lead": 1.8,
    "units": 1.5,
    "support": 1.5,
    "implementing": 1.5,
}
_NEW_ROW = 0.1


@dataclass(frozen=True, slots=True)
class Slot:
    """A place a cell can take: a column, a level of headings, or a heading line of its own."""

    role: Role
    header: str = ""
    place: int | None = None
    depth: Depth | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A cell in its slot."""

    slot: Slot
    cell: Cell


@dataclass(frozen=True, slots=True)
class Row:
    """The parts of one row, heading lines that precede it included."""

    parts: tuple[Part, ...]

    def cells(self, role: Role) -> tuple[Cell, ...]:
        """Return the cells that hold ``role``, in order."""
        return tuple(part.cell for part in self.parts if part.slot.role == role)

    @property
    def is_task(self) -> bool:
        """Whether the row holds more than headings."""
        return any(part.slot.role not in ("heading", "number") for part in self.parts)


def read_rows(table: Table) -> list[Row]:
    """Give every cell of a table its role, row by row."""
    slots = _slots(table)
    moves = _Moves(slots, table.is_grid)
    rows: list[Row] = []
    for run in table.runs:
        rows += _assign(run, slots, moves)
    return rows


def _slots(table: Table) -> tuple[Slot, ...]:
    """Slots of a row: heading lines first, then the columns.

    Where cells stand one a line, a single heading column may hold two levels of merged cells.
    """
    slots = [Slot("heading", depth="line"), Slot("heading", depth="line")]
    headings = [column for column in table.columns if column.role == "heading"]
    for column in table.columns:
        if column.role != "heading":
            slots.append(_column_slot(column))
        elif len(headings) == 1 and not table.is_grid:
            slots += [_column_slot(column, "outer"), _column_slot(column, "inner")]
        else:
            is_last = column is headings[-1] and len(headings) > 1
            slots.append(_column_slot(column, "inner" if is_last else "outer"))
    return tuple(slots)


def _column_slot(column: Column, depth: Depth | None = None) -> Slot:
    return Slot(column.role, column.header, column.place, depth)


class _Moves:
    """Cost of going from one slot to another (``cost[to][from]``), and if that starts a row."""

    def __init__(self, slots: Sequence[Slot], is_grid: bool) -> None:
        count = len(slots)
        scale = _GRID_SKIP if is_grid else 1.0
        skips = [_SKIP[slot.role] * scale for slot in slots]
        before = [sum(skips[:i]) for i in range(count + 1)]
        self.opening = before[:count]
        self.closing = [
            1.0 if slots[i].depth == "line" else before[count] - before[i + 1] for i in range(count)
        ]
        self.cost = [[_NEVER] * count for _ in range(count)]
        self.starts = [[False] * count for _ in range(count)]
        for i in range(count):
            for j in range(count):
                self._settle(slots, i, j, before, is_grid)

    def _settle(
        self, slots: Sequence[Slot], i: int, j: int, before: list[float], is_grid: bool
    ) -> None:
        if i < j:
            self.cost[j][i] = before[j] - before[i + 1]
        elif i == j and not is_grid:
            self.cost[j][i] = _SAME_CELL.get(slots[i].role, _NEVER)
        if is_grid:
            return
        restart = self.closing[i] + self.opening[j] + _NEW_ROW
        if restart < self.cost[j][i]:
            self.cost[j][i] = restart
            self.starts[i][j] = True


def _assign(run: Sequence[Cell], slots: Sequence[Slot], moves: _Moves) -> list[Row]:
    """Find the cheapest way through one run of cells."""
    misfits = [_misfits(cell, slots, len(run) == 1) for cell in run]
    costs = [moves.opening[j] + misfits[0][j] for j in range(len(slots))]
    trail: list[list[int]] = []
    for misfit in misfits[1:]:
        arrivals = [_cheapest(costs, column) for column in moves.cost]
        best = [i for _, i in arrivals]
        costs = [cost + misfit[j] for j, (cost, _) in enumerate(arrivals)]
        trail.append(best)
    last = min(range(len(slots)), key=lambda j: costs[j] + moves.closing[j])
    path = [last]
    for best in reversed(trail):
        path.append(best[path[-1]])
    return _rows(run, slots, path[::-1], moves)


def _cheapest(costs: Sequence[float], moves: Sequence[float]) -> tuple[float, int]:
    """Cost of the cheapest way into a slot, and the slot it comes from."""
    totals = [cost + move for cost, move in zip(costs, moves, strict=True)]
    cheapest = min(totals)
    return cheapest, totals.index(cheapest)


def _rows(
    run: Sequence[Cell], slots: Sequence[Slot], path: Sequence[int], moves: _Moves
) -> list[Row]:
    rows: list[list[Part]] = [[]]
    for step, (cell, j) in enumerate(zip(run, path, strict=True)):
        if step and moves.starts[path[step - 1]][j]:
            rows.append([])
        rows[-1].append(Part(slots[j], cell))
    return [Row(tuple(parts)) for parts in rows]


def _misfits(cell: Cell, slots: Sequence[Slot], is_alone: bool) -> list[float]:
    costs: list[float] = []
    text = tidy(cell.text)
    for index, slot in enumerate(slots):
        if slot.depth == "line":
            cost = _line_misfit(text, "chapter" if index == 0 else "section", is_alone)
        elif slot.depth is not None:
            cost = _heading_misfit(text, slot.depth)
        else:
            cost = _misfit(cell.text, slot.role)
        if None not in (cell.place, slot.place) and cell.place != slot.place:
            cost += _DISPLACED
        costs.append(cost)
    return costs


@lru_cache(maxsize=16384)
def _line_misfit(text: str, level: Level, is_alone: bool) -> float:
    """Misfit of a cell as a heading line across the table: 0 is perfect."""
    ordinal = read_ordinal(text)
    if ordinal and ordinal.level == level and len(text) <= _LONGEST_HEADING:
        return 0.0
    if len(text) > _LONGEST_HEADING or (text[-1:] in "。；" and not ordinal):
        return 10.0
    if ordinal:
        return 4.0 if ordinal.level != "point" else 6.0
    return 1.0 if is_alone else 5.0


@lru_cache(maxsize=16384)
def _heading_misfit(text: str, depth: Depth) -> float:
    """Misfit of a cell in a heading column; a lone heading rather is the inner level."""
    ordinal = read_ordinal(text)
    if read_number(text) is not None:
        return 8.0
    if ordinal and ordinal.level != "point":
        wanted = "chapter" if depth == "outer" else "section"
        return 0.0 if ordinal.level == wanted else 3.0
    if ordinal or len(text) > _LONGEST_HEADING or text[-1:] in "。；":
        return 5.0
    return 0.5 if depth == "outer" else 0.4


@lru_cache(maxsize=32768)
def _misfit(text: str, role: Role) -> float:
    """Misfit of a cell in a column of ``role``: 0 is perfect, 5 and more is absurd."""
    if role == "number":
        return 0.0 if read_number(text) is not None else 8.0
    if role == "remark":
        return 1.0
    if role == "text":
        return _text_misfit(tidy(text))
    if role == "deadline":
        if looks_like_deadline(text):
            return 0.0
        return 1.5 if len(text) <= 12 and looks_like_units(text) < 0.5 else 5.0
    return _units_misfit(text)


def _text_misfit(text: str) -> float:
    if read_number(text) is not None:
        return 8.0
    if looks_like_deadline(text):
        return 6.0
    if read_led_number(text) or text[-1:] in "。；":
        ordinal = read_ordinal(text)
        is_heading = ordinal and ordinal.level != "point" and len(text) <= _LONGEST_HEADING
        return 0.6 if is_heading else 0.0
    if looks_like_units(text) > 0.5:
        return 4.0
    return 0.3 if len(text) >= 30 else 1.5


def _units_misfit(text: str) -> float:
    if looks_like_deadline(text) or read_led_number(text):
        return 6.0
    share = looks_like_units(text)
    if share > 0:
        sentence = 0.8 if text.rstrip().endswith("。") else 0.0
        return (0.7 if share > 0.5 else 3.0) * (1 - share) + sentence
    return 5.0 if "。" in text or len(text) > 60 or read_number(text) is not None else 2.0
