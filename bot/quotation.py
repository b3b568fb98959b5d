"""Which part of a text is quoted: always verbatim, never more than a reader needs."""

from __future__ import annotations

import re

from index.coverage import pairs_of

_LENGTH = 120
_CLAUSES = re.compile(r"[^。；;！？\n]+[。；;！？]?")


def shorten(text: str, topic: str = "") -> str:
    """Return whole neighbouring clauses of ``text`` that fit a quotation.

    They are those around the clause that shares most with ``topic``, from the beginning without
    one, and never reach over a line break, where the source may hold marks the record does not.
    """
    asked = pairs_of(topic)
    line = max(text.split("\n"), key=lambda line: len(asked & pairs_of(line)))
    if len(line) <= _LENGTH:
        return line.strip()
    clauses = [match.span() for match in _CLAUSES.finditer(line)]
    shared = [len(asked & pairs_of(line[start:end])) for start, end in clauses]
    first = last = shared.index(max(shared))
    while True:
        if last + 1 < len(clauses) and clauses[last + 1][1] - clauses[first][0] <= _LENGTH:
            last += 1
        elif first > 0 and clauses[last][1] - clauses[first - 1][0] <= _LENGTH:
            first -= 1
        else:
            return line[clauses[first][0] : clauses[last][1]].strip()
