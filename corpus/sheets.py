"""Spreadsheets that are comfortable to work in: real headers, filters, frozen panes.

The only place where openpyxl writes.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.named_styles import NamedStyle
from openpyxl.utils import get_column_letter

Value = str | int
_Page = Any  # openpyxl's write-only worksheet, which its type stubs know only by half

_FONT = "Microsoft YaHei"
_LINE = Side(style="thin", color="D9DDE3")
_FORMULA_START = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LONGEST = 32_000  # characters; a cell holds 32,767
_NOT_IN_TITLES = re.compile(r"[\\/*?:\[\]]")


@dataclass(frozen=True, slots=True)
class Column:
    """A column's heading and its width in characters of the default font."""

    title: str
    width: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: a header row, then ``rows``, each as long as ``columns``.

    ``frozen`` columns stay in sight on the left. ``tints`` maps what the first cell of a row may
    say to the colour of that row (``"FDECEA"``).
    """

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]]
    frozen: int = 1
    tints: Mapping[str, str] = field(default_factory=dict[str, str])


def harmless(value: Value) -> Value:
    """Keep a spreadsheet from reading text as a formula, and leave out what it cannot hold."""
    if not isinstance(value, str):
        return value
    text = _UNWRITABLE.sub("", value)
    return f"'{text}" if _FORMULA_START.match(text) else text


def write_csv(header: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """Write a CSV file that Excel opens as UTF-8: a byte order mark and CRLF."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([harmless(value) for value in row] for row in rows)
    return stream.getvalue().encode("utf-8-sig")


def write_workbook(sheets: Iterable[Sheet]) -> bytes:
    """Write an XLSX file of these sheets, the first one in front."""
    book = Workbook(write_only=True)
    for style in _styles():
        book.add_named_style(style)
    for sheet in sheets:
        _write_sheet(book, sheet)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _styles() -> tuple[NamedStyle, NamedStyle]:
    border = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
    head = NamedStyle(
        name="表头",
        font=Font(name=_FONT, size=10, bold=True, color="FFFFFF"),
        fill=PatternFill("solid", fgColor="1F5FBF"),
        alignment=Alignment(vertical="center", wrap_text=True),
        border=border,
    )
    body = NamedStyle(
        name="正文",
        font=Font(name=_FONT, size=10, color="1F2329"),
        alignment=Alignment(vertical="top", wrap_text=True),
        border=border,
    )
    return head, body


def _write_sheet(book: Workbook, sheet: Sheet) -> None:
    page: _Page = book.create_sheet(_NOT_IN_TITLES.sub(" ", sheet.title)[:31])
    for number, column in enumerate(sheet.columns, start=1):
        page.column_dimensions[get_column_letter(number)].width = column.width
    page.freeze_panes = f"{get_column_letter(sheet.frozen + 1)}2"
    page.row_dimensions[1].height = 24
    page.append([_cell(page, column.title, "表头") for column in sheet.columns])
    written = 1
    fills = {word: PatternFill("solid", fgColor=colour) for word, colour in sheet.tints.items()}
    for row in sheet.rows:
        cells = [_cell(page, value, "正文") for value in row]
        if fill := fills.get(str(row[0])):
            for cell in cells:
                cell.fill = fill
        page.append(cells)
        written += 1
    page.auto_filter.ref = f"A1:{get_column_letter(len(sheet.columns))}{written}"
    _set_up_printing(page)


def _set_up_printing(page: _Page) -> None:
    """Print on A4, landscape, all columns on one page's width, the header on every page."""
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = 9
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.print_title_rows = "1:1"
    page.oddFooter.center.text = "&A　第 &P 页，共 &N 页"


def _cell(page: _Page, value: Value, style: str) -> Any:  # noqa: ANN401
    kept = harmless(value)
    if isinstance(kept, str) and len(kept) > _LONGEST:
        kept = f"{kept[:_LONGEST]}……（后面的文字放不进一格，见原文页）"
    cell: Any = WriteOnlyCell(page, kept)
    cell.style = style
    return cell
