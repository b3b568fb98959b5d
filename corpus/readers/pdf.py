"""PDF files to pieces: ruled tables, and between them lines put back into paragraphs.

Text comes out by position. What is white, or repeats at the head or foot of the pages, is left out.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import cast

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException
from pdfminer.psexceptions import PSException
from pdfplumber.page import Page
from pdfplumber.table import Table
from pdfplumber.utils.exceptions import PdfminerException

from corpus.normalise import squeeze
from corpus.ordinals import read_ordinal
from corpus.pieces import Hidden, Pages, Paragraph, Piece, Place
from corpus.readers.pdf_lines import (
    Char,
    TextLine,
    is_wrapped,
    join_wrapped,
    read_text_lines,
    right_limit,
    room_left,
)
from corpus.readers.pdf_tables import PageTable, Ruled, goes_on, join_pages, page_table
from corpus.readers.refusal import unreadable
from corpus.rules import any_of

_MOST_PAGES = 500
_SCANNED = "请先用 OCR 软件识别成文字，另存为 .docx 或 .txt 再添加"
_RESAVE = "请确认能正常打开，或向发布者要 Word 版（.docx）再添加"
_DIGITS = re.compile("[0-9]+")
_MARGIN = 0.1  # share of the page's height in which running heads and feet stand
_WHITE = 0.97

Box = tuple[float, float, float, float]  # x0, top, x1, bottom in points

logging.getLogger("pdfminer").setLevel(logging.ERROR)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of text outside tables, on a page of a height."""

    page: int
    height: float
    line: TextLine

    @property
    def text(self) -> str:
        """Its words."""
        return self.line.text

    @property
    def shape(self) -> str:
        """Its words without spaces and numbers, as running heads repeat them."""
        return _DIGITS.sub("#", squeeze(self.line.text))


def read_pdf(data: bytes, name: str) -> Pages:
    """Read a PDF.

    Raises:
        DocumentError: it is damaged, locked, scanned or longer than any plan.
    """
    try:
        with pdfplumber.open(BytesIO(data)) as pdf:
            if len(pdf.pages) > _MOST_PAGES:
                raise unreadable(name, "内容", f"有 {len(pdf.pages)} 页", "请只保留正文和任务表")
            reader = _Reader(name)
            for page in pdf.pages:
                reader.read_page(page)
                page.close()
    except (PdfminerException, PDFException, PSException) as error:
        raise _unreadable(name, error) from error
    return reader.pages()


def _unreadable(name: str, error: Exception) -> Exception:
    cause = error.args[0] if error.args else None
    if isinstance(cause, PDFPasswordIncorrect) or isinstance(error, PDFPasswordIncorrect):
        return unreadable(name, "内容", "加了打开密码", "请去掉密码另存后再添加")
    return unreadable(name, "页面结构", "已经损坏", _RESAVE)


