"""Which part of a text is quoted: always verbatim, never more than a reader needs."""

from __future__ import annotations

import re

from index.coverage import pairs_of

_LENGTH = 120
CLAUSES = re.compile(r"[^。；;！？\n]+[。；;！？]?")


def shorten(text: str, topic: str = "") -> str:
    """Return whole neighbouring clauses of ``text`` that fit a quotation.

    They are those around the clause that shares most with ``topic``, from the beginning without
    one, and never reach over a line break, where the source may hold marks the record does not.
    """
    asked = pairs_of(topic)
    line = max(text.split("\n"), key=lambda line: len(asked & pairs_of(line)))
    if len(line) <= _LENGTH:
        return line.strip()
    clauses = [match.span() for match in CLAUSES.finditer(line)] or [(0, len(line))]
    shared = [len(asked & pairs_of(line[start:end])) for start, end in clauses]
    return around(line, *clauses[shared.index(max(shared))])


def around(text: str, start: int, end: int) -> str:
    """Return the clause of ``text`` from ``start`` to ``end`` with what fits of its neighbours.

    Those behind it come first; none is taken over a line break.
    """
    first, last = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    line = text[first : last if last >= 0 else len(text)]
    clauses = [match.span() for match in CLAUSES.finditer(line)]
    starts = [span[0] for span in clauses]
    if start - first not in starts:
        return line.strip()
    left = right = starts.index(start - first)
    while True:
        if right + 1 < len(clauses) and clauses[right + 1][1] - clauses[left][0] <= _LENGTH:
            right += 1
        elif left > 0 and clauses[right][1] - clauses[left - 1][0] <= _LENGTH:
            left -= 1
        else:
            return line[clauses[left][0] : clauses[right][1]].strip()
