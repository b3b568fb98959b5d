"""Known questions: how citizens have asked about a task before, and which records hold that task.

Comparing a question with questions is easier than comparing it with official wording. The bank
belongs to one encoder; its topics are tied to records by their texts, never by identifiers, so
that next year's plan takes over what its wording shares with this year's.
"""

from __future__ import annotations

import zipfile
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.errors import EncoderError
from corpus.types import Record, TaskItem
from index.encoder.lessons import SHIPPED as LESSONS
from index.encoder.lessons import Lessons, Pair
from index.fuse import Scores
from index.tokens import fold
from index.types import Encoder, Vectors

SHIPPED = LESSONS / "vectors.npz"
SAME = 0.94  # cosine from which two official texts hold the same tasks (docs/adr/0009)
_STEPS = 127
_REMEDY = "请重新安装政问（make install），或运行 zhengwen encoder known 重新计算。"

Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Bank:
    """Vectors of one encoder: ``questions`` (n, dimension) and official ``texts`` (m, dimension).

    ``asked`` (n,), in ascending order, and ``told`` (m,) give the number of the topic each belongs
    to; ``folded`` are the texts themselves, folded.
    """

    encoder: str
    questions: Vectors
    asked: Rows
    texts: Vectors
    told: Rows
    folded: tuple[str, ...]


def in_order(lessons: Lessons) -> list[Pair]:
    """Give the questions in the order of the rows of a bank."""
    number = {name: row for row, name in enumerate(lessons.topics)}
    return sorted(lessons.pairs, key=lambda pair: number[pair.topic])


def make_bank(lessons: Lessons, encoder: Encoder) -> Bank:
    """Encode every question and every official text of ``lessons``."""
    number = {name: row for row, name in enumerate(lessons.topics)}
    pairs = in_order(lessons)
    told = [(row, text) for row, one in enumerate(lessons.topics.values()) for text in one.texts]
    texts = [text for _, text in told]
    return Bank(
        encoder.name,
        encoder.encode_queries([pair.question for pair in pairs]),
        np.array([number[pair.topic] for pair in pairs], dtype=np.intp),
        encoder.encode_passages(texts),
        np.array([row for row, _ in told], dtype=np.intp),
        tuple(map(fold, texts)),
    )


def write_bank(bank: Bank, file: Path) -> None:
    """Write a bank, its vectors in steps of 1/127 of their largest value."""
    columns: dict[str, Any] = {
        "encoder": np.array(bank.encoder),
        "asked": bank.asked.astype(np.int16),
        "told": bank.told.astype(np.int16),
        "folded": np.array(bank.folded),
        **_to_steps("questions", bank.questions),
        **_to_steps("texts", bank.texts),
    }
    np.savez_compressed(file, **columns)


@cache
def read_bank(encoder: str, file: Path = SHIPPED) -> Bank | None:
    """Read the bank of an encoder; None for an encoder that has none.

    Raises:
        EncoderError: the file is missing or damaged.
    """
    try:
        with np.load(file, allow_pickle=False) as held:
            if str(held["encoder"]) != encoder:
                return None
            return Bank(
                encoder,
                _from_steps("questions", held),
                held["asked"].astype(np.intp),
                _from_steps("texts", held),
                held["told"].astype(np.intp),
                tuple(held["folded"].tolist()),
            )
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise EncoderError(f"已知问法的向量 {file} 读不了（{error}）。{_REMEDY}") from error


def _to_steps(name: str, vectors: Vectors) -> dict[str, NDArray[np.generic]]:
    step = np.abs(vectors).max(axis=1, keepdims=True) / _STEPS
    return {name: np.rint(vectors / step).astype(np.int8), f"{name}_step": step.astype(np.float32)}


def _from_steps(name: str, held: np.lib.npyio.NpzFile) -> Vectors:
    vectors: Vectors = held[name].astype(np.float32) * held[f"{name}_step"]
    return vectors


@dataclass(frozen=True, slots=True)
class Recognised:
    """What the bank says of a question about each record, each of shape ``(records,)``.

    ``own`` is the cosine of the nearest known question about a task the record holds, ``topic``
    the number of that task (both -1 where the record holds none); ``other`` the cosine of the
    nearest known question about anything else.
    """

    own: Scores
    other: Scores
    topic: Rows


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
        self._first_question = np.flatnonzero(np.r_[True, np.diff(bank.asked) > 0])
        self._topics = bank.asked[self._first_question]
        self._ties = _tie(bank, records, vectors)
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
            raise EncoderError(f"已知问法的向量比训练数据旧。{_REMEDY}")
        other = object.__new__(KnownQuestions)
        other.__dict__ |= self.__dict__
        other._forgotten = np.array([*rows], dtype=np.intp)
        return other

    def recognise(self, vector: Vectors) -> Recognised:
        """Compare a question's vector, of shape ``(dimension,)``, with every known question."""
        own = np.full(self._records, -1.0)
        topic = np.full(self._records, -1, dtype=np.intp)
        if self._questions is None:
            return Recognised(own, np.zeros(self._records), topic)
        cosines = self._questions @ vector
        cosines[self._forgotten] = -1.0
        nearest = np.maximum.reduceat(cosines, self._first_question).astype(np.float64)
        order = np.argsort(-nearest, kind="stable")
        other = np.full(self._records, nearest[order[0]])
        if len(self._holding):
            rank = np.empty_like(order)
            rank[order] = np.arange(len(order))
            best = np.minimum.reduceat(rank[self._held], self._first_held)
            own[self._holding] = nearest[order[best]]
            topic[self._holding] = self._topics[order[best]]
            for row in self._holding[best == 0].tolist():
                other[row] = self._best_besides(row, order, nearest)
        return Recognised(own, other, topic)

    def _best_besides(self, row: int, order: Rows, nearest: Scores) -> float:
        """Cosine of the nearest topic that the record does not hold."""
        held = self._ties[row]
        besides = (place for place in order.tolist() if int(self._topics[place]) not in held)
        return float(nearest[next(besides, order[-1])])

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
