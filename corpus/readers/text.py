"""Plain text: lines in, prose and task tables out, in the order of the page.

A table starts where header names stand together, in one line between tabs or pipes, or one a
line. In a grid each line is a row; elsewhere each cell has its line and the cells run on. Blank
lines mean nothing. A tab or a pipe starts a cell; a line without one continues the cell above.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.columns import Column, header_key, read_header, refine_header
from corpus.errors import DocumentError
from corpus.fields import looks_like_deadline
from corpus.foreign import cut_foreign
from corpus.normalise import drop_invisible, squeeze, tidy, unify_breaks
from corpus.ordinals import read_led_number, read_number, read_ordinal
from corpus.rules import any_of
from corpus.types import ForeignText
from corpus.units import looks_like_units

_PIPES = re.compile("[|｜│┃]")
_ENCODINGS = ("utf-8-sig", "gb18030")
_HAN = re.compile("[\u4e00-\u9fff]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f\ufffd\ue000-\uf8ff]")
_SENTENCE_ENDS = "。；！？;!?”》）)."
_LONGEST_HEADING = 60


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the source, without foreign text; lines count from 1."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One table cell: its lines joined by line feeds, and where they stand.

    ``place`` is its column in a grid, ``None`` where cells stand one a line.
    """

    text: str
    first: int
    last: int
    place: int | None = None


@dataclass(frozen=True, slots=True)
class Prose:
    """Lines of body text."""

    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A task table; each run holds the cells of one row, or of all rows if ``is_grid`` is false."""

    columns: tuple[Column, ...]
    runs: tuple[tuple[Cell, ...], ...]
    is_grid: bool
    notes: tuple[Line, ...] = ()


Block = Prose | Table


def decode(data: bytes, name: str) -> str:
    """Decode a received file (UTF-8, UTF-16 with a mark, GB18030).

    Raises:
        DocumentError: the file is empty, binary or in another encoding.
    """
    if not data.strip():
        raise DocumentError(f"文件“{name}”是空的，请检查后重新添加。")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    elif b"\x00" in data or data.startswith((b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0")):
        raise DocumentError(f"文件“{name}”不是纯文本，请先另存为文本文件（.txt）再添加。")
    else:
        encodings = _ENCODINGS
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return _checked(unify_breaks(text), name)
    raise DocumentError(f"认不出文件“{name}”的编码，请另存为 UTF-8 文本再添加。")


def _checked(text: str, name: str) -> str:
    if not text.strip():
        raise DocumentError(f"文件“{name}”里没有文字，请检查后重新添加。")
    if len(_CONTROL.findall(text)) * 50 > len(text):
        raise DocumentError(f"认不出文件“{name}”的编码，请另存为 UTF-8 文本再添加。")
    if not _HAN.search(text):
        raise DocumentError(f"文件“{name}”里没有中文，请确认是工作计划后另存为 UTF-8 文本再添加。")
    return text


def read_blocks(source: str) -> tuple[tuple[Block, ...], tuple[ForeignText, ...]]:
    """Read a source to blocks in order, and what was cut out of it.

    The record a foreign string stood in is not known here; its ``record_id`` is ``None``.
    """
    lines, foreign = _clean_lines(source)
    blocks: list[Block] = []
    prose: list[Line] = []
    index = 0
    while index < len(lines):
        found = _find_header(lines, index)
        if found is None:
            prose.append(lines[index])
            index += 1
            continue
        if prose:
            blocks.append(Prose(tuple(prose)))
            prose = []
        columns, after, is_grid = found
        framed = is_framed_row(lines[index].text)
        reader = _Grid(columns, framed) if is_grid else _Stream(columns, _has_tab(lines[index]))
        index = reader.read(lines, after)
        blocks.append(reader.table())
    if prose:
        blocks.append(Prose(tuple(prose)))
    return tuple(blocks), foreign


def _clean_lines(source: str) -> tuple[list[Line], tuple[ForeignText, ...]]:
    """Drop blank lines, page numbers and planted text; keep every line's number."""
    lines: list[Line] = []
    foreign: list[ForeignText] = []
    for number, raw in enumerate(source.split("\n"), start=1):
        text, found = cut_foreign(drop_invisible(raw))
        foreign += [ForeignText(string, number, None) for string in found]
        if text.strip() and not any_of("layout", "noise").match(text.strip()):
            lines.append(Line(number, text))
    return lines, tuple(foreign)


def _has_tab(line: Line) -> bool:
    return line.text.startswith("\t")


