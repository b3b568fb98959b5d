"""Tables whose rows and columns the file itself states: where the task table is, and its rows.

Nothing is guessed about columns here. A cell merged over rows holds for each of them; one merged
over columns stands in the first and says how many it spans; rows that share number and text and
differ in one column only (a task of two deadlines) are one row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.columns import UNIT_ROLES, Column, Role, header_key, read_header
from corpus.normalise import squeeze
from corpus.pieces import Grid, GridCell

Matrix = Sequence[Sequence[GridCell | None]]
_LONGEST_NAME = 12  # mean characters below which an unnamed column holds no task texts


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of a task table and the row its data begin in."""

    columns: tuple[Column, ...]
    first: int
    after: int


@dataclass(frozen=True, slots=True)
class RowCell:
    """What one column of one row holds; ``is_shared`` below the first row of a merged cell."""

    text: str
    column: int
    columns: int
    is_shared: bool


def expand(grid: Grid) -> Matrix:
    """Give every place of a grid the cell that covers it."""
    matrix: list[list[GridCell | None]] = [[None] * grid.width for _ in grid.places]
    for cell in grid.cells:
        for row in matrix[cell.row : cell.row + cell.rows]:
            for column in range(cell.column, min(cell.column + cell.columns, grid.width)):
                row[column] = row[column] or cell
    return matrix


def row_cells(matrix: Matrix, row: int) -> list[RowCell]:
    """Return the cells of a row from left to right, each once, blank ones included."""
    cells: list[RowCell] = []
    previous: GridCell | None = None
    for place, cell in enumerate(matrix[row]):
        if cell is not None and cell is not previous:
            columns = cell.column + cell.columns - place
            cells.append(RowCell(cell.text.strip(), place, columns, cell.row < row))
        previous = cell
    return cells


def filled_cells(matrix: Matrix, row: int) -> list[RowCell]:
    """Return the cells of a row that hold text."""
    return [cell for cell in row_cells(matrix, row) if cell.text]


def find_header(matrix: Matrix, start: int) -> Header | None:
    """Find the first header of a task table at or below row ``start``."""
    for row in range(start, len(matrix)):
        if header := header_at(matrix, row):
            return header
    return None


def header_at(matrix: Matrix, row: int) -> Header | None:
    """Read the header that begins in ``row``, over as many rows as its tallest cell spans."""
    cells = row_cells(matrix, row)
    if len(cells) < 2 or any(cell.is_shared for cell in cells):
        return None
    names = [""] * len(matrix[row])
    for cell in cells:
        names[cell.column] = cell.text
    columns = read_header(names, is_exact=True)
    if columns is None:
        return None
    after = row + max(cell.rows for cell in matrix[row] if cell)
    if after == row + 1 and _is_second_row(matrix, after):
        after += 1
    for below in range(row + 1, min(after, len(matrix))):
        columns = _refined(columns, row_cells(matrix, below))
    columns = _with_text(columns, matrix, after)
    return Header(columns, row, after) if columns else None


def _is_second_row(matrix: Matrix, row: int) -> bool:
    """Tell whether a row only names columns, below a header cell that spans several."""
    if row >= len(matrix):
        return False
    filled = filled_cells(matrix, row)
    is_divided = any(cell.columns > 1 for cell in row_cells(matrix, row - 1))
    return bool(filled) and is_divided and all(header_key(cell.text) for cell in filled)


def _refined(columns: tuple[Column, ...], cells: Sequence[RowCell]) -> tuple[Column, ...]:
    """Divide merged header cells by the names that stand below them."""
    merged = {column.place: column for column in columns}
    for cell in cells:
        if cell.is_shared or not cell.text:
            continue
        above = merged.get(cell.column)
        key = header_key(cell.text)
        role: Role = above.role if above else "remark"
        if key in (*UNIT_ROLES, "deadline", "number", "remark"):
            role = key
        merged[cell.column] = Column(role, squeeze(cell.text), cell.column)
    return tuple(merged[place] for place in sorted(merged))


def _with_text(columns: tuple[Column, ...], matrix: Matrix, after: int) -> tuple[Column, ...]:
    """Return the columns with the task text among them: the longest unnamed column if need be."""
    roles = {column.role for column in columns}
    if "text" in roles:
        return columns
    unnamed = [c for c in columns if c.role == "remark" and header_key(c.header) is None]
    lengths = {column: _mean_length(matrix, column.place, after) for column in unnamed}
    longest = max(unnamed, key=lambda column: lengths[column], default=None)
    if longest is None or lengths[longest] < _LONGEST_NAME:
        return ()
    return tuple(replace(c, role="text") if c is longest else c for c in columns)


def _mean_length(matrix: Matrix, place: int, after: int) -> float:
    texts = [cell.text for row in matrix[after:] if (cell := row[place]) and cell.text]
    return sum(map(len, texts)) / len(texts) if texts else 0.0


def repeats_header(header: Header, cells: Sequence[RowCell]) -> bool:
    """Tell whether a row only repeats names of the header."""
    named = {column.place: column.header for column in header.columns}
    same = [squeeze(cell.text) == named.get(cell.column) for cell in cells]
    return len(cells) > 1 and (all(same) or all(header_key(cell.text) for cell in cells))


def group_rows(matrix: Matrix, header: Header, stop: int) -> list[list[int]]:
    """Group the rows from the header to ``stop`` that make one task row."""
    text = next(column.place for column in header.columns if column.role == "text")
    groups: list[list[int]] = []
    for row in range(header.after, stop):
        if groups and _is_same_task(matrix, groups[-1][-1], row, text):
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups


def _is_same_task(matrix: Matrix, above: int, row: int, text: int) -> bool:
    """Tell whether two rows share their text and differ in one column at most."""
    shared = matrix[row][text]
    if shared is None or matrix[above][text] is not shared or not shared.text.strip():
        return False
    own = {id(cell) for cell in matrix[row] if cell} - {id(cell) for cell in matrix[above] if cell}
    return len(own) <= 1


def join_rows(matrix: Matrix, rows: Sequence[int]) -> list[RowCell]:
    """Return the filled cells of one task row, stacked where it takes several rows of the grid."""
    joined: dict[int, RowCell] = {}
    for row in rows:
        for cell in filled_cells(matrix, row):
            above = joined.get(cell.column)
            if above is None:
                joined[cell.column] = cell
            elif not cell.is_shared:
                joined[cell.column] = replace(above, text=f"{above.text}\n{cell.text}")
    return [joined[place] for place in sorted(joined)]
