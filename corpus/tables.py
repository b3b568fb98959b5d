"""Task tables: cells to rows whose parts have roles.

Each cell goes to the column it fits best, in the order of the columns; the whole run is settled
at once, at the least total cost (a shortest path over cells and columns), so that a missing, merged
or shifted cell costs a little instead of moving everything after it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.blocks import Cell, Table
from corpus.columns import UNIT_ROLES, Column, Role
from corpus.fields import looks_like_deadline
from corpus.fit import Depth, column_misfit, heading_misfit, line_misfit, stay_misfit
from corpus.normalise import tidy
from corpus.ordinals import read_number, read_ordinal
from corpus.units import looks_like_units

_NEVER = 1e9
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
        exact = _place(run, slots) if table.is_exact else None
        rows += [exact] if exact else _assign(run, slots, moves)
    return rows


def _place(run: Sequence[Cell], slots: Sequence[Slot]) -> Row | None:
    """Leave each cell of an exact grid in its column; ``None`` where it plainly stands wrong."""
    columns = {slot.place: slot for slot in slots if slot.depth != "line"}
    if len(run) == 1 and _heads(run[0], columns):
        return Row((Part(_heading_line(run[0], slots), run[0]),))
    parts = tuple(Part(_slot_of(cell, columns), cell) for cell in run)
    if any(_is_misplaced(part) for part in parts):
        repaired = _assign(run, slots, _Moves(slots, is_grid=True))
        if not any(_is_misplaced(part) for row in repaired for part in row.parts):
            return None
    return Row(parts)


def _heads(cell: Cell, columns: Mapping[int | None, Slot]) -> bool:
    """Tell whether a cell that stands alone in its row is a heading across the table."""
    ordinal = read_ordinal(cell.text)
    if ordinal and ordinal.level != "point":
        return True
    is_number = read_number(tidy(cell.text)) is not None
    return cell.width > 1 or (_slot_of(cell, columns).role == "number" and not is_number)


def _heading_line(cell: Cell, slots: Sequence[Slot]) -> Slot:
    """Return the slot of a heading line: the first is for chapters, the second for sections."""
    ordinal = read_ordinal(cell.text)
    return slots[1] if ordinal and ordinal.level == "section" else slots[0]


def _slot_of(cell: Cell, columns: Mapping[int | None, Slot]) -> Slot:
    """Return the column a cell stands in; of several it spans the text, else the first."""
    place = cell.place or 0
    spanned = [columns[at] for at in range(place, place + cell.width) if at in columns]
    texts = [slot for slot in spanned if slot.role == "text"]
    return next(iter(texts or spanned), Slot("remark", "无标题的列", place))


def _is_misplaced(part: Part) -> bool:
    """Tell whether a cell holds what plainly belongs to another column."""
    text = part.cell.text
    if part.slot.role in UNIT_ROLES:
        return looks_like_deadline(text)
    if part.slot.role == "deadline":
        return looks_like_units(text) >= 0.5 and not looks_like_deadline(text)
    return part.slot.role == "text" and (
        read_number(tidy(text)) is not None or looks_like_deadline(text)
    )


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


@dataclass(frozen=True, slots=True)
class _Step:
    """How one slot is reached: from which, at what cost, and whether a row starts there."""

    cost: float
    source: int
    starts_row: bool


class _Moves:
    """Cost of going from one slot to another (``cost[to][from]``), and if that starts a row."""

    def __init__(self, slots: Sequence[Slot], is_grid: bool) -> None:
        self.slots = slots
        self.is_grid = is_grid
        count = range(len(slots))
        scale = _GRID_SKIP if is_grid else 1.0
        skips = [_SKIP[slot.role] * scale for slot in slots]
        self._before = [sum(skips[:i]) for i in range(len(slots) + 1)]
        self.opening = self._before[:-1]
        self.closing = [
            1.0 if slots[i].depth == "line" else self._before[-1] - self._before[i + 1]
            for i in count
        ]
        within = [[self._within(i, j) for i in count] for j in count]
        anew = [[self._anew(i, j) for i in count] for j in count]
        self.starts = [[anew[j][i] < within[j][i] for i in count] for j in count]
        self.cost = [[min(anew[j][i], within[j][i]) for i in count] for j in count]

    def _within(self, i: int, j: int) -> float:
        """Cost of going on in the same row."""
        return self._before[j] - self._before[i + 1] if i < j else _NEVER

    def _anew(self, i: int, j: int) -> float:
        """Cost of closing one row and opening the next."""
        return _NEVER if self.is_grid else self.closing[i] + self.opening[j] + _NEW_ROW

    def enter(self, j: int, costs: Sequence[float], above: Cell, cell: Cell) -> _Step:
        """Find the cheapest way for ``cell`` into slot ``j``."""
        totals = [cost + move for cost, move in zip(costs, self.cost[j], strict=True)]
        cheapest = min(totals)
        source = totals.index(cheapest)
        if not self.is_grid:
            stay = costs[j] + stay_misfit(above.text, cell.text, self.slots[j].role)
            if stay < cheapest:
                return _Step(stay, j, False)
        return _Step(cheapest, source, self.starts[j][source])


def _assign(run: Sequence[Cell], slots: Sequence[Slot], moves: _Moves) -> list[Row]:
    """Find the cheapest way through one run of cells."""
    misfits = [_misfits(cell, slots, len(run) == 1) for cell in run]
    count = range(len(slots))
    costs = [moves.opening[j] + misfits[0][j] for j in count]
    trail: list[list[_Step]] = []
    for (above, cell), misfit in zip(pairwise(run), misfits[1:], strict=True):
        steps = [moves.enter(j, costs, above, cell) for j in count]
        costs = [step.cost + misfit[j] for j, step in enumerate(steps)]
        trail.append(steps)
    last = min(count, key=lambda j: costs[j] + moves.closing[j])
    return _follow(run, slots, trail, last)


def _follow(
    run: Sequence[Cell], slots: Sequence[Slot], trail: Sequence[Sequence[_Step]], last: int
) -> list[Row]:
    """Walk the trail back from the last cell, and give the rows in order."""
    rows: list[list[Part]] = [[]]
    j = last
    for index in range(len(run) - 1, -1, -1):
        rows[-1].append(Part(slots[j], run[index]))
        if index and trail[index - 1][j].starts_row:
            rows.append([])
        j = trail[index - 1][j].source if index else j
    return [Row(tuple(reversed(parts))) for parts in reversed(rows)]


def _misfits(cell: Cell, slots: Sequence[Slot], is_alone: bool) -> list[float]:
    costs: list[float] = []
    text = tidy(cell.text)
    for index, slot in enumerate(slots):
        if slot.depth == "line":
            cost = line_misfit(text, "chapter" if index == 0 else "section", is_alone)
        elif slot.depth is not None:
            cost = heading_misfit(text, slot.depth)
        else:
            cost = column_misfit(cell.text, slot.role)
        if None not in (cell.place, slot.place) and cell.place != slot.place:
            cost += _DISPLACED
        costs.append(cost)
    return costs
