"""Coverage: how much of a question's wording a record holds, counted in pairs of characters.

Pairs need no segmenter, so a question cut differently from the record, or with one character
mistyped, still finds its wording; measured against jieba's words in docs/adr/0003.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from corpus.types import Passage, Record
from index.chunk import unit_names
from index.tokens import fold

_RUN = re.compile(r"\w+")
_REMEMBERED = 4096  # texts; the sentences of a plan are read again for every question about it


def covered_text(record: Record) -> str:
    """What counts as a record's own wording: its text and its units.

    The headings above an item are left out, since its neighbours share them; a section of the
    body is announced by its own heading, which is part of it.
    """
    own = record.heading[-1:] if isinstance(record, Passage) else ()
    return "\n".join((*own, record.text, *unit_names(record)))


@lru_cache(_REMEMBERED)
def pairs_of(text: str) -> frozenset[str]:
    """Every two neighbouring letters, digits or characters of ``text``, folded."""
    return frozenset(
        run[i : i + 2] for run in _RUN.findall(fold(text)) for i in range(len(run) - 1)
    )


class Coverage:
    """The pairs of every record, in memory; may be shared by threads."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Collect the pairs of ``texts``; scores come back in the same order."""
        holders: dict[str, list[int]] = {}
        self._size = 0
        for row, text in enumerate(texts):
            self._size = row + 1
            for pair in pairs_of(text):
                holders.setdefault(pair, []).append(row)
        self._holders = {pair: np.array(rows, dtype=np.intp) for pair, rows in holders.items()}
        self._idfs = {pair: self._idf(len(rows)) for pair, rows in holders.items()}
        self._unheld = self._idf(0)

    def score(self, query: str) -> NDArray[np.float64]:
        """Share, in [0, 1], of the idf of ``query``'s pairs that each record holds.

        A pair no record holds counts in the denominator with the highest idf, so that a question
        about something else cannot be covered by its empty words alone.
        """
        held, total = np.zeros(self._size), 0.0
        for pair, idf in self._weigh(query):
            total += idf
            if pair in self._holders:
                held[self._holders[pair]] += idf
        return np.minimum(held / total, 1.0) if total else held

    def share(self, query: str, text: str) -> float:
        """Share, in [0, 1], of the idf of ``query``'s pairs that ``text``, any text, holds."""
        asked, held = self._weigh(query), pairs_of(text)
        total = sum(idf for _, idf in asked)
        return sum(idf for pair, idf in asked if pair in held) / total if total else 0.0

    def _weigh(self, query: str) -> list[tuple[str, float]]:
        return [(pair, self._idfs.get(pair, self._unheld)) for pair in sorted(pairs_of(query))]

    def _idf(self, holders: int) -> float:
        return float(np.log1p((self._size - holders + 0.5) / (holders + 0.5)))