class _Reader:
    """What has been read of the pages so far."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.parts: list[_Line | PageTable] = []
        self.hidden: list[Hidden] = []
        self.blank: list[int] = []
        self.count = 0

    def read_page(self, page: Page) -> None:
        """Read lines and tables of a page from top to bottom."""
        self.count += 1
        if not page.chars:
            self.blank.append(page.page_number)
            return
        visible = self._visible(page)
        found = [table for table in visible.find_tables() if len(table.cells) > 1]
        boxes = [table.bbox for table in found]
        parts = [(t.bbox[1], _read_table(t, visible.chars, page.page_number)) for t in found]
        outside = [char for char in visible.chars if not _stands_in(char, boxes)]
        height = float(page.height) or 1.0
        lines = [_Line(page.page_number, height, line) for line in read_text_lines(outside)]
        placed: list[tuple[float, _Line | PageTable]] = [(one.line.top, one) for one in lines]
        self.parts += [part for _, part in sorted([*placed, *parts], key=lambda one: one[0])]

    def _visible(self, page: Page) -> Page:
        """Leave out characters that are white on white or too small to read."""
        hidden = {id(char) for char in page.chars if _is_hidden(char, page)}
        if not hidden:
            return page
        text = "".join(char["text"] for char in page.chars if id(char) in hidden)
        self.hidden.append(Hidden(text.strip(), "white", Place(page=page.page_number)))
        return page.filter(
            lambda thing: thing.get("object_type") != "char" or not _is_hidden(thing, page)
        )

    def pages(self) -> Pages:
        """Put the pages together."""
        if len(self.blank) == self.count:
            raise unreadable(self.name, "页面", "都是扫描的图片，没有文字", _SCANNED)
        shown = "、".join(map(str, self.blank[:20]))
        warnings = (f"第 {shown} 页没有文字（可能是扫描的图片），没有读取",) if self.blank else ()
        lines = [part for part in self.parts if isinstance(part, _Line)]
        running = _running_lines(lines, self.count - len(self.blank))
        kept = [p for p in self.parts if isinstance(p, PageTable) or p not in running]
        return Pages(tuple(_pieces(kept)), tuple(self.hidden), warnings)


def _read_table(table: Table, chars: Sequence[Char], number: int) -> PageTable:
    """Read a drawn table with the characters that stand in its cells."""
    inside = [char for char in chars if _stands_in(char, [table.bbox])]
    lines = [
        (box, read_text_lines([char for char in inside if _stands_in(char, [box])]))
        for box in table.cells
    ]
    by_border: dict[int, list[TextLine]] = {}
    for box, found in lines:
        by_border.setdefault(round(box[2]), []).extend(found)
    limits = {border: right_limit(found, border) for border, found in by_border.items()}
    return page_table(number, [_ruled(box, found, limits[round(box[2])]) for box, found in lines])


def _ruled(box: Box, lines: Sequence[TextLine], limit: float) -> Ruled:
    if not lines:
        return Ruled(box[0], box[1], box[2], box[3], "")
    text = join_wrapped(lines, limit)
    room, first = room_left(lines[-1], limit), lines[0].first
    return Ruled(box[0], box[1], box[2], box[3], text, room, first)


def _stands_in(thing: Char, boxes: Sequence[Box]) -> bool:
    middle, height = (thing["x0"] + thing["x1"]) / 2, (thing["top"] + thing["bottom"]) / 2
    return any(x0 <= middle <= x1 and top <= height <= end for x0, top, x1, end in boxes)


def _is_hidden(char: Char, page: Page) -> bool:
    if float(char["size"]) < 1.5:
        return bool(char["text"].strip())
    if not _is_white(char.get("non_stroking_color")) or not char["text"].strip():
        return False
    x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    return not any(
        rect["x0"] <= x <= rect["x1"]
        and rect["top"] <= y <= rect["bottom"]
        and rect.get("fill")
        and not _is_white(rect.get("non_stroking_color"))
        for rect in page.rects
    )


def _is_white(color: object) -> bool:
    """Tell whether a colour is white in grey or RGB, or no ink at all in CMYK."""
    if not isinstance(color, (tuple, list)):
        return False
    found = cast("Sequence[object]", color)
    parts = [float(part) for part in found if isinstance(part, (int, float))]
    if len(parts) == 4:
        return max(parts) <= 1 - _WHITE
    return len(parts) in (1, 3) and min(parts) >= _WHITE


def _running_lines(lines: Sequence[_Line], pages: int) -> set[_Line]:
    """Find lines at head or foot that are the same on most pages, numbers aside."""
    margin = [one for one in lines if not _MARGIN < one.line.top / one.height < 1 - _MARGIN]
    counts = Counter(one.shape for one in margin)
    return {one for one in margin if counts[one.shape] >= max(2, pages / 2)}


def _pieces(parts: Sequence[_Line | PageTable]) -> Iterator[Piece]:
    """Join lines to paragraphs, and parts of a table over pages to one."""
    right = _right_margin([part for part in parts if isinstance(part, _Line)])
    lines: list[_Line] = []
    open_table: list[PageTable] = []
    tables = 0
    for part in parts:
        if isinstance(part, PageTable):
            is_next = open_table and not lines and open_table[-1].page == part.page - 1
            if not (is_next and goes_on(open_table[-1], part)):
                if open_table:
                    tables += 1
                    yield join_pages(open_table, tables)
                yield from _paragraphs(lines, right)
                lines, open_table = [], []
            open_table.append(part)
        elif not any_of("layout", "noise").match(part.text.strip()):
            if open_table:
                tables += 1
                yield join_pages(open_table, tables)
                open_table = []
            lines.append(part)
    if open_table:
        yield join_pages(open_table, tables + 1)
    yield from _paragraphs(lines, right)


def _right_margin(lines: Sequence[_Line]) -> float:
    """Return where full lines end: what most of the longest lines reach."""
    ends = sorted((one.line.x1 for one in lines), reverse=True)
    return ends[len(ends) // 10] if ends else 0.0


def _paragraphs(lines: Sequence[_Line], right: float) -> Iterator[Paragraph]:
    """Join a line to the next where it is full and the next neither indented nor numbered."""
    text = ""
    page = 0
    for index, one in enumerate(lines):
        following = lines[index + 1] if index + 1 < len(lines) else None
        page = page if text else one.page
        text += one.text
        if following is None or not _goes_on(one.line, following.line, right):
            yield Paragraph(text, Place(page=page))
            text = ""


def _goes_on(line: TextLine, following: TextLine, right: float) -> bool:
    if not is_wrapped(line, following, right + 1) or abs(line.size - following.size) > 1:
        return False
    is_indented = following.x0 > line.x0 + 1.2 * line.size
    return not is_indented and read_ordinal(following.text.strip()) is None
