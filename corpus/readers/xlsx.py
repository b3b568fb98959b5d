"""Workbooks to pieces: each visible sheet is one grid, its cells as printed, merged ones spanning.

Hidden sheets, rows and columns are not read and are reported, and so are formulas that were saved
without their result.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Protocol, cast
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles.colors import Color
from openpyxl.utils import column_index_from_string
from openpyxl.worksheet.worksheet import Worksheet

from corpus.pieces import Grid, GridCell, Hidden, Pages, Piece, Place
from corpus.readers.package import MACROS, Package
from corpus.readers.refusal import unreadable
from corpus.readers.xlsx_values import is_invisible, printed
from corpus.types import ForeignKind

_MOST_CELLS = 400_000
_MOST_ROWS = 20_000
_MOST_COLUMNS = 120
_TINY = 3
_RANGE = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)"')
_CELL = re.compile(rb"<(?:\w+:)?c[\s>]")
_UNCALCULATED = re.compile(
    rb"<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)\s*(?:<v\s*/>|<v></v>|</c>)"
)
_DAMAGED = (
    *(BadZipFile, KeyError, ValueError, TypeError, AttributeError, IndexError),
    *(SyntaxError, EOFError, OSError, zlib.error),  # an XML error is a SyntaxError
)
_SMALLER = "请删去多余的空行空列和合并区域，只留任务表，另存为 .xlsx 再添加"


def read_xlsx(package: Package) -> Pages:
    """Read the visible sheets of a workbook, in order.

    Raises:
        DocumentError: the workbook is damaged or larger than any plan.
    """
    warnings = [MACROS] if package.has_macros else []
    for part in sorted(package.parts):
        if part.startswith("xl/worksheets/") and part.endswith(".xml"):
            _check_sheet(package, part)
            warnings += _formula_warnings(package, part)
    try:
        workbook = load_workbook(BytesIO(package.data), data_only=True, keep_links=False)
    except _DAMAGED as error:
        raise unreadable(package.name, "工作簿", f"已经损坏（{type(error).__name__}）") from error
    pieces: list[Piece] = []
    hidden: list[Hidden] = []
    for sheet in workbook.worksheets:
        reader = _SheetReader(sheet, package.name)
        grid = reader.read()
        if sheet.sheet_state != "visible":
            warnings.append(f"工作表“{sheet.title}”是隐藏的，没有读取")
            texts = [cell.text for cell in grid.cells if cell.text]
            hidden += [Hidden("、".join(texts)[:200], "hidden", Place(sheet=sheet.title))]
        else:
            pieces.append(grid)
            hidden += reader.hidden
    return Pages(tuple(pieces), tuple(h for h in hidden if h.text.strip()), tuple(warnings))


def _check_sheet(package: Package, part: str) -> None:
    """Refuse a sheet that openpyxl would take minutes or all memory for."""
    data = package.read(part)
    if (count := sum(1 for _ in _CELL.finditer(data))) > _MOST_CELLS:
        raise unreadable(package.name, f"部件 {part} ", f"有 {count} 个单元格", _SMALLER)
    covered = 0
    for match in _RANGE.finditer(data):
        first, top, last, bottom = (group.decode() for group in match.groups())
        rows = int(bottom) - int(top) + 1
        covered += rows * (_column(last) - _column(first) + 1)
    if covered > _MOST_CELLS:
        raise unreadable(package.name, f"部件 {part} ", f"的合并区域盖住 {covered} 格", _SMALLER)


def _column(letters: str) -> int:
    return column_index_from_string(letters) if len(letters) <= 3 else 1 << 14


def _formula_warnings(package: Package, part: str) -> list[str]:
    count = sum(1 for _ in _UNCALCULATED.finditer(package.read(part)))
    if not count:
        return []
    return [
        f"{part.rpartition('/')[2]} 里有 {count} 个公式没有保存计算结果，读作空格；"
        "请用 Excel 或 WPS 打开并保存一次再添加"
    ]


class _Font(Protocol):
    sz: float | None
    color: Color | None


class _Fill(Protocol):
    fill_type: str | None


class _Style(Protocol):
    """The part of a cell's style that is used here; its type stubs do not say."""

    font: _Font
    fill: _Fill


