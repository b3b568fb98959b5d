"""The lexical channel: BM25 over words. The only door to bm25s."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol, cast

import numpy as np
from numpy.typing import NDArray

_NOTHING = "\0"  # keeps the vocabulary of a corpus without words from being empty


class _BM25(Protocol):
    """The part of ``bm25s.BM25`` that is used here; its own types are partly unknown."""

    vocab_dict: dict[str, int]

    def index(self, corpus: list[list[str]], *, show_progress: bool) -> None: ...
    def save(self, save_dir: str, *, show_progress: bool) -> None: ...
    def get_scores(self, query_tokens_single: list[str]) -> NDArray[np.float32]: ...


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

    def score(self, words: Sequence[str]) -> NDArray[np.float64]:
        """BM25 of every record, in the order of indexing; unbounded; repeats count once."""
        known = sorted({word for word in words if word in self._engine.vocab_dict})
        if not known:
            return np.zeros(self._size)
        return self._engine.get_scores(known).astype(np.float64)
