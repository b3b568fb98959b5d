"""Web pages to pieces: paragraphs, and tables with their spans; what the page hides is reported."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import html
from lxml.etree import LxmlError  # pyright: ignore

from corpus.errors import DocumentError
from corpus.pieces import Grid, GridCell, Hidden, Pages, Paragraph, Piece, Place
from corpus.readers.grids import expand, find_header
from corpus.readers.refusal import unreadable
from corpus.types import ForeignKind

_Element = Any  # lxml has no types

_SKIPPED = frozenset(
    {"head", "script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "math"}
    | {"nav", "footer", "aside", "button", "select", "option", "textarea", "input", "audio"}
    | {"video", "canvas"}
)
_BLOCKS = frozenset(
    {"address", "article", "blockquote", "body", "caption", "center", "dd", "div", "dl", "dt"}
    | {"fieldset", "figure", "figcaption", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header"}
    | {"hr", "html", "li", "main", "ol", "p", "pre", "section", "td", "th", "tr", "ul"}
)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_CHINESE = ("gb2312", "gbk", "gb18030", "x-gbk", "gb_2312-80")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_WIDE = "\u2e80-\u9fff\uf900-\ufaff\u3000-\u303f\uff00-\uffef“”‘’—…"
_WRAPPED = re.compile(rf"(?<=[{_WIDE}])[ \t]*[\r\n]\s*(?=[{_WIDE}])")
_SPACES = re.compile(r"[ \t\r\n\f]+")
_MOST_SPANNED = 120
_MOST_PLACES = 400_000
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_TINY_STYLE = re.compile(
    r"font-size\s*:\s*0*[01](?:\.\d+)?(?:px|pt|em|%)?\s*(?:;|!|$)", re.IGNORECASE
)
_AWAY_STYLE = re.compile(r"(?:text-indent|left|top)\s*:\s*-\d{3,}", re.IGNORECASE)
_WHITE = r"(?:#fff(?:fff)?|white|rgb\(\s*255\s*,\s*255\s*,\s*255\s*\))\s*(?:;|!|$)"
_WHITE_STYLE = re.compile(rf"(?:^|;)\s*color\s*:\s*{_WHITE}", re.IGNORECASE)
_GROUND = re.compile(r"background(?:-color)?\s*:\s*(?!transparent|none)", re.IGNORECASE)


def read_html(data: bytes, name: str) -> Pages:
    """Read a saved web page.

    Raises:
        DocumentError: it is in an unknown encoding, or its tables are larger than any plan.
    """
    text = _DECLARATION.sub("", _decode(data, name))
    parser: _Element = html.HTMLParser(encoding="utf-8")
    try:
        root: _Element = html.document_fromstring(text.encode(), parser=parser)  # pyright: ignore
    except (LxmlError, ValueError) as error:  # pyright: ignore
        raise unreadable(name, "网页", "里没有内容", "请在浏览器里打开确认后重新另存") from error
    reader = _Reader(name)
    reader.walk(root, _Look())
    reader.close()
    return Pages(tuple(reader.pieces), tuple(reader.hidden))


def _decode(data: bytes, name: str) -> str:
    """Decode by byte order mark, then by what the page states, then by what fits."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    stated = _CHARSET.search(data[:4096])
    encoding = stated[1].decode().lower() if stated else "utf-8"
    encoding = "gb18030" if encoding in _CHINESE else encoding
    for candidate in (encoding, "utf-8-sig", "gb18030"):
        try:
            return data.decode(candidate).removeprefix("\ufeff")
        except (UnicodeDecodeError, LookupError):
            continue
    raise _unknown_encoding(name)


def _unknown_encoding(name: str) -> DocumentError:
    return unreadable(name, "编码", "认不出来", "请在浏览器里打开后另存为 UTF-8 网页再添加")


@dataclass(frozen=True, slots=True)
class _Look:
    """How text is shown where the walk stands."""

    hidden: ForeignKind | None = None
    is_shaded: bool = False

    def inside(self, element: _Element) -> _Look:
        """Return how text inside ``element`` is shown."""
        style = str(element.get("style") or "")
        shaded = self.is_shaded or bool(_GROUND.search(style) or element.get("bgcolor"))
        return _Look(self.hidden or _hidden_by(element, style, shaded), shaded)


def _hidden_by(element: _Element, style: str, is_shaded: bool) -> ForeignKind | None:
    if element.get("hidden") is not None or _HIDDEN_STYLE.search(style):
        return "hidden"
    if _TINY_STYLE.search(style):
        return "tiny"
    if _AWAY_STYLE.search(style) and "position" in style:
        return "covered"
    color = str(element.get("color") or "").lower() if element.tag == "font" else ""
    is_white = _WHITE_STYLE.search(style) or color in ("#fff", "#ffffff", "white")
    return "white" if is_white and not is_shaded else None


