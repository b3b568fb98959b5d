"""Ruled tables of PDF pages to grids; a table that goes on over pages is made one again.

A page break draws a line where the table has none: it repeats the header, cuts a row in two, and
leaves the lower part of a merged cell blank. All three are undone here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import inf

from corpus.normalise import squeeze
from corpus.pieces import Grid, GridCell, Place

_NEAR = 3.0  # points by which a rule may be off


@dataclass(frozen=True, slots=True)
class Ruled:
    """A cell as drawn: its corners in points from the top left of the page, and its text.

    ``room`` is what its last line leaves free, infinite where a sentence ends; ``first`` is how
    wide its first word is.
    """

    x0: float
    top: float
    x1: float
    bottom: float
    text: str
    room: float = inf
    first: float = 0.0


@dataclass(slots=True)
class PageTable:
    """The part of a table that stands on one page.

    ``edges`` are where its columns begin. ``rooms`` is what the last line of each column leaves
    free at the bottom of the page, ``firsts`` how wide the first word of each cell is.
    """

    page: int
    edges: tuple[float, ...]
    rows: int
    cells: list[GridCell]
    rooms: dict[int, float]
    firsts: dict[tuple[int, int], float]


def page_table(page: int, drawn: Sequence[Ruled]) -> PageTable:
    """Find rows and columns of a drawn table, and what its cells span."""
    lefts = _merged([cell.x0 for cell in drawn] + [cell.x1 for cell in drawn])
    tops = _merged([cell.top for cell in drawn] + [cell.bottom for cell in drawn])
    cells: list[GridCell] = []
    for one in drawn:
        row, column = _at(tops, one.top), _at(lefts, one.x0)
        down, across = _at(tops, one.bottom) - row, _at(lefts, one.x1) - column
        cells.append(GridCell(one.text, row, column, max(1, down), max(1, across)))
    bottom = len(tops) - 1
    both = list(zip(cells, drawn, strict=True))
    rooms = {cell.column: one.room for cell, one in both if cell.row + cell.rows == bottom}
    firsts = {(cell.row, cell.column): one.first for cell, one in both}
    return PageTable(page, tuple(lefts), bottom, cells, rooms, firsts)


def _merged(values: Sequence[float]) -> list[float]:
    """Take positions that differ by less than a rule's width for one."""
    merged: list[float] = []
    for value in sorted(values):
        if not merged or value - merged[-1] > _NEAR:
            merged.append(value)
    return merged


def _at(edges: Sequence[float], value: float) -> int:
    return min(range(len(edges)), key=lambda index: abs(edges[index] - value))


def goes_on(above: PageTable, below: PageTable) -> bool:
    """Tell whether a table at the top of a page has the columns of the one that ended the last."""
    return len(above.edges) == len(below.edges) and all(
        abs(one - other) <= 2 * _NEAR for one, other in zip(above.edges, below.edges, strict=True)
    )


def join_pages(parts: Sequence[PageTable], number: int) -> Grid:
    """Make one grid of the parts of a table."""
    joined = _Joined(parts[0])
    for part in parts[1:]:
        joined.add(part)
    places = tuple(
        Place(page=page, table=number, row=row) for row, page in enumerate(joined.pages, start=1)
    )
    return Grid(tuple(joined.cells), len(parts[0].edges) - 1, places)


class _Joined:
    """The part of a table that has been put together."""

    def __init__(self, first: PageTable) -> None:
        self.cells = list(first.cells)
        self.pages = [first.page] * first.rows
        self._first = list(first.cells)
        self._rooms = first.rooms

    def add(self, part: PageTable) -> None:
        """Add the part on the next page."""
        skipped = self._repeated_rows(part)
        cells = [cell for cell in part.cells if cell.row >= skipped]
        if not cells:
            return
        filled = self._always_filled()
        top = [cell for cell in cells if cell.row == skipped]
        shift = len(self.pages) - skipped
        open_ends = {
            c.column for c in top if self._rooms.get(c.column, inf) < part.firsts[c.row, c.column]
        }
        is_cut = self._is_cut(top, filled, open_ends)
        for cell in cells:
            moved = replace(cell, row=cell.row + shift)
            above = self._last(cell.column) if cell.row == skipped else None
            if above is not None and is_cut:
                self._extend(above, moved, "" if cell.column in open_ends else "\n")
            elif above is not None and self._was_merged(above, cell, filled):
                self._extend(above, moved, "")
            else:
                self.cells.append(moved)
        self.pages += [part.page] * (part.rows - skipped)
        if is_cut:
            self._drop_row(shift + skipped)
        self._rooms = part.rooms

    def _repeated_rows(self, part: PageTable) -> int:
        """Count the rows at the top that repeat those the table began with."""
        count = 0
        while count < part.rows - 1 and _words(part.cells, count) == _words(self._first, count):
            if not _words(part.cells, count):
                break
            count += 1
        return count

    def _always_filled(self) -> set[int]:
        """Columns in which every cell so far holds text."""
        columns = {cell.column for cell in self.cells if cell.columns == 1}
        blank = {cell.column for cell in self.cells if not cell.text.strip()}
        return columns - blank

    def _is_cut(self, top: Sequence[GridCell], filled: set[int], open_ends: set[int]) -> bool:
        """Tell whether the first row of a page is the rest of the row above it.

        Either a column that is filled in every other row is blank in it, or a cell above is not
        ended; and what stands in it always goes on with something.
        """
        texts = [cell for cell in top if cell.text.strip()]
        last = {cell.column: above for cell in top if (above := self._last(cell.column))}
        if len(top) < 2 or not texts or len(last) < len(top):
            return False
        if any(not last[cell.column].text.strip() for cell in texts):
            return False
        single = [cell for cell in top if cell.rows == 1 and last[cell.column].rows == 1]
        plain = filled - {cell.column for cell in self.cells if cell.rows > 1}
        if any(cell.column in plain and not cell.text.strip() for cell in single):
            return True
        both = {cell.column for cell in single if cell.text.strip()}
        return bool(both) and both <= open_ends

    def _last(self, column: int) -> GridCell | None:
        """Return the cell of a column that reaches the bottom of what has been put together."""
        bottom = len(self.pages)
        for cell in reversed(self.cells):
            if cell.column == column and cell.row + cell.rows == bottom:
                return cell
        return None

    def _extend(self, above: GridCell, moved: GridCell, joint: str) -> None:
        """Let a cell go on over the page break, with what stands of it below."""
        text = joint.join(filter(None, [above.text, moved.text]))
        longer = replace(above, text=text, rows=moved.row + moved.rows - above.row)
        self.cells[self.cells.index(above)] = longer

    @staticmethod
    def _was_merged(above: GridCell, cell: GridCell, filled: set[int]) -> bool:
        """Tell whether a blank cell at the top of a page is the rest of a merged one."""
        if cell.text.strip():
            return False
        return cell.rows > 1 or above.rows > 1 or cell.column in filled

    def _drop_row(self, row: int) -> None:
        """Take out a row that has been joined to the one above it."""
        for index, cell in enumerate(self.cells):
            if cell.row >= row:
                self.cells[index] = replace(cell, row=cell.row - 1)
            elif cell.row + cell.rows > row:
                self.cells[index] = replace(cell, rows=cell.rows - 1)
        del self.pages[row]


def _words(cells: Sequence[GridCell], row: int) -> list[str]:
    return [squeeze(cell.text) for cell in cells if cell.row == row]
