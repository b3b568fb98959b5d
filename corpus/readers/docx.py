"""Word files to pieces: paragraphs with their automatic numbers, tables with their merged cells.

Tracked changes are read as if accepted. Headers, footers and comments are not read; text boxes and
footnotes follow the paragraph or table they hang on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element

from corpus.pieces import Grid, GridCell, Hidden, Pages, Paragraph, Piece, Place
from corpus.readers.docx_numbers import Numbering
from corpus.readers.docx_text import Runs, TextReader, is_dark
from corpus.readers.grids import expand, find_header
from corpus.readers.package import MACROS, Package
from corpus.readers.refusal import unreadable
from corpus.readers.word import VAL, W, child, is_on, value, whole
from corpus.readers.xml import read_xml

_MOST_COLUMNS = 120
_MOST_ROWS = 20000
_WRAPPERS = frozenset(
    W + name
    for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag", "hyperlink")
)
_FOOTNOTES = {"foot": "word/footnotes.xml", "end": "word/endnotes.xml"}
_CHANGES = "文件里有修订痕迹，按全部接受后的文字读取"


def read_docx(package: Package) -> Pages:
    """Read a Word file.

    Raises:
        DocumentError: a part is damaged, or a table is larger than any plan.
    """
    root = read_xml(package, "word/document.xml")
    body = child(root, "body")
    if body is None:
        raise unreadable(package.name, "部件 word/document.xml ", "里没有正文")
    reader = _Reader(package)
    pieces = tuple(reader.read(body))
    warnings = [MACROS] if package.has_macros else []
    if any(root.iter(f"{W}ins")) or any(root.iter(f"{W}del")):
        warnings.append(_CHANGES)
    return Pages(pieces, tuple(reader.hidden), tuple(warnings))


@dataclass(slots=True)
class _CellRead:
    """A cell while its table is read; ``inner`` holds tables inside it."""

    cell: GridCell
    inner: list[Piece] = field(default_factory=list[Piece])


class _Reader:
    """Reads the blocks of one document in order."""

    def __init__(self, package: Package) -> None:
        self.package = package
        styles = self._part("word/styles.xml")
        self.numbering = Numbering(self._part("word/numbering.xml"), styles)
        self.text = TextReader(styles)
        self.hidden: list[Hidden] = []
        self._tables = 0
        self._shaded_styles = _shaded_styles(styles)
        self._notes = {kind: self._footnotes(kind) for kind in _FOOTNOTES}

    def _part(self, name: str) -> Element | None:
        return read_xml(self.package, name) if self.package.has(name) else None

    def _footnotes(self, kind: str) -> dict[str, Element]:
        root = self._part(_FOOTNOTES[kind])
        found = [] if root is None else list(root)
        return {note.get(f"{W}id", ""): note for note in found if note.get(f"{W}type") is None}

    def read(self, parent: Element) -> Iterator[Piece]:
        """Read the paragraphs and tables below ``parent``."""
        for element in parent:
            if element.tag == f"{W}p":
                runs = self._paragraph(element, Place(), is_shaded=False)
                if runs.text.strip():
                    yield Paragraph(runs.text)
                yield from self._hanging(runs)
            elif element.tag == f"{W}tbl":
                yield from self._table(element)
            elif element.tag in _WRAPPERS:
                yield from self.read(element)

    def _paragraph(self, element: Element, place: Place, *, is_shaded: bool) -> Runs:
        runs = self.text.read(element, is_shaded)
        self.hidden += [Hidden(text, why, place) for text, why in runs.hidden]
        label = self.numbering.label(element)
        if label and (runs.text.strip() or not runs.hidden):
            runs.text = label + runs.text.lstrip()
        return runs

    def _hanging(self, runs: Runs) -> Iterator[Piece]:
        """Read the text boxes and footnotes of a paragraph."""
        for box in runs.boxes:
            yield from self.read(box)
        for name in runs.footnotes:
            kind = "foot" if name.startswith("foot") else "end"
            note = self._notes[kind].get(name.removeprefix(kind))
            if note is not None:
                texts = [self.text.read(p, is_shaded=False).text for p in note.iter(f"{W}p")]
                yield Paragraph(f"注：{''.join(texts).strip()}")

    def _table(self, table: Element) -> Iterator[Piece]:
        """Read a table; one that only arranges the page is read through."""
        self._tables += 1
        number = self._tables
        cells: list[_CellRead] = []
        hanging: list[Piece] = []
        open_cells: dict[int, _CellRead] = {}
        rows = list(_rows(table))
        if len(rows) > _MOST_ROWS:
            where = f"第 {number} 个表"
            raise unreadable(self.package.name, where, f"有 {len(rows)} 行，多于 {_MOST_ROWS} 行")
        is_shaded = (value(table, "tblPr/tblStyle") or "") in self._shaded_styles
        for index, row in enumerate(rows):
            place = Place(table=number, row=index + 1)
            read = list(self._row(row, index, place, hanging, is_shaded))
            open_cells = self._join_merged(row, read, open_cells, cells)
        width = max((one.cell.column + one.cell.columns for one in cells), default=0)
        if width > _MOST_COLUMNS:
            raise unreadable(self.package.name, f"第 {number} 个表", f"有 {width} 列，不是任务表")
        places = tuple(Place(table=number, row=index + 1) for index in range(len(rows)))
        yield from _arranged(cells, width, places)
        yield from hanging

    def _row(
        self, row: Element, index: int, place: Place, hanging: list[Piece], is_shaded: bool
    ) -> Iterator[_CellRead]:
        column = whole(value(row, "trPr/gridBefore"))
        is_hidden = is_on(row, "trPr/hidden")
        for cell in _cells(row):
            properties = child(cell, "tcPr")
            columns = max(1, whole(value(properties, "gridSpan"), 1))
            shaded = is_shaded or is_dark(child(properties, "shd"))
            text, inner = self._cell(cell, place, hanging, shaded)
            if is_hidden and text:
                self.hidden.append(Hidden(text, "hidden", place))
                text = ""
            yield _CellRead(GridCell(text, index, column, 1, columns), inner)
            column += columns

    def _cell(
        self, cell: Element, place: Place, hanging: list[Piece], is_shaded: bool
    ) -> tuple[str, list[Piece]]:
        texts: list[str] = []
        inner: list[Piece] = []
        for element in _blocks(cell):
            if element.tag == f"{W}tbl":
                inner += self._table(element)
                continue
            runs = self._paragraph(element, place, is_shaded=is_shaded)
            texts.append(runs.text.replace("\t", " "))
            hanging += self._hanging(runs)
        return "\n".join(text for text in texts if text.strip()), inner

    @staticmethod
    def _join_merged(
        row: Element,
        read: list[_CellRead],
        above: dict[int, _CellRead],
        cells: list[_CellRead],
    ) -> dict[int, _CellRead]:
        """Let cells that continue one above lengthen it; return the cells still open below."""
        opened: dict[int, _CellRead] = {}
        for element, one in zip(_cells(row), read, strict=True):
            merge = child(element, "tcPr/vMerge")
            column = one.cell.column
            if merge is not None and merge.get(VAL, "continue") == "continue" and column in above:
                joined = above[column]
                joined.cell = replace(joined.cell, rows=one.cell.row - joined.cell.row + 1)
                opened[column] = joined
                continue
            cells.append(one)
            if merge is not None:
                opened[column] = one
        return opened


def _arranged(cells: list[_CellRead], width: int, places: tuple[Place, ...]) -> Iterator[Piece]:
    """Yield a table, or what its cells hold where it only arranges other tables."""
    grid = Grid(tuple(one.cell for one in cells), width, places)
    if not any(one.inner for one in cells):
        yield grid
        return
    if find_header(expand(grid), 0) is None:
        for one in cells:
            if one.cell.text:
                yield Paragraph(one.cell.text, places[one.cell.row])
            yield from one.inner
        return
    joined = [
        replace(one.cell, text="\n".join(filter(None, [one.cell.text, *map(_words, one.inner)])))
        for one in cells
    ]
    yield Grid(tuple(joined), width, places)


def _words(piece: Piece) -> str:
    """Return the words of a table inside a task's cell, a line a row."""
    if isinstance(piece, Paragraph):
        return piece.text
    rows: dict[int, list[str]] = {}
    for cell in piece.cells:
        rows.setdefault(cell.row, []).append(cell.text)
    return "\n".join(" ".join(filter(None, texts)) for texts in rows.values())


def _shaded_styles(styles: Element | None) -> frozenset[str]:
    """Names of table styles that draw a ground of their own."""
    found = [] if styles is None else styles.findall(f"{W}style")
    return frozenset(
        style.get(f"{W}styleId", "")
        for style in found
        if style.get(f"{W}type") == "table" and any(map(is_dark, style.iter(f"{W}shd")))
    )


def _rows(table: Element) -> Iterator[Element]:
    """Yield the rows of a table that are not deleted."""
    for element in table:
        if element.tag == f"{W}tr" and child(element, "trPr/del") is None:
            yield element
        elif element.tag in _WRAPPERS:
            yield from _rows(element)


def _cells(row: Element) -> Iterator[Element]:
    for element in row:
        if element.tag == f"{W}tc":
            yield element
        elif element.tag in _WRAPPERS:
            yield from _cells(element)


def _blocks(parent: Element) -> Iterator[Element]:
    for element in parent:
        if element.tag in (f"{W}p", f"{W}tbl"):
            yield element
        elif element.tag in _WRAPPERS:
            yield from _blocks(element)