@dataclass(slots=True)
class _Reader:
    """The pieces read so far, and the paragraph that is open."""

    name: str
    pieces: list[Piece] = field(default_factory=list[Piece])
    hidden: list[Hidden] = field(default_factory=list[Hidden])
    tables: int = 0
    _text: list[str] = field(default_factory=list[str])

    def walk(self, element: _Element, look: _Look) -> None:
        """Read an element and what is in it."""
        if not isinstance(element.tag, str) or element.tag in _SKIPPED:
            return
        look = look.inside(element)
        if element.tag == "table":
            self.close()
            self._table(element, look)
            return
        is_block = element.tag in _BLOCKS
        if is_block:
            self.close()
        if element.tag == "br":
            self._text.append("\x00")
        self._say(_label(element) if element.tag == "li" else "", look)
        self._say(element.text or "", look)
        for child in element:
            self.walk(child, look)
            self._say(child.tail or "", look)
        if is_block:
            self.close()

    def _say(self, text: str, look: _Look) -> None:
        if look.hidden and text.strip():
            self.hidden.append(Hidden(_collapsed(text).strip(), look.hidden))
        elif text:
            self._text.append(text)

    def close(self) -> None:
        """End the open paragraph."""
        text = self.take_text()
        if text:
            self.pieces.append(Paragraph(text))

    def take_text(self) -> str:
        """Return the open text and start anew; ``<br>`` is a line feed."""
        lines = _collapsed("".join(self._text)).split("\x00")
        self._text = []
        return "\n".join(line.strip(" ") for line in lines if line.strip())

    def _table(self, table: _Element, look: _Look) -> None:
        """Read a table; one that only arranges the page is read through."""
        self.tables += 1
        number = self.tables
        rows = list(_rows(table))
        places = tuple(Place(table=number, row=index + 1) for index in range(len(rows)))
        cells, inner = self._cells(rows, places, look)
        width = max((cell.column + cell.columns for cell in cells), default=0)
        if width > _MOST_SPANNED or width * len(rows) > _MOST_PLACES:
            raise unreadable(self.name, f"第 {number} 个表", f"有 {len(rows)} 行 {width} 列")
        grid = Grid(tuple(cells), width, places)
        if any(inner) and find_header(expand(grid), 0) is None:
            for cell, pieces in zip(cells, inner, strict=True):
                self.pieces += pieces if pieces else [Paragraph(cell.text, places[cell.row])]
        elif cells:
            self.pieces.append(grid)

    def _cells(
        self, rows: list[_Element], places: tuple[Place, ...], look: _Look
    ) -> tuple[list[GridCell], list[list[Piece]]]:
        """Read the cells of a table, and for those that hold tables the pieces inside."""
        cells: list[GridCell] = []
        inner: list[list[Piece]] = []
        taken: set[tuple[int, int]] = set()
        for index, row in enumerate(rows):
            column = 0
            for element in row:
                if element.tag not in ("td", "th"):
                    continue
                while (index, column) in taken:
                    column += 1
                down = min(_span(element, "rowspan", len(rows)), len(rows) - index)
                across = _span(element, "colspan", _MOST_SPANNED)
                row_look = look.inside(row).inside(element)
                text, pieces = self._cell(element, row_look, places[index])
                cells.append(GridCell(text, index, column, down, across))
                inner.append(pieces)
                if len(taken) + down * across > _MOST_PLACES:
                    where = f"第 {self.tables} 个表"
                    raise unreadable(self.name, where, f"的合并格盖住 {_MOST_PLACES} 格以上")
                for below in range(index, index + down):
                    taken.update((below, place) for place in range(column, column + across))
                column += across
        return cells, inner

    def _cell(self, element: _Element, look: _Look, place: Place) -> tuple[str, list[Piece]]:
        """Read a cell by a reader of its own; give its text, and its pieces if it holds tables."""
        reader = _Reader(self.name, tables=self.tables)
        reader._say(element.text or "", look)
        for child in element:
            reader.walk(child, look)
            reader._say(child.tail or "", look)
        reader.close()
        self.tables = reader.tables
        self.hidden += [Hidden(one.text, one.kind, place) for one in reader.hidden]
        grids = [piece for piece in reader.pieces if isinstance(piece, Grid)]
        text = "\n".join(_words(piece) for piece in reader.pieces)
        return text.replace("\t", " "), reader.pieces if grids else []


def _words(piece: Piece) -> str:
    if isinstance(piece, Paragraph):
        return piece.text
    return "\n".join(cell.text for cell in piece.cells if cell.text)


def _rows(table: _Element) -> Iterator[_Element]:
    for element in table:
        if element.tag == "tr":
            yield element
        elif element.tag in ("thead", "tbody", "tfoot"):
            yield from _rows(element)


def _span(element: _Element, name: str, most: int) -> int:
    """Return how many rows or columns a cell spans; 0 means all that are left."""
    stated = str(element.get(name) or "1").strip()
    count = int(stated) if stated.isascii() and stated.isdigit() else 1
    return min(count, most) if count else most


def _label(item: _Element) -> str:
    """Return the automatic number of a list item."""
    above = item.getparent()
    if above is None or above.tag != "ol":
        return ""
    start = str(above.get("start") or "1")
    first = int(start) if start.isascii() and start.isdigit() else 1
    before = sum(1 for other in item.itersiblings("li", preceding=True) if other is not None)
    return f"{first + before}."


def _collapsed(text: str) -> str:
    """Collapse white space as a browser does; a line break between two Han characters is none."""
    return _SPACES.sub(" ", _WRAPPED.sub("", text.replace("\u200b", "")))
