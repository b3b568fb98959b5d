"""Known questions: how citizens have asked about a task before, and which records hold that task.

Comparing a question with questions is easier than comparing it with official wording. The bank
belongs to one encoder; its topics are tied to records by their texts, never by identifiers, so
that next year's plan takes over what its wording shares with this year's.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from corpus.errors import EncoderError
from corpus.types import Record, TaskItem
from index.bank import REMEDY, Bank, Rows
from index.fuse import Scores, known_settings
from index.tfidf import Tfidf
from index.tokens import fold
from index.types import Vectors

SAME = 0.94  # cosine from which two official texts hold the same tasks (docs/adr/0009)
_NOTHING = np.finfo(float).tiny
_NEAREST = 10  # known questions that are asked for their vote


@dataclass(frozen=True, slots=True)
class Recognised:
    """What the bank says of a question about each record, each of shape ``(records,)``.

    ``own`` is how like it is to the known questions about a task the record holds, ``topic`` the
    number of the likeliest such task (neutral and -1 where nobody has asked about the item, and
    nan for a section of the body, which known questions are never about);
    ``other`` how like it is to those about anything else. All on about the scale of a cosine.
    ``nearest`` are the topics of the few known questions most like it, of shape ``(questions,)``.
    """

    own: Scores
    other: Scores
    topic: Rows
    nearest: Rows

    @property
    def best(self) -> float:
        """How like it is to the known questions about any matter at all."""
        return float(np.max(np.where(self.topic >= 0, np.fmax(self.own, self.other), self.other)))


def known_of(
    recognised: Recognised | None, rows: Rows, cosine: Scores
) -> tuple[Scores, Scores, Rows]:
    """Return own, other and topic of these rows; without known questions the cosine is all."""
    if recognised is None:
        return cosine, np.zeros(len(rows)), np.full(len(rows), -1, dtype=np.intp)
    own = recognised.own[rows]
    own = np.where(np.isnan(own), cosine, own)
    return own, recognised.other[rows], recognised.topic[rows]


class KnownQuestions:
    """The bank tied to the records of a generation; may be shared by threads.

    Without a bank nothing is ever recognised.
    """

    def __init__(self, bank: Bank | None, records: Sequence[Record], vectors: Vectors) -> None:
        """Tie topics to records; ``vectors``, (records, dimension), are of their first chunks."""
        self._records = len(records)
        if bank is None or not len(bank.questions):
            self._questions = None
            return
        self._questions = bank.questions
        self._asked = bank.asked
        self._wording = Tfidf(bank.wording, len(bank.questions))
        self._first_question = np.flatnonzero(np.r_[True, np.diff(bank.asked) > 0])
        self._topics = bank.asked[self._first_question]
        counts = np.diff(np.r_[self._first_question, len(bank.questions)])
        share = known_settings().crowd
        self._crowd = counts.mean() ** share * counts ** (1.0 - share)
        self._ties = _tie(bank, records, vectors)
        self._askable = np.array([isinstance(record, TaskItem) for record in records])
        self._forgotten: Rows = np.empty(0, dtype=np.intp)
        rows = [row for row, topics in enumerate(self._ties) if topics]
        self._holding = np.array(rows, dtype=np.intp)
        places = {topic: place for place, topic in enumerate(self._topics.tolist())}
        held = [[places[topic] for topic in self._ties[row]] for row in rows]
        self._held = np.array([place for own in held for place in own], dtype=np.intp)
        lengths = np.array([len(own) for own in held], dtype=np.intp)
        self._first_held = np.cumsum(lengths) - lengths

    def without(self, rows: Collection[int]) -> KnownQuestions:
        """Forget the questions of these rows, as if they had never been asked.

        Raises:
            EncoderError: the bank is older than the lessons the rows are from.
        """
        known = 0 if self._questions is None else len(self._questions)
        if known and max(rows, default=0) >= known:
            raise EncoderError(f"已知问法的向量比训练数据旧。{REMEDY}")
        other = object.__new__(KnownQuestions)
        other.__dict__ |= self.__dict__
        other._forgotten = np.array([*rows], dtype=np.intp)
        return other

    def recognise(self, vector: Vectors, text: str) -> Recognised | None:
        """Compare a question with every known one; its ``vector`` is of shape ``(dimension,)``.

        None without a bank.
        """
        if self._questions is None:
            return None
        own = np.where(self._askable, known_settings().neutral, np.nan)
        topic = np.full(self._records, -1, dtype=np.intp)
        settings = known_settings()
        near = np.exp((self._questions @ vector).astype(np.float64) / settings.temperature)
        near[self._forgotten] = 0.0
        likeness = self._compare(near, text)
        order = np.argsort(-likeness, kind="stable")
        other = np.full(self._records, likeness[order[0]])
        if len(self._holding):
            rank = np.empty_like(order)
            rank[order] = np.arange(len(order))
            best = np.minimum.reduceat(rank[self._held], self._first_held)
            own[self._holding] = likeness[order[best]]
            topic[self._holding] = self._topics[order[best]]
            for row in self._holding[best == 0].tolist():
                other[row] = self._best_besides(row, order, likeness)
        nearest = np.argpartition(-near, min(_NEAREST, len(near)) - 1)[:_NEAREST]
        return Recognised(own, other, topic, self._asked[nearest])

    def rarity(self, text: str) -> float:
        """How seldom the characters of ``text`` stand in known questions; 0 without a bank.

        See ``Tfidf.rarity``: words that anybody uses whatever the matter come out low.
        """
        return 0.0 if self._questions is None else self._wording.rarity(text)

    def _compare(self, near: Scores, text: str) -> Scores:
        """Likeness to each topic: a soft maximum of the cosines, and the nearest wording.

        ``near`` (questions,) are their exponentials, 0 where a question is forgotten. Several
        questions that are near say more than one; where all of a topic's usual number are equally
        near, their cosine is its likeness.
        """
        settings = known_settings()
        worded = self._wording.score(text)
        worded[self._forgotten] = 0.0
        sums = np.add.reduceat(near, self._first_question) / self._crowd
        cosines = settings.temperature * np.log(np.maximum(sums, _NOTHING))
        nearest = np.maximum.reduceat(worded, self._first_question)
        return np.maximum(cosines, -1.0) + settings.wording * nearest

    def _best_besides(self, row: int, order: Rows, likeness: Scores) -> float:
        """Likeness of the likeliest topic that the record does not hold."""
        held = self._ties[row]
        besides = (place for place in order.tolist() if int(self._topics[place]) not in held)
        return float(likeness[next(besides, order[-1])])

    def holds(self, row: int, topic: int) -> bool:
        """Tell whether a record holds a topic."""
        return self._questions is not None and topic in self._ties[row]


def _tie(bank: Bank, records: Sequence[Record], vectors: Vectors) -> list[frozenset[int]]:
    """Topics of each record that somebody has asked about: those its text says the same as."""
    asked = {*bank.asked.tolist()}
    told: dict[str, set[int]] = {}
    for topic, text in zip(bank.told.tolist(), bank.folded, strict=True):
        told.setdefault(text, set()).add(topic)
    ties: list[frozenset[int]] = []
    for record, vector in zip(records, vectors, strict=True):
        held: Collection[int] = ()
        if isinstance(record, TaskItem):
            held = told.get(fold(record.text)) or _alike(bank, vector)
        ties.append(frozenset(held) & asked)
    return ties


def _alike(bank: Bank, vector: Vectors) -> list[int]:
    """Topics of the texts that say the same as a record in other words."""
    return bank.told[bank.texts @ vector >= SAME].tolist()
