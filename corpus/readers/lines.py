"""The lines of a task table to cells: a grid with a row a line, or one cell a line."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import replace

from corpus.blocks import Cell, Line, Table
from corpus.columns import UNIT_ROLES, Column, header_key
from corpus.fields import looks_like_deadline
from corpus.normalise import squeeze
from corpus.ordinals import read_led_number, read_number, read_ordinal
from corpus.rules import any_of
from corpus.units import looks_like_units

_PIPES = re.compile("[|｜│┃]")
_BREAK = re.compile(r"\s*<br\s*/?>\s*", re.IGNORECASE)
_EMPHASIS = re.compile(r"\*\*([^*]+)\*\*")
_SENTENCE_ENDS = "。；！？;!?”》）)."
_LONGEST_HEADING = 60


def has_tab(line: Line) -> bool:
    """Tell whether a tab opens the line."""
    return line.text.startswith("\t")


def split_cells(text: str, is_framed: bool = True) -> list[str]:
    """Split a line at its pipes, or where it has none at its tabs.

    A pipe at the end closes the row; one at the start opens it only in a framed table, else it
    follows an empty cell.
    """
    if _PIPES.search(text):
        text = _PIPES.sub("|", text).strip()
        text = (text.removeprefix("|") if is_framed else text).removesuffix("|")
        return [_plain_cell(cell) for cell in text.split("|")]
    return [_plain_cell(cell) for cell in text.strip(" \r\u3000\xa0").split("\t")]


def _plain_cell(text: str) -> str:
    """Return a cell without markdown emphasis; a ``<br>`` is a line end."""
    return _EMPHASIS.sub(r"\1", _BREAK.sub("\n", text)).strip()


def is_framed_row(text: str) -> bool:
    """Tell whether a pipe opens the row."""
    return _PIPES.match(text.strip()) is not None


def is_divided(text: str) -> bool:
    """Tell whether a line holds more than one cell."""
    return bool(_PIPES.search(text)) or "\t" in text.strip()


def _ends_table(text: str) -> bool:
    return any_of("layout", "table_end").match(text.strip()) is not None


def _is_note(text: str) -> bool:
    return any_of("layout", "note").match(text.strip()) is not None


def is_heading_line(text: str) -> bool:
    """Tell whether a line is a chapter's or section's heading."""
    ordinal = read_ordinal(text.strip())
    return ordinal is not None and ordinal.level != "point" and len(text) <= _LONGEST_HEADING


def _continues(cell: Cell, text: str) -> bool:
    """Tell whether a line without a separator goes on with the cell above it."""
    above, text = cell.text.strip(), text.strip()
    if not above:
        return False
    if above[-1] in "、，,":
        return True
    if looks_like_units(above) > 0:
        return looks_like_units(text) > 0.5
    if looks_like_deadline(above):
        return len(text) <= 12 and looks_like_deadline(above + text)
    if above[-1] not in _SENTENCE_ENDS:
        return True
    return len(above) > 20 and text[-1] in "。；"


def _extend(cell: Cell, line: Line) -> Cell:
    return replace(cell, text=f"{cell.text}\n{line.text.strip()}", last=line.number)


class TableReader(ABC):
    """What all ways of reading a table from lines have in common."""

    def __init__(self, columns: tuple[Column, ...]) -> None:
        self.columns = columns
        self.notes: list[Line] = []

    def read(self, lines: Sequence[Line], index: int) -> int:
        """Read the lines of the table from ``index``; return the first one after it."""
        while index < len(lines):
            line = lines[index]
            if not is_divided(line.text) and not has_tab(line):
                if _is_note(line.text):
                    self.notes.append(line)
                    index += 1
                    continue
                if _ends_table(line.text):
                    break
            if not self.take(line):
                break
            index += 1
        return index

    @abstractmethod
    def take(self, line: Line) -> bool:
        """Take one line into the table; false where the table has ended."""

    @abstractmethod
    def table(self) -> Table:
        """Return the table that was read."""


class GridReader(TableReader):
    """One row a line; a row may be wrapped over several."""

    def __init__(self, columns: tuple[Column, ...], is_framed: bool) -> None:
        super().__init__(columns)
        self.is_framed = is_framed
        self.width = columns[-1].place + 1
        self.rows: list[list[Cell]] = []
        self.is_whole = True

    def take(self, line: Line) -> bool:
        """Take a row, a wrapped part of one, or a heading line."""
        if not is_divided(line.text) and "\t" not in line.text:
            return self._take_plain(line)
        texts = split_cells(line.text, self.is_framed)
        named = [text for text in texts if text]
        if len(named) > 1 and all(header_key(text) for text in named):
            return True
        if len(named) > 1 and len(set(named)) == 1:  # one merged cell, printed in each column
            texts = named[:1]
        if self.rows and (rest := self._rest_of_row(line.text, texts)):
            self.rows[-1] += self._cells(rest, line.number, len(self.rows[-1]))
        elif self._is_wrapped(texts):
            row = self.rows[-1]
            row[-1] = _extend(row[-1], Line(line.number, texts[0]))
            row += self._cells(texts[1:], line.number, len(row))
        else:
            self.rows.append(self._cells(texts, line.number, 0))
        self.is_whole = bool(_PIPES.search(line.text.rstrip()[-1]))
        return True

    def _take_plain(self, line: Line) -> bool:
        filled = [i for i, cell in enumerate(self.rows[-1]) if cell.text] if self.rows else []
        if is_heading_line(line.text) and (self.is_whole or len(filled) != 1):
            self.rows.append(self._cells([line.text.strip()], line.number, 0))
            self.is_whole = True
        elif filled and _continues(self.rows[-1][filled[-1]], line.text):
            self.rows[-1][filled[-1]] = _extend(self.rows[-1][filled[-1]], line)
        else:
            return False
        return True

    @staticmethod
    def _cells(texts: Sequence[str], number: int, place: int) -> list[Cell]:
        return [Cell(text, number, number, place + i) for i, text in enumerate(texts)]

    def _rest_of_row(self, text: str, texts: Sequence[str]) -> Sequence[str]:
        """Return the cells that just complete the row above, broken off between two cells."""
        row = self.rows[-1]
        is_closed_here = not self.is_framed and not self.is_whole and is_framed_row(text)
        rest = texts[1:] if is_closed_here else texts
        if len(row) < 2 or len(row) + len(rest) != self.width or not row[-1].text:
            return ()
        role = next((c.role for c in self.columns if c.place == len(row)), None)
        is_unit = role in UNIT_ROLES and looks_like_units(rest[0]) > 0.5
        return rest if is_unit or (role == "deadline" and looks_like_deadline(rest[0])) else ()

    def _is_wrapped(self, texts: Sequence[str]) -> bool:
        """Tell whether a line goes on with the row above, which lacks cells."""
        if not self.rows or self.is_whole or not texts[0] or len(texts) >= self.width:
            return False
        row = self.rows[-1]
        first = texts[0]
        if len(row) + len(texts) - 1 > self.width or not row[-1].text:
            return False
        if read_number(first) or read_led_number(first) or is_heading_line(first):
            return False
        above = row[-1].text
        if looks_like_units(above) > 0 or looks_like_deadline(above):
            return _continues(row[-1], first)
        return above[-1] not in "。；"

    def table(self) -> Table:
        """Return the rows, blank cells left out."""
        runs = tuple(tuple(cell for cell in row if cell.text) for row in self.rows)
        return Table(self.columns, tuple(run for run in runs if run), True, tuple(self.notes))


class StreamReader(TableReader):
    """One cell a line; ``is_tabbed`` where a tab marks the start of each."""

    def __init__(self, columns: tuple[Column, ...], is_tabbed: bool) -> None:
        super().__init__(columns)
        self.is_tabbed = is_tabbed
        self.cells: list[Cell] = []

    def take(self, line: Line) -> bool:
        """Take a cell, or a line that goes on with the cell above."""
        if (
            not self.is_tabbed
            or has_tab(line)
            or is_divided(line.text)
            or is_heading_line(line.text)
        ):
            self._start(line)
        elif self.cells and _continues(self.cells[-1], line.text):
            self.cells[-1] = _extend(self.cells[-1], line)
        else:
            return False
        return True

    def _start(self, line: Line) -> None:
        for text in split_cells(line.text.lstrip("\t")):
            if text:
                self.cells.append(Cell(text, line.number, line.number))

    def table(self) -> Table:
        """Return the run of cells without the headers that page breaks repeat."""
        headers = [column.header for column in self.columns]
        cells: list[Cell] = []
        index = 0
        while index < len(self.cells):
            window = [squeeze(cell.text) for cell in self.cells[index : index + len(headers)]]
            if window == headers:
                index += len(headers)
                continue
            cells.append(self.cells[index])
            index += 1
        return Table(self.columns, (tuple(cells),) if cells else (), False, tuple(self.notes))
