"""Any file as lines: what a reader found, written out as text, and the blocks of that text.

The text is what answers are checked against and what a source page shows: one line a paragraph,
one line a table row with its cells between tabs. A cell merged over rows is printed in each of
them, so that every row says all that holds for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.blocks import Block, Cell, Line, Table
from corpus.columns import Column
from corpus.foreign import cut_foreign
from corpus.normalise import drop_invisible, fold_radicals
from corpus.ordinals import read_ordinal
from corpus.pieces import Grid, Pages, Paragraph, Place
from corpus.readers.grids import (
    Header,
    Matrix,
    RowCell,
    expand,
    filled_cells,
    find_header,
    group_rows,
    header_at,
    join_rows,
    repeats_header,
)
from corpus.readers.text import clean_lines, read_blocks, read_lines
from corpus.rules import any_of
from corpus.script import is_traditional, to_simplified
from corpus.types import ForeignText

SIMPLIFIED = "原文是繁体字，已转为简体读取，引文也是简体"

_LONGEST_HEADING = 60
_FEWEST_COLUMNS, _FEWEST_ROWS = 3, 4


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A file as text; ``places`` holds where each line stands in the file, or nothing."""

    source: str
    blocks: tuple[Block, ...]
    foreign: tuple[ForeignText, ...] = ()
    places: tuple[Place, ...] = ()
    warnings: tuple[str, ...] = ()


def lay_out_text(source: str) -> LaidOut:
    """Lay out a plain text: it is its own source."""
    write, warnings = _script_of(source)
    source = write(source)
    blocks, foreign = read_blocks(source)
    return LaidOut(source, blocks, foreign, warnings=warnings)


def _script_of(text: str) -> tuple[Callable[[str], str], tuple[str, ...]]:
    """Return how to write a text: radicals as characters, traditional script simplified."""
    if is_traditional(text):
        return (lambda part: to_simplified(fold_radicals(part))), (SIMPLIFIED,)
    return fold_radicals, ()


def _texts(pages: Pages) -> Iterator[str]:
    for piece in pages.pieces:
        if isinstance(piece, Paragraph):
            yield piece.text
        else:
            yield from (cell.text for cell in piece.cells)


def lay_out(pages: Pages) -> LaidOut:
    """Lay out what a reader found in an office file."""
    write, warnings = _script_of("".join(_texts(pages)))
    writer = _Writer()
    for piece in pages.pieces:
        if isinstance(piece, Paragraph):
            writer.write_prose(write(piece.text), piece.place)
        else:
            cells = (replace(cell, text=write(cell.text)) for cell in piece.cells)
            writer.write_grid(replace(piece, cells=tuple(cells)))
    writer.flush()
    for hidden in pages.hidden:
        line = writer.line_at(hidden.place)
        writer.foreign.append(ForeignText(hidden.text, line, None, hidden.kind))
    return LaidOut(
        source="\n".join(writer.lines),
        blocks=tuple(writer.blocks),
        foreign=tuple(sorted(writer.foreign, key=lambda found: found.line)),
        places=tuple(writer.places),
        warnings=(*pages.warnings, *warnings, *writer.warnings),
    )


