"""Judge an encoder by retrieval: every question of the cases against every document it is about.

The right document is taken as known, as it is when a jurisdiction is named; names of places and
years are left out of a question, as the search does. Only task items are ranked, and questions that
cite an item by its number are left out: no text says which number it has.
"""

from __future__ import annotations

import json
import math
import re
import tempfile
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.errors import EncoderError
from corpus.types import TaskItem
from index.bank import Bank
from index.chunk import chunk_record
from index.contents import Contents, lexical_texts, own_words
from index.coverage import Coverage, covered_text
from index.fuse import blend, fuse, known_settings
from index.known import KnownQuestions
from index.lexical import Lexical, write_lexical
from index.query import place_pattern
from index.tokens import Segmenter
from index.types import Encoder, Vectors

Scores = NDArray[np.float64]
EVERYDAY = "paraphrase"
_CITES = re.compile(r"第\s*[0-9０-９〇零一二三四五六七八九十百]+\s*[项条]|序号")


@dataclass(frozen=True, slots=True)
class Task:
    """One question asked of one document; ``best`` answer it, ``good`` may be ranked first too."""

    type: str
    question: str
    document: str
    best: frozenset[str]
    good: frozenset[str]


@dataclass(frozen=True, slots=True)
class Figures:
    """Means over ``count`` tasks, each in [0, 1]; higher is better."""

    count: int
    hit_at_1: float
    recall_at_5: float
    mrr: float
    ndcg_at_10: float


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU milliseconds of one question and of one item, on one thread's worth of work."""

    question_ms: float
    item_ms: float


@dataclass(frozen=True, slots=True)
class Encoded:
    """Vectors of the tasks' questions (tasks, dimension) and of the items (items, dimension)."""

    questions: Vectors
    items: Vectors
    cost: Cost

    def cosine(self) -> Scores:
        """Cosine of every task (rows) and item (columns)."""
        return (self.questions @ self.items.T).astype(np.float64)


@dataclass(frozen=True, slots=True)
class Ranking:
    """Scores of the items (columns) for the tasks (rows)."""

    tasks: tuple[Task, ...]
    items: tuple[TaskItem, ...]
    scores: Scores

    def figures(self, chosen: Collection[int]) -> Figures:
        """Average over the tasks of these numbers."""
        rows = [self._measure(number) for number in chosen]
        means = [sum(column) / len(rows) for column in zip(*rows, strict=True)] or [math.nan] * 4
        return Figures(len(rows), *means)

    def _measure(self, number: int) -> tuple[float, float, float, float]:
        task = self.tasks[number]
        own = [i for i, item in enumerate(self.items) if item.document_id == task.document]
        order = sorted(own, key=lambda i: (-self.scores[number, i], i))
        return measure([self.items[i].id for i in order], task)


def measure(ranked: Sequence[str], task: Task) -> tuple[float, float, float, float]:
    """Hit@1, recall@5, reciprocal rank and nDCG@10 of one ranking."""
    first = next((i for i, name in enumerate(ranked) if name in task.best), len(ranked))
    gains = (1 / math.log2(i + 2) for i, name in enumerate(ranked[:10]) if name in task.best)
    ideal = sum(1 / math.log2(i + 2) for i in range(min(10, len(task.best))))
    return (
        float(ranked[0] in task.good),
        len({*ranked[:5]} & task.best) / len(task.best),
        1 / (first + 1),
        sum(gains) / ideal,
    )


def read_tasks(files: Iterable[Path], items: Collection[str]) -> Iterator[Task]:
    """Read the answerable first questions of eval cases whose gold records are task items.

    Raises:
        EncoderError: a file cannot be read.
    """
    for file in files:
        try:
            lines = file.read_text(encoding="utf-8").splitlines()
            cases = [json.loads(line) for line in lines]
        except (OSError, ValueError) as error:
            raise EncoderError(f"读不了评测题 {file}（{error}）。") from error
        for case in cases:
            yield from _tasks_of(case, items)


