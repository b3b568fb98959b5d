"""The training data: topics with official texts, questions about them, and batches of both."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import EncoderError

SHIPPED = Path(__file__).with_name("training")
_TOPICS, _QUESTIONS, _HELD_OUT = "topics.jsonl", "pairs.jsonl", "held_out.txt"
_LABELS, _ERRANDS = "labels.jsonl", "errands.jsonl"


@dataclass(frozen=True, slots=True)
class Topic:
    """One matter that plans speak of; ``items`` are the shipped records of ``texts``, if any."""

    id: str
    title: str
    items: tuple[str, ...]
    texts: tuple[str, ...]

    def texts_of(self, document: str | None) -> list[str]:
        """Texts of one document, or all of them."""
        if document is None:
            return list(self.texts)
        named = zip(self.items, self.texts, strict=False)
        return [text for item, text in named if item.startswith(f"{document}#")]


@dataclass(frozen=True, slots=True)
class Pair:
    """One question as a citizen puts it, and the topic it is about."""

    topic: str
    question: str


@dataclass(frozen=True, slots=True)
class Lessons:
    """All topics by id, and all questions."""

    topics: Mapping[str, Topic]
    pairs: tuple[Pair, ...]

    def without_items(self, items: Collection[str]) -> Lessons:
        """Leave out every topic that shares a record or a text with ``items``."""
        texts = {
            text
            for topic in self.topics.values()
            for item, text in zip(topic.items, topic.texts, strict=False)
            if item in items
        }
        kept = {name: topic for name, topic in self.topics.items() if not texts & {*topic.texts}}
        return Lessons(kept, tuple(pair for pair in self.pairs if pair.topic in kept))

    def split(self, every: int) -> tuple[Lessons, Lessons]:
        """Set every n-th question aside: (for training, for validation)."""
        aside = self.pairs[::every]
        chosen = {pair.question for pair in aside}
        rest = tuple(pair for pair in self.pairs if pair.question not in chosen)
        return Lessons(self.topics, rest), Lessons(self.topics, aside)


def read_lessons(folder: Path = SHIPPED) -> Lessons:
    """Read ``topics.jsonl`` and ``pairs.jsonl``.

    Raises:
        EncoderError: a file is missing, a line is no such record, or a topic is unknown.
    """
    topics = {
        row["topic"]: Topic(row["topic"], row["title"], (*row["items"],), (*row["texts"],))
        for row in _rows(folder / _TOPICS)
    }
    pairs = tuple(Pair(row["topic"], row["question"]) for row in _rows(folder / _QUESTIONS))
    if unknown := {pair.topic for pair in pairs} - topics.keys():
        raise EncoderError(f"{folder / _QUESTIONS} 里的主题 {min(unknown)} 不在 {_TOPICS} 里。")
    return Lessons(topics, pairs)


def read_held_out(folder: Path = SHIPPED) -> frozenset[str]:
    """Ids of the records whose topics are left out when unseen topics are measured."""
    return frozenset((folder / _HELD_OUT).read_text(encoding="utf-8").split())


@dataclass(frozen=True, slots=True)
class Label:
    """Which shipped records answer a topic, read off the documents.

    ``right`` are those that do; ``near`` neither answer it nor miss it clearly, and the documents
    of ``unsure`` may be read either way.
    """

    topic: str
    right: frozenset[str]
    near: frozenset[str]
    unsure: frozenset[str]


def read_labels(folder: Path = SHIPPED) -> tuple[Label, ...]:
    """Read ``labels.jsonl``.

    Raises:
        EncoderError: the file is missing, or a line is no such record.
    """
    return tuple(
        Label(
            row["topic"],
            frozenset(
                record
                for found in row["documents"].values()
                for record in (*found["best"], *found["also"])
            ),
            frozenset(row["near"]),
            frozenset(row["unsure"]),
        )
        for row in _rows(folder / _LABELS)
    )


@dataclass(frozen=True, slots=True)
class Errand:
    """A question beside a topic: about an affair of one's ``own``, or about the task itself.

    Those set ``aside`` are not learnt from: they tell how far the model is to be trusted.
    """

    topic: str
    question: str
    own: bool
    aside: bool


def read_errands(folder: Path = SHIPPED) -> tuple[Errand, ...]:
    """Read ``errands.jsonl``.

    Raises:
        EncoderError: the file is missing, or a line is no such record.
    """
    return tuple(
        Errand(row["topic"], row["question"], row["own"], row["aside"])
        for row in _rows(folder / _ERRANDS)
    )


def lessons_hash(folder: Path) -> str:
    """Hash both files, as the model card states it."""
    digest = hashlib.sha256()
    for name in (_TOPICS, _QUESTIONS):
        digest.update((folder / name).read_bytes())
    return digest.hexdigest()


def _rows(file: Path) -> Iterator[dict[str, Any]]:
    try:
        for line in file.read_text(encoding="utf-8").splitlines():
            yield json.loads(line)
    except (OSError, ValueError) as error:
        raise EncoderError(f"读不了训练数据 {file}（{error}）。") from error


@dataclass(frozen=True, slots=True)
class Dealing:
    """How batches are dealt; ``near`` and ``hard`` are shares of them in [0, 1].

    ``near`` draws all its texts from one document, ``hard`` from topics that are easily mistaken
    for one another: those are the wrong answers a search meets.
    """

    size: int
    epochs: int
    seed: int
    near: float = 0.0
    hard: float = 0.0


def deal(
    lessons: Lessons, plan: Dealing, mistaken: Mapping[str, Sequence[str]] | None = None
) -> Iterator[list[tuple[str, str]]]:
    """Deal batches of (question, official text), each question once an epoch.

    ``mistaken`` gives for a topic the others, the most similar first. No batch holds two topics
    that are the same or share a text: each would be taught as the other's wrong answer. What is
    left at an epoch's end and fills no batch is dropped.
    """
    chance = random.Random(plan.seed)
    documents = sorted(
        {item.split("#")[0] for topic in lessons.topics.values() for item in topic.items}
    )
    for _ in range(plan.epochs):
        waiting = list(lessons.pairs)
        chance.shuffle(waiting)
        while waiting:
            draw = chance.random()
            document = chance.choice(documents) if draw < plan.near else None
            hard = bool(mistaken) and plan.near <= draw < plan.near + plan.hard
            order = _around(waiting, mistaken or {}) if hard else waiting
            batch = _take(order, lessons.topics, plan.size, document)
            if len(batch) < plan.size and document:
                document, batch = None, _take(waiting, lessons.topics, plan.size, None)
            if len(batch) < plan.size:
                break
            chosen = {pair.question for pair in batch}
            waiting = [pair for pair in waiting if pair.question not in chosen]
            yield [
                (pair.question, chance.choice(lessons.topics[pair.topic].texts_of(document)))
                for pair in batch
            ]


def _around(waiting: Sequence[Pair], mistaken: Mapping[str, Sequence[str]]) -> list[Pair]:
    """Order the questions by how easily their topic is mistaken for the first one's."""
    first = waiting[0].topic
    rank = {first: -1, **{topic: i for i, topic in enumerate(mistaken[first])}}
    return sorted(waiting, key=lambda pair: rank[pair.topic])


def _take(
    waiting: Sequence[Pair], topics: Mapping[str, Topic], size: int, document: str | None
) -> list[Pair]:
    """Take the first questions whose topics have no text in common."""
    batch: list[Pair] = []
    used: set[str] = set()
    for pair in waiting:
        topic = topics[pair.topic]
        if topic.texts_of(document) and not {*topic.texts} & used:
            batch.append(pair)
            used |= {*topic.texts}
        if len(batch) == size:
            break
    return batch
