"""The vocabulary of the index: encoders, hits and the snapshot a generation serves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.types import Record

Vectors = NDArray[np.float32]


class Encoder(Protocol):
    """Turns text into L2-normalised vectors of shape ``(len(texts), dimension)``."""

    @property
    def name(self) -> str:
        """Identify model and version; a generation built by another name is refused."""
        ...

    @property
    def dimension(self) -> int:
        """Length of one vector."""
        ...

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Encode questions."""
        ...

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Encode records."""
        ...


@dataclass(frozen=True, slots=True)
class Hit:
    """One record that may answer.

    ``score`` lies in [0, 1], higher is better; see ``index/fuse.py``. ``cosine`` is the dense
    channel; ``coverage`` the idf-weighted share, in [0, 1], of the query's pairs of characters that
    the record holds (pairs unknown to the corpus count in the denominator); ``bm25`` the raw
    lexical score over words, nan where documents are searched one by one. ``known`` is how like the
    query is to the known questions about a task the record holds, and never less than its cosine;
    ``other`` how like to those about anything else; ``topic`` the number of the former's task, or
    -1.
    """

    record: Record
    score: float
    cosine: float
    coverage: float
    bm25: float
    known: float
    other: float
    topic: int

    @property
    def recognised(self) -> bool:
        """Whether a known question is about a task of this record."""
        return self.topic >= 0
