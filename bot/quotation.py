"""Which part of a text is quoted: always verbatim, never more than a reader needs."""

from __future__ import annotations

import re

from index.coverage import pairs_of

_LENGTH = 120
_CLAUSES = re.compile(r"[^。；;！？\n]+[。；;！？]?")


def shorten(text: str) -> str:
    """Return the whole clauses of ``text`` that fit a quotation, from its beginning."""
    if len(text) <= _LENGTH:
        return text
    ends = [match.end() for match in _CLAUSES.finditer(text) if match.end() <= _LENGTH]
    return text[: ends[-1] if ends else _LENGTH]


def best_sentence(text: str, topic: str) -> str:
    """Return the clause of ``text`` that shares most with ``topic``; the first of equals."""
    asked = pairs_of(topic)
    clauses = [match.group().strip() for match in _CLAUSES.finditer(text)]
    return max(clauses, key=lambda clause: len(asked & pairs_of(clause)), default=text)