def _tasks_of(case: Mapping[str, Any], items: Collection[str]) -> Iterator[Task]:
    gold = {*case.get("gold", ())}
    if case.get("history") or not gold or not gold <= {*items} or _CITES.search(case["question"]):
        return
    optional = {*case.get("gold_optional", ())}
    for document in sorted({name.split("#")[0] for name in gold}):
        best = frozenset(name for name in gold if name.startswith(f"{document}#"))
        yield Task(case["type"], case["question"], document, best, best | optional)


class Judge:
    """The tasks and the items, prepared once for any number of encoders."""

    def __init__(self, contents: Contents, files: Iterable[Path]) -> None:
        self.contents = contents
        self.items = tuple(r for r in contents.records if isinstance(r, TaskItem))
        self.tasks = tuple(read_tasks(files, {item.id for item in self.items}))
        if not self.tasks:
            raise EncoderError("评测题里没有一道是问已发布的任务项的：请先发布随附的五份文件。")
        self._texts = [
            chunk_record(item, contents.documents[item.document_id])[0].text for item in self.items
        ]
        places = place_pattern(contents.documents.values())
        self._questions = [places.sub("", task.question) or task.question for task in self.tasks]
        coverage = Coverage(map(covered_text, contents.records))
        rows = [i for i, r in enumerate(contents.records) if isinstance(r, TaskItem)]
        self.coverage: Scores = np.stack([coverage.score(t.question)[rows] for t in self.tasks])

    def encode(self, encoder: Encoder) -> Encoded:
        """Encode the questions one by one, as they are asked, and the items together."""
        encoder.encode_queries(self._questions[:2])
        start = time.process_time()
        questions = np.concatenate([encoder.encode_queries([text]) for text in self._questions])
        middle = time.process_time()
        items = encoder.encode_passages(self._texts)
        end = time.process_time()
        cost = Cost(
            (middle - start) * 1000 / len(self._questions),
            (end - middle) * 1000 / len(self._texts),
        )
        return Encoded(questions, items, cost)

    def likeness(self, encoded: Encoded, bank: Bank) -> Scores:
        """Cosine blended with likeness to the known questions of ``bank``, as the search does."""
        known = KnownQuestions(bank, self.items, encoded.items)
        recognised = [
            known.recognise(vector, text)
            for vector, text in zip(encoded.questions, self._questions, strict=True)
        ]
        own = np.stack([one.own for one in recognised if one is not None])
        return blend(encoded.cosine(), own, known_settings().share)

    def fused(self, likeness: Scores, weight: float) -> Scores:
        """Likeness with coverage of this weight."""
        return fuse(likeness, self.coverage, weight)

    def bm25(self) -> Scores:
        """BM25 over words, without an encoder."""
        segmenter = Segmenter(own_words(self.contents))
        texts = lexical_texts(self.contents)
        rows = [i for i, r in enumerate(self.contents.records) if isinstance(r, TaskItem)]
        with tempfile.TemporaryDirectory() as folder:
            write_lexical([segmenter.informative(text) for text in texts], Path(folder))
            lexical = Lexical(Path(folder), len(texts))
            return np.stack(
                [lexical.score(segmenter.informative(t.question))[rows] for t in self.tasks]
            )

    def rank(self, scores: Scores) -> Ranking:
        """Put the scores beside their tasks and items."""
        return Ranking(self.tasks, self.items, scores)

    def groups(self, unseen: Collection[str] = ()) -> dict[str, list[int]]:
        """Numbers of the tasks, by kind; ``unseen`` are records left out of training."""
        everyday = [i for i, task in enumerate(self.tasks) if task.type == EVERYDAY]
        groups = {
            "全部": list(range(len(self.tasks))),
            "公文说法": [i for i in range(len(self.tasks)) if i not in {*everyday}],
            "百姓说法": everyday,
            "百姓说法·留出主题": [i for i in everyday if self.tasks[i].best <= {*unseen}],
        }
        return {name: numbers for name, numbers in groups.items() if numbers}