class _Writer:
    """The lines written so far, and the blocks read from them."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.places: list[Place] = []
        self.blocks: list[Block] = []
        self.foreign: list[ForeignText] = []
        self.warnings: list[str] = []
        self._prose: list[Line] = []
        self._above: tuple[Header, int] | None = None

    def line_at(self, place: Place) -> int:
        """Return the first line that stands at or after ``place``; at least 1."""
        for number, other in enumerate(self.places, start=1):
            if (other.page, other.sheet, other.table) == (
                place.page,
                place.sheet,
                place.table,
            ) and ((other.row or 0) >= (place.row or 0)):
                return number
        return max(1, len(self.lines))

    def write_prose(self, text: str, place: Place) -> None:
        """Write a paragraph, a line for each of its lines."""
        for part in text.split("\n"):
            if part.strip():
                self._prose.append(self._write(part, place))

    def flush(self) -> None:
        """Read the prose written since the last table."""
        lines, foreign = clean_lines(self._prose)
        self.foreign += foreign
        self._prose = []
        above = self.blocks[-1] if self.blocks else None
        while isinstance(above, Table) and lines and _is_note(lines[0].text.strip()):
            above = self.blocks[-1] = replace(above, notes=(*above.notes, lines.pop(0)))
        if lines:
            self.blocks += read_lines(lines)
            self._above = None

    def _write(self, text: str, place: Place) -> Line:
        self.lines.append(drop_invisible(text))
        self.places.append(place)
        return Line(len(self.lines), self.lines[-1])

    def write_grid(self, grid: Grid) -> None:
        """Write a grid: its task tables, and what stands around them as prose."""
        matrix = expand(grid)
        header = find_header(matrix, 0)
        if header is None and (header := self._continued(matrix)) is None:
            self._write_plain(grid, matrix, 0, len(matrix))
            self._warn_of(grid)
            return
        row = 0
        while header is not None:
            self._write_plain(grid, matrix, row, header.first)
            row = self._write_table(grid, matrix, header)
            header = find_header(matrix, row)
        self._write_plain(grid, matrix, row, len(matrix))

    def _warn_of(self, grid: Grid) -> None:
        """Report a table that has the size of a task table and none of its headers."""
        place = grid.places[0] if grid.places else Place()
        if grid.width >= _FEWEST_COLUMNS and len(grid.places) >= _FEWEST_ROWS:
            where = f"工作表“{place.sheet}”" if place.sheet else f"第 {place.table} 个表"
            self.warnings.append(f"{where}没有认出任务表的表头，按正文读取")

    def _continued(self, matrix: Matrix) -> Header | None:
        """Return the header of the table right above, which a grid of its width goes on with."""
        self.flush()
        if self._above is None or not matrix:
            return None
        header, width = self._above
        if len(matrix[0]) != width or len(filled_cells(matrix, 0)) < 2:
            return None
        return Header(header.columns, 0, 0)

    def _write_plain(self, grid: Grid, matrix: Matrix, start: int, stop: int) -> None:
        """Write rows that are no task rows: a line a paragraph, or a line a row of short cells."""
        for row in range(start, stop):
            cells = [cell for cell in filled_cells(matrix, row) if not cell.is_shared]
            if any("\n" in cell.text for cell in cells):
                for cell in cells:
                    self.write_prose(cell.text, grid.places[row])
            elif cells:
                self.write_prose("\t".join(cell.text for cell in cells), grid.places[row])

    def _write_table(self, grid: Grid, matrix: Matrix, header: Header) -> int:
        """Write one task table; return the first row after it."""
        self.flush()
        for row in range(header.first, header.after):
            self._write_row(filled_cells(matrix, row), grid.places[row], grid.width)
        rows = _Rows(header.columns)
        stop = self._end_of_table(matrix, header)
        for group in group_rows(matrix, header, stop):
            cells = join_rows(matrix, group)
            if not cells or all(cell.is_shared for cell in cells):
                continue
            line = self._write_row(cells, grid.places[group[0]], grid.width)
            if not repeats_header(header, cells):
                rows.take(cells, line, self)
        self.blocks.append(rows.table())
        self._above = (header, grid.width)
        return stop

    def _end_of_table(self, matrix: Matrix, header: Header) -> int:
        """Find the row where another table begins, or the page's furniture."""
        for row in range(header.after, len(matrix)):
            cells = filled_cells(matrix, row)
            if len(cells) == 1 and _is_furniture(cells[0].text):
                return row
            other = header_at(matrix, row)
            if other and [c.header for c in other.columns] != [c.header for c in header.columns]:
                return row
        return len(matrix)

    def _write_row(self, cells: Sequence[RowCell], place: Place, width: int) -> Line:
        texts = [""] * width
        for cell in cells:
            texts[cell.column] = " ".join(cell.text.split())
        return self._write("\t".join(texts).rstrip("\t"), place)

    def cleaned(self, cell: RowCell, line: Line) -> str:
        """Return a cell's text without what was planted in it."""
        text, found = cut_foreign(drop_invisible(cell.text))
        self.foreign += [ForeignText(string, line.number, None) for string in found]
        return text.strip()


def _is_furniture(text: str) -> bool:
    return any_of("layout", "table_end").match(text) is not None and not _is_note(text)


def _is_note(text: str) -> bool:
    return any_of("layout", "note").match(text) is not None


class _Rows:
    """The rows of one task table."""

    def __init__(self, columns: tuple[Column, ...]) -> None:
        self.columns = columns
        self.runs: list[tuple[Cell, ...]] = []
        self.notes: list[Line] = []

    def take(self, cells: Sequence[RowCell], line: Line, writer: _Writer) -> None:
        """Take a row, a heading line or a note."""
        run = tuple(
            Cell(text, line.number, line.number, cell.column, cell.columns, cell.is_shared)
            for cell in cells
            if (text := writer.cleaned(cell, line))
        )
        if len(run) == 1 and self._is_remark(run[0]):
            self.notes.append(Line(line.number, run[0].text))
        elif run and not any_of("layout", "noise").match(run[0].text):
            self.runs.append(run)

    def _is_remark(self, cell: Cell) -> bool:
        """Tell whether a cell that stands alone binds the table instead of heading a part of it."""
        if _is_note(cell.text):
            return True
        is_sentence = cell.text.endswith("。") or len(cell.text) > _LONGEST_HEADING
        return cell.width > 1 and is_sentence and read_ordinal(cell.text) is None

    def table(self) -> Table:
        """Return the table."""
        return Table(self.columns, tuple(self.runs), True, tuple(self.notes), True)