def split_cells(text: str, is_framed: bool = True) -> list[str]:
    """Split a line at its pipes, or where it has none at its tabs.

    A pipe at the end closes the row; one at the start opens it only in a framed table, else it
    follows an empty cell.
    """
    if _PIPES.search(text):
        text = _PIPES.sub("|", text).strip()
        text = (text.removeprefix("|") if is_framed else text).removesuffix("|")
        return [cell.strip() for cell in text.split("|")]
    return [cell.strip() for cell in text.strip(" \r\u3000\xa0").split("\t")]


def is_framed_row(text: str) -> bool:
    """Tell whether a pipe opens the row."""
    return _PIPES.match(text.strip()) is not None


def _is_divided(text: str) -> bool:
    return bool(_PIPES.search(text)) or "\t" in text.strip()


def _find_header(lines: Sequence[Line], index: int) -> tuple[tuple[Column, ...], int, bool] | None:
    """Read the header that starts at ``index``: its columns, the next line, grid or not."""
    text = lines[index].text
    if _is_divided(text):
        is_framed = is_framed_row(text)
        columns = read_header(split_cells(text, is_framed))
        if columns is None:
            return None
        after = index + 1
        if after < len(lines) and _is_divided(lines[after].text):
            refined = refine_header(columns, split_cells(lines[after].text, is_framed))
            if refined:
                return refined, after + 1, True
        return columns, after, True
    if header_key(text) is None:
        return None
    stop = _end_of_names(lines, index)
    names = [line.text for line in lines[index:stop]]
    columns = read_header(names)
    return (columns, stop, False) if columns else None


def _end_of_names(lines: Sequence[Line], index: int) -> int:
    """Find where the header names, one a line, end; one unknown short name may stand between."""
    stop = index
    while stop < len(lines) and not _is_divided(lines[stop].text):
        if header_key(lines[stop].text) is not None or (
            len(squeeze(lines[stop].text)) <= 8
            and stop + 1 < len(lines)
            and header_key(lines[stop + 1].text) is not None
            and read_number(tidy(lines[stop].text)) is None
        ):
            stop += 1
        else:
            break
    return stop


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


class _Reader:
    """What reading a grid and reading a run of cells have in common."""

    def __init__(self, columns: tuple[Column, ...]) -> None:
        self.columns = columns
        self.notes: list[Line] = []

    def read(self, lines: Sequence[Line], index: int) -> int:
        """Read the lines of the table from ``index``; return the first one after it."""
        while index < len(lines):
            line = lines[index]
            if not _is_divided(line.text) and not _has_tab(line):
                if _is_note(line.text):
                    self.notes.append(line)
                    index += 1
                    continue
                if _ends_table(line.text):
                    break
            if not self.take(lines, index):
                break
            index += 1
        return index

    def take(self, lines: Sequence[Line], index: int) -> bool:
        """Take one line into the table; false where the table has ended."""
        raise NotImplementedError


class _Grid(_Reader):
    """One row a line; a row may be wrapped over several."""

    def __init__(self, columns: tuple[Column, ...], is_framed: bool) -> None:
        super().__init__(columns)
        self.is_framed = is_framed
        self.width = columns[-1].place + 1
        self.rows: list[list[Cell]] = []
        self.is_whole = True

    def take(self, lines: Sequence[Line], index: int) -> bool:
        line = lines[index]
        if not _is_divided(line.text) and "\t" not in line.text:
            return self._take_plain(line)
        texts = split_cells(line.text, self.is_framed)
        named = [text for text in texts if text]
        if len(named) > 1 and all(header_key(text) for text in named):
            return True
        if len(named) > 1 and len(set(named)) == 1:  # one merged cell, printed in each column
            texts = named[:1]
        if self._is_wrapped(texts):
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
        runs = tuple(tuple(cell for cell in row if cell.text) for row in self.rows)
        return Table(self.columns, tuple(run for run in runs if run), True, tuple(self.notes))


class _Stream(_Reader):
    """One cell a line; ``is_tabbed`` where a tab marks the start of each."""

    def __init__(self, columns: tuple[Column, ...], is_tabbed: bool) -> None:
        super().__init__(columns)
        self.is_tabbed = is_tabbed
        self.cells: list[Cell] = []

    def take(self, lines: Sequence[Line], index: int) -> bool:
        line = lines[index]
        if (
            not self.is_tabbed
            or _has_tab(line)
            or _is_divided(line.text)
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
