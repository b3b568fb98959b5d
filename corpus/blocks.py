"""What a reader hands on: prose and task tables, in the order of the page."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.columns import Column


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the source, without foreign text; lines count from 1."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One table cell: its lines joined by line feeds, and where they stand.

    ``place`` is its column in a grid, ``None`` where cells stand one a line. ``width`` is how many
    columns it spans; ``is_shared`` is true in the rows below the first of a cell that spans rows.
    """

    text: str
    first: int
    last: int
    place: int | None = None
    width: int = 1
    is_shared: bool = False


@dataclass(frozen=True, slots=True)
class Prose:
    """Lines of body text."""

    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A task table; each run holds the cells of one row, or of all rows if ``is_grid`` is false.

    ``is_exact`` where the file itself says which column a cell stands in and what is merged.
    """

    columns: tuple[Column, ...]
    runs: tuple[tuple[Cell, ...], ...]
    is_grid: bool
    notes: tuple[Line, ...] = ()
    is_exact: bool = False


Block = Prose | Table
