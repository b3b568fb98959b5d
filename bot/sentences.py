"""The sentence of a record that answers: what of the question it holds, and the thing asked for."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.quotation import CLAUSES, around
from bot.types import Question
from bot.understand.wanted import quoted_in
from corpus.types import Passage, Record, TaskItem

Covers = Callable[[str, str], float]

# How much holding a thing of the kind asked for weighs, in shares of the question's wording; and
# the words right behind the question word, which name that thing.
_HOLDS = 0.25
_NEAR = 0.25
# A line without a full stop is a title or the head of a broken sentence, and says little.
_TITLE = 0.25
_STOPS = ("。", "；", ";", "！", "？")
_TIMES = frozenset({"year", "month"})


@dataclass(frozen=True, slots=True)
class Reading:
    """The sentence of ``record`` that answers best, and where it stands in the record's text.

    ``coverage`` is the share, in [0, 1], of the question's wording in the sentence alone, ``holds``
    whether it has a thing of the kind asked for, ``quoted`` whether the record has every word the
    question quotes (false where it quotes none).
    """

    record: Record
    start: int
    end: int
    coverage: float
    holds: bool
    quoted: bool

    @property
    def quote(self) -> str:
        """The sentence with as many of its neighbours as a quotation may hold."""
        return around(self.record.text, self.start, self.end)


def read_record(record: Record, question: Question, covers: Covers) -> Reading:
    """Find the sentence of ``record`` that answers ``question`` best; the first of equal ones.

    ``covers`` tells what share of a wording a text holds (``Snapshot.covers``).
    """
    text, wanted = record.text, question.wanted
    spans = [match.span() for match in CLAUSES.finditer(text)] or [(0, len(text))]

    heading = record.heading[-1] if isinstance(record, Passage) else ""

    def measure(span: tuple[int, int]) -> tuple[float, bool]:
        sentence = text[span[0] : span[1]]
        coverage = covers(question.topic, f"{heading}\n{sentence}")
        return coverage, bool(wanted and wanted.is_in(sentence))

    def weight(span: tuple[int, int]) -> float:
        coverage, holds = measure(span)
        sentence = text[span[0] : span[1]]
        near = covers(wanted.near, sentence) if wanted else 0.0
        weight = coverage + _HOLDS * holds + _NEAR * near
        return weight if sentence.endswith(_STOPS) else _TITLE * weight

    best = max(spans, key=weight)
    coverage, holds = measure(best)
    said = quoted_in(question.text)
    quoted = bool(said) and all(_folded(words) in _folded(text) for words in said)
    return Reading(record, *best, coverage, holds or _says_when(record, question), quoted)


def _says_when(record: Record, question: Question) -> bool:
    """Tell whether an item's own deadline is the date asked for."""
    asked = question.wanted is not None and question.wanted.kind in _TIMES
    return asked and isinstance(record, TaskItem) and record.deadline.kind == "dated"


def _folded(text: str) -> str:
    return re.sub(r"[\s“”\"「」『』]", "", text).casefold()
