"""The lexical channel: BM25 and coverage. The only door to bm25s."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, cast

import numpy as np
from numpy.typing import NDArray

_NOTHING = "\0"  # keeps the vocabulary of a corpus without words from being empty


class _BM25(Protocol):
    """The part of ``bm25s.BM25`` that is used here; its own types are partly unknown."""

    vocab_dict: dict[str, int]
    scores: dict[str, NDArray[np.generic]]

    def index(self, corpus: list[list[str]], *, show_progress: bool) -> None: ...
    def save(self, save_dir: str, *, show_progress: bool) -> None: ...
    def get_scores(self, query_tokens_single: list[str]) -> NDArray[np.float32]: ...


@dataclass(frozen=True, slots=True)
class LexicalScores:
    """Both scores of every record, in the order in which the records were indexed.

    ``coverage`` in [0, 1] is the idf-weighted share of the question's words that the record holds;
    a word no record holds counts in the denominator with the highest idf. ``bm25`` is unbounded.
    """

    bm25: NDArray[np.float64]
    coverage: NDArray[np.float64]


def write_lexical(words: Sequence[Sequence[str]], directory: Path) -> None:
    """Index the words of each record into ``directory``."""
    import bm25s  # noqa: PLC0415 (brings scipy: 0.5 CPU s)

    engine = cast("_BM25", bm25s.BM25())
    engine.index([[*record, _NOTHING] for record in words], show_progress=False)
    engine.save(str(directory), show_progress=False)


class Lexical:
    """A BM25 index opened for reading; may be shared by threads."""

    def __init__(self, directory: Path, size: int) -> None:
        """Open what ``write_lexical`` wrote for ``size`` records."""
        import bm25s  # noqa: PLC0415

        self._engine = cast("_BM25", bm25s.BM25.load(str(directory), show_progress=False))  # pyright: ignore[reportUnknownMemberType]
        self._size = size
        self._starts = self._engine.scores["indptr"].astype(np.int64)
        self._rows = self._engine.scores["indices"].astype(np.int64)

    def score(self, words: Sequence[str]) -> LexicalScores:
        """Score every record against the informative words of a question; repeats count once."""
        asked = sorted(set(words))
        known = [word for word in asked if word in self._engine.vocab_dict]
        nothing = np.zeros(self._size)
        if not known:
            return LexicalScores(nothing, nothing)
        bm25 = self._engine.get_scores(known).astype(np.float64)
        return LexicalScores(bm25, self._coverage(asked))

    def _coverage(self, words: Sequence[str]) -> NDArray[np.float64]:
        held, total = np.zeros(self._size), 0.0
        for word in words:
            rows = self._rows_holding(word)
            idf = float(np.log1p((self._size - len(rows) + 0.5) / (len(rows) + 0.5)))
            held[rows] += idf
            total += idf
        return np.minimum(held / total, 1.0)

    def _rows_holding(self, word: str) -> NDArray[np.int64]:
        column = self._engine.vocab_dict.get(word)
        if column is None:
            return np.empty(0, dtype=np.int64)
        return self._rows[self._starts[column] : self._starts[column + 1]]
