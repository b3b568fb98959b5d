"""The last look at an answer: every name, deadline and quotation stands in its source span.

The span is the source text as received, lines ``start_line`` to ``end_line``; the parsed copy is
not trusted. What only sets the text is left out on both sides, since a cell may be wrapped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.finding import Source
from corpus.types import Document, Record, TaskItem
from index.snapshot import Snapshot

# What sets a cell's text and is no part of it: spaces, line breaks of a page, bars, bold marks.
_LAYOUT = re.compile(r"\s+|<br\s*/?>|[|*]", re.IGNORECASE)
_QUOTED = re.compile(r"“([^“”]+)”|^> (.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Claim:
    """A string an answer presents as printed, and the record it is said to stand in."""

    record_id: str
    text: str


def read_span(record: Source, snapshot: Snapshot) -> str:
    """Return the source lines of ``record`` without layout marks; of a document all of them."""
    if isinstance(record, Document):
        return _LAYOUT.sub("", snapshot.sources[record.id])
    lines = snapshot.sources[record.document_id].split("\n")
    place = record.location
    return _LAYOUT.sub("", "".join(lines[place.start_line - 1 : place.end_line]))


def find_unproven(claims: Iterable[Claim], snapshot: Snapshot) -> list[Claim]:
    """Return the claims whose text does not stand verbatim in the span of their record."""
    spans: dict[str, str] = {}
    unproven: list[Claim] = []
    for claim in claims:
        if claim.record_id not in spans:
            spans[claim.record_id] = read_span(_record(claim.record_id, snapshot), snapshot)
        if _LAYOUT.sub("", claim.text) not in spans[claim.record_id]:
            unproven.append(claim)
    return unproven


def claims_of(item: TaskItem) -> list[Claim]:
    """Return what any answer about ``item`` may present as printed."""
    stated = [*item.all_units, item.deadline.raw, *item.deadline_in_text, item.text]
    return [Claim(item.id, text) for text in stated if text]


def find_misquoted(text: str, records: Iterable[Source], snapshot: Snapshot) -> list[str]:
    """Return what ``text`` quotes that the sources of ``records`` do not hold.

    Quoted is what stands in quotation marks or in a block quotation.
    A row inherits the headings above it and its table's notes, which stand outside its span.
    """
    spans: list[str] = []
    for record in records:
        spans.append(read_span(record, snapshot))
        if not isinstance(record, Document):
            notes = snapshot.documents[record.document_id].notes
            spans += [_LAYOUT.sub("", above) for above in (*headings_of(record), *notes)]
    quotes = ["".join(match.groups(default="")) for match in _QUOTED.finditer(text)]
    return [quote for quote in quotes if not any(_LAYOUT.sub("", quote) in span for span in spans)]


def headings_of(record: Record) -> tuple[str, ...]:
    """Return the headings above a record, outermost first."""
    if isinstance(record, TaskItem):
        return tuple(heading for heading in (record.chapter, record.section) if heading)
    return record.heading


def _record(record_id: str, snapshot: Snapshot) -> Record:
    return snapshot.items.get(record_id) or snapshot.passages[record_id]
