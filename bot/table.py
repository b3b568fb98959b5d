"""Rows of an answer, and the markdown tables they are shown in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.labels import short_name
from corpus.types import Document, TaskItem


@dataclass(frozen=True, slots=True)
class Row:
    """One cited item with its marker and its document."""

    item: TaskItem
    document: Document
    marker: int

    @property
    def marks(self) -> str:
        """The marker as it stands in the text."""
        return f"[{self.marker}]"

    @property
    def place(self) -> str:
        """The short name of the jurisdiction."""
        return short_name(self.document.jurisdiction)


def draw_table(lines: Sequence[Sequence[str]]) -> str:
    """Return a markdown table; the first line holds the column names."""
    ruled = [lines[0], ["---"] * len(lines[0]), *lines[1:]]
    return "\n".join("| " + " | ".join(map(_cell, line)) + " |" for line in ruled)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