class _SheetReader:
    """Reads one sheet; what is hidden in it is collected on the way."""

    def __init__(self, sheet: Worksheet, name: str) -> None:
        self.sheet = sheet
        self.name = name
        self.hidden: list[Hidden] = []
        self._check_size()
        self._rows = [
            row
            for row in range(1, (sheet.max_row or 0) + 1)
            if not sheet.row_dimensions[row].hidden
        ]
        hidden_columns = set(self._hidden_columns())
        self._columns = [
            column
            for column in range(1, (sheet.max_column or 0) + 1)
            if column not in hidden_columns
        ]

    def _check_size(self) -> None:
        rows, columns = self.sheet.max_row or 0, self.sheet.max_column or 0
        if rows > _MOST_ROWS or columns > _MOST_COLUMNS:
            size = f"有 {rows} 行 {columns} 列，多于 {_MOST_ROWS} 行或 {_MOST_COLUMNS} 列"
            raise unreadable(self.name, f"工作表“{self.sheet.title}”", size, _SMALLER)

    def _hidden_columns(self) -> Iterator[int]:
        for letter, dimension in self.sheet.column_dimensions.items():
            if dimension.hidden:
                first = dimension.min or column_index_from_string(letter)
                yield from range(first, min(dimension.max or first, _MOST_COLUMNS) + 1)

    def read(self) -> Grid:
        """Read the visible rows and columns as one grid."""
        spans = self._spans()
        places = tuple(Place(sheet=self.sheet.title, row=row) for row in self._rows)
        cells = tuple(self._cells(spans))
        self._report_hidden_rows()
        return Grid(cells, len(self._columns), places)

    def _spans(self) -> dict[tuple[int, int], tuple[int, int, int, int]]:
        """Map the first cell of each merged range to the visible grid it covers."""
        row_at = {row: index for index, row in enumerate(self._rows)}
        column_at = {column: index for index, column in enumerate(self._columns)}
        spans: dict[tuple[int, int], tuple[int, int, int, int]] = {}
        for merged in self.sheet.merged_cells.ranges:
            first, top, last, bottom = merged.bounds
            rows = [row_at[row] for row in range(top, bottom + 1) if row in row_at]
            columns = [column_at[c] for c in range(first, last + 1) if c in column_at]
            if rows and columns:
                spans[top, first] = (rows[0], columns[0], len(rows), len(columns))
        return spans

    def _cells(self, spans: dict[tuple[int, int], tuple[int, int, int, int]]) -> Iterator[GridCell]:
        row_at = {row: index for index, row in enumerate(self._rows)}
        column_at = {column: index for index, column in enumerate(self._columns)}
        for cells in self.sheet.iter_rows():
            for cell in cells:
                if not isinstance(cell, Cell) or cell.value is None:
                    continue
                span = spans.get((cell.row, cell.column))
                if span is None:
                    if cell.row not in row_at or cell.column not in column_at:
                        continue
                    span = (row_at[cell.row], column_at[cell.column], 1, 1)
                if text := self._text(cell):
                    row, column, rows, columns = span
                    yield GridCell(text, row, column, rows, columns)

    def _text(self, cell: Cell) -> str:
        """Return what a cell shows; what it holds unseen is reported."""
        text = printed(cell.value, cell.number_format).replace("\t", " ").strip()
        if text and (why := _hidden_by(cell)):
            self.hidden.append(Hidden(text, why, Place(sheet=self.sheet.title, row=cell.row)))
            return ""
        return text

    def _report_hidden_rows(self) -> None:
        visible_rows, visible_columns = set(self._rows), set(self._columns)
        for cells in self.sheet.iter_rows():
            texts = [
                printed(cell.value, cell.number_format)
                for cell in cells
                if isinstance(cell, Cell)
                and cell.value is not None
                and (cell.row not in visible_rows or cell.column not in visible_columns)
            ]
            if texts:
                row = cells[0].row
                what = "、".join(texts)[:200]
                self.hidden.append(Hidden(what, "hidden", Place(sheet=self.sheet.title, row=row)))


def _hidden_by(cell: Cell) -> ForeignKind | None:
    """Tell why the text of a cell cannot be seen, ``None`` where it can."""
    if is_invisible(cell.number_format):
        return "hidden"
    style = cast("_Style", cell)
    if 0 < float(style.font.sz or _TINY + 1) <= _TINY:
        return "tiny"
    is_white = style.fill.fill_type is None and _is_white(style.font.color)
    return "white" if is_white else None


def _is_white(color: Color | None) -> bool:
    """Tell whether letters are white: by value, or as the first colour of the theme."""
    if color is None:
        return False
    if color.type == "rgb":
        return str(color.rgb).upper()[-6:] in ("FFFFFF", "FEFEFE", "FDFDFD")
    return color.type == "theme" and color.theme == 0 and not color.tint
