"""What a reader of one format finds in a file: paragraphs and grids, in the order of the page."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.types import ForeignKind


@dataclass(frozen=True, slots=True)
class Place:
    """Where a paragraph or a row stands in the file as people open it; all count from 1."""

    page: int | None = None
    sheet: str | None = None
    table: int | None = None
    row: int | None = None


NOWHERE = Place()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of running text; line breaks inside it are line feeds."""

    text: str
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell where it begins, and over how many rows and columns it is merged; all from 0."""

    text: str
    row: int
    column: int
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Grid:
    """A table whose rows and columns are known; ``places`` holds one place a row."""

    cells: tuple[GridCell, ...]
    width: int
    places: tuple[Place, ...]


Piece = Paragraph | Grid


@dataclass(frozen=True, slots=True)
class Hidden:
    """Text that no reader of the page sees (white, zero size, hidden rows): it is not read."""

    text: str
    kind: ForeignKind
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Pages:
    """All that one file holds; ``warnings`` are Chinese sentences for the editor (macros …)."""

    pieces: tuple[Piece, ...]
    hidden: tuple[Hidden, ...] = ()
    warnings: tuple[str, ...] = ()
