"""The source text as a page shows it: lines as received, the record's own lines marked.

Foreign text (spam that crept into a page) is not shown: a placeholder stands in its place. Lines
count from 1 and are split at line feeds only, as in ``corpus.types.Location``; blank lines are left
out of the view and keep their numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.web.lookup import records_of
from bot.web.ports import Texts
from corpus.foreign import cut_foreign
from corpus.labels import record_url
from corpus.types import Record, TaskItem

PLACEHOLDER = "〔已剔除无关文字〕"

_CONTEXT_LINES = 4
_CONTEXT_CHARACTERS = 260
_CELL_BREAK = re.compile(r"(\t+|\|)")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a line: its words, a break between two cells, or the place of removed text."""

    kind: Literal["text", "break", "removed"]
    text: str


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One line of the source and its number."""

    number: int
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A record's own lines between a few lines before and after; ``cleaned``: spam was removed."""

    before: tuple[SourceLine, ...]
    marked: tuple[SourceLine, ...]
    after: tuple[SourceLine, ...]
    cleaned: bool


@dataclass(frozen=True, slots=True)
class Stretch:
    """Consecutive lines of a document that belong to one record, or to none.

    ``anchors`` are the ids by which links reach it; ``name`` and ``url`` belong to an item.
    """

    anchors: tuple[str, ...]
    name: str
    url: str
    lines: tuple[SourceLine, ...]


def excerpt(shelf: Texts, record: Record) -> Excerpt:
    """Cut the record out of its source with what stands around it."""
    lines = list(_read_lines(shelf, record.document_id))
    first, last = record.location.start_line, record.location.end_line
    marked = tuple(line for line in lines if first <= line.number <= last)
    before = [line for line in lines if line.number < first]
    after = [line for line in lines if line.number > last]
    return Excerpt(
        before=tuple(reversed(_nearby(before[::-1]))),
        marked=marked,
        after=tuple(_nearby(after)),
        cleaned=any(piece.kind == "removed" for line in marked for piece in line.pieces),
    )


def whole_source(shelf: Texts, document_id: str) -> list[Stretch]:
    """Return the document's source from first to last line, cut where its records begin and end."""
    anchors: dict[int, list[str]] = {}
    owners: dict[int, Record] = {}
    lines = list(_read_lines(shelf, document_id))
    for record in records_of(shelf, document_id):
        place = record.location
        own = [line.number for line in lines if place.start_line <= line.number <= place.end_line]
        if not own:
            continue
        anchors.setdefault(own[0], []).append(anchor(record))
        owners.update(dict.fromkeys(own, record))
    return list(_cut(lines, anchors, owners))


def anchor(record: Record) -> str:
    """Return the id of the record's first line on its document's page."""
    if isinstance(record, TaskItem):
        return f"item-{record.number}"
    return "passage-" + "-".join(record.path)


def _cut(
    lines: Sequence[SourceLine], anchors: dict[int, list[str]], owners: dict[int, Record]
) -> Iterator[Stretch]:
    run: list[SourceLine] = []
    for line in lines:
        starts = line.number in anchors
        changes = bool(run) and owners.get(line.number) is not owners.get(run[-1].number)
        if run and (starts or changes):
            yield _stretch(run, anchors, owners)
            run = []
        run.append(line)
    if run:
        yield _stretch(run, anchors, owners)


def _stretch(
    run: list[SourceLine], anchors: dict[int, list[str]], owners: dict[int, Record]
) -> Stretch:
    first = run[0].number
    owner = owners.get(first)
    is_item_start = isinstance(owner, TaskItem) and first in anchors
    return Stretch(
        anchors=tuple(anchors.get(first, ())),
        name=f"第{owner.number}项" if is_item_start and isinstance(owner, TaskItem) else "",
        url=record_url(owner) if is_item_start and owner else "",
        lines=tuple(run),
    )


def _read_lines(shelf: Texts, document_id: str) -> Iterator[SourceLine]:
    for number, text in enumerate(shelf.sources[document_id].split("\n"), start=1):
        pieces = tuple(_read_pieces(text))
        if pieces:
            yield SourceLine(number, pieces)


def _read_pieces(text: str) -> list[Piece]:
    """Cut a line at its cells; breaks at its ends and around empty cells are left out."""
    pieces: list[Piece] = []
    for part in _cut_spam(text):
        if part is None:
            pieces.append(Piece("removed", PLACEHOLDER))
            continue
        for cell in _CELL_BREAK.split(part):
            if not _CELL_BREAK.fullmatch(cell):
                pieces += [Piece("text", cell.strip())] if cell.strip() else []
            elif pieces and pieces[-1].kind != "break":
                pieces.append(Piece("break", ""))
    return pieces[:-1] if pieces and pieces[-1].kind == "break" else pieces


def _cut_spam(text: str) -> Iterator[str | None]:
    """Yield the runs of ``text`` in order, None where foreign text stood."""
    _, spam = cut_foreign(text)
    for found in spam:
        before, _, text = text.partition(found)
        yield before
        yield None
    yield text


def _nearby(lines: Sequence[SourceLine]) -> list[SourceLine]:
    taken: list[SourceLine] = []
    length = 0
    for line in lines[:_CONTEXT_LINES]:
        taken.append(line)
        length += sum(len(piece.text) for piece in line.pieces)
        if length >= _CONTEXT_CHARACTERS:
            break
    return taken
