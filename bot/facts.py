"""What a document states of itself: its number, its date of issue, who issued it."""

from __future__ import annotations

import re

from bot.types import DocumentFact
from corpus.types import Document
from index.snapshot import Snapshot

_SPACE = re.compile(r"\s+")


def read_fact(document: Document, fact: DocumentFact, snapshot: Snapshot) -> str | None:
    """Return the fact as the source prints it; None where it does not state it."""
    source = _SPACE.sub("", snapshot.sources[document.id])
    return next((form for form in _forms(document, fact) if _SPACE.sub("", form) in source), None)


def _forms(document: Document, fact: DocumentFact) -> tuple[str, ...]:
    if fact == "issued_on":
        day = document.issued_on
        return (f"{day.year}年{day.month}月{day.day}日", day.isoformat()) if day else ()
    value = document.number if fact == "number" else document.issuer
    return (value,) if value else ()
