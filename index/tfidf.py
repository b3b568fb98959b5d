"""Cosine of TF-IDF over characters and pairs of characters: how alike two questions are worded.

Binary counts, since a question hardly says anything twice. Pairs need no segmenter, and single
characters bring everyday words together that are cut or joined differently.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.coverage import pairs_of
from index.fuse import Scores
from index.tokens import fold

_LETTER = re.compile(r"\w")

Rows = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Postings:
    """Which texts hold a gram: ``grams[i]`` stands in ``rows[starts[i] : starts[i + 1]]``."""

    grams: tuple[str, ...]
    starts: Rows
    rows: Rows


def grams_of(text: str) -> frozenset[str]:
    """Every letter, digit or character of ``text``, and every two neighbouring ones, folded."""
    return pairs_of(text).union(_LETTER.findall(fold(text)))


def list_postings(texts: Iterable[str]) -> Postings:
    """List for every gram the texts that hold it, by their places."""
    holders: dict[str, list[int]] = {}
    for row, text in enumerate(texts):
        for gram in grams_of(text):
            holders.setdefault(gram, []).append(row)
    names = sorted(holders)
    starts = np.cumsum([0, *(len(holders[name]) for name in names)])
    rows = [row for name in names for row in holders[name]]
    return Postings((*names,), starts.astype(np.int32), np.array(rows, dtype=np.int32))


class Tfidf:
    """Texts that others are compared with; may be shared by threads."""

    def __init__(self, postings: Postings, size: int) -> None:
        """Weigh the grams of ``size`` texts."""
        counts = np.diff(postings.starts)
        weights = np.log(size / counts) ** 2
        self._number = {gram: i for i, gram in enumerate(postings.grams)}
        self._postings = postings
        self._weights: list[float] = weights.tolist()
        self._unheld = float(np.log(max(size, 1)) ** 2)
        squares = np.bincount(postings.rows, np.repeat(weights, counts), minlength=size)
        self._lengths = np.sqrt(np.maximum(squares, np.finfo(float).tiny))

    def rarity(self, text: str) -> float:
        """Mean inverse document frequency of the characters of ``text``; 0 of no text at all."""
        numbers = [self._number.get(letter) for letter in _LETTER.findall(fold(text))]
        squares = [self._unheld if one is None else self._weights[one] for one in numbers]
        return float(np.mean(np.sqrt(squares))) if squares else 0.0

    def score(self, text: str) -> Scores:
        """Cosine, in [0, 1], of ``text`` with every text; a gram no text holds counts as rare."""
        shared, total = np.zeros(len(self._lengths)), 0.0
        starts, rows = self._postings.starts, self._postings.rows
        for gram in sorted(grams_of(text)):
            number = self._number.get(gram)
            if number is None:
                total += self._unheld
            else:
                total += self._weights[number]
                shared[rows[starts[number] : starts[number + 1]]] += self._weights[number]
        return shared / (self._lengths * np.sqrt(total)) if total else shared
