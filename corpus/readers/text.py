"""Plain text: lines in, prose and task tables out, in the order of the page.

A table starts where header names stand together, in one line between tabs or pipes, or one a
line. In a grid each line is a row; elsewhere each cell has its line and the cells run on. Blank
lines mean nothing. A tab or a pipe starts a cell; a line without one continues the cell above.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from corpus.blocks import Block, Line, Prose
from corpus.columns import Column, header_key, read_header, refine_header
from corpus.errors import DocumentError
from corpus.foreign import cut_foreign
from corpus.normalise import drop_invisible, squeeze, tidy, unify_breaks
from corpus.ordinals import read_number
from corpus.readers.glued import GluedReader, read_glued_header
from corpus.readers.lines import (
    GridReader,
    StreamReader,
    TableReader,
    has_tab,
    is_divided,
    is_framed_row,
    split_cells,
)
from corpus.rules import any_of
from corpus.types import ForeignText

_ENCODINGS = ("utf-8-sig", "gb18030")
_HAN = re.compile("[\u4e00-\u9fff]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f\ufffd\ue000-\uf8ff]")


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
    lines, foreign = clean_lines(
        Line(number, text) for number, text in enumerate(source.split("\n"), start=1)
    )
    return read_lines(lines), foreign


def read_lines(lines: Sequence[Line]) -> tuple[Block, ...]:
    """Read clean lines to prose and the tables that are drawn with tabs, pipes or line ends."""
    blocks: list[Block] = []
    prose: list[Line] = []
    index = 0
    while index < len(lines):
        found = _find_header(lines, index)
        glued = None if found else read_glued_header(lines[index].text)
        if found is None and glued is None:
            prose.append(lines[index])
            index += 1
            continue
        if prose:
            blocks.append(Prose(tuple(prose)))
            prose = []
        reader = _reader_of(lines[index], found, glued or ())
        index = reader.read(lines, found[1] if found else index + 1)
        blocks.append(reader.table())
    if prose:
        blocks.append(Prose(tuple(prose)))
    return tuple(blocks)


def _reader_of(
    line: Line, found: tuple[tuple[Column, ...], int, bool] | None, glued: tuple[Column, ...]
) -> TableReader:
    """Return what reads the table below a header line."""
    if found is None:
        return GluedReader(glued)
    columns, _, is_grid = found
    if is_grid:
        return GridReader(columns, is_framed_row(line.text))
    return StreamReader(columns, has_tab(line))


def clean_lines(raw: Iterable[Line]) -> tuple[list[Line], tuple[ForeignText, ...]]:
    """Drop blank lines, page numbers and planted text; keep every line's number."""
    lines: list[Line] = []
    foreign: list[ForeignText] = []
    for line in raw:
        text, found = cut_foreign(drop_invisible(line.text))
        foreign += [ForeignText(string, line.number, None) for string in found]
        if text.strip() and not any_of("layout", "noise").match(text.strip()):
            lines.append(Line(line.number, text))
    return lines, tuple(foreign)


def _find_header(lines: Sequence[Line], index: int) -> tuple[tuple[Column, ...], int, bool] | None:
    """Read the header that starts at ``index``: its columns, the next line, grid or not."""
    text = lines[index].text
    if is_divided(text):
        is_framed = is_framed_row(text)
        columns = read_header(split_cells(text, is_framed))
        if columns is None:
            return None
        after = index + 1
        if after < len(lines) and is_divided(lines[after].text):
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
    while stop < len(lines) and not is_divided(lines[stop].text):
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
