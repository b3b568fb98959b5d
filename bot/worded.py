"""Rows that say what is asked in so many words, where the evidence alone is not enough.

A short name of a task (「1+N矩阵」, 「专区建设」) is too little for the encoder to be sure of, but
a row of the plan that was asked about holds every word of it. On the fitting and development splits
no unanswerable question is like that.
"""

from __future__ import annotations

import re
from functools import lru_cache

from bot.evidence import verdicts_on
from bot.types import Question
from bot.understand.normalise import normalise_question
from index.snapshot import Snapshot
from index.types import Hit

_RUNS = re.compile(r"[a-z0-9+]+|[\u4e00-\u9fff]+")
_HAN = re.compile(r"[\u4e00-\u9fff]")
# Characters. Fewer than enough are one word: a task only where one row of a named plan has it.
_ENOUGH, _WORD = 4, 2
_COVERED = 0.95
_BEST = 3  # of each document
_REMEMBERED = 4096  # rows


def find_worded(
    question: Question, ids: frozenset[str], snapshot: Snapshot, *, named: bool
) -> tuple[Hit, ...]:
    """Return the best row of each document that holds every word of the topic, best first.

    ``named`` tells whether the question names the documents.
    """
    topic = question.topic
    length = len(re.sub(r"\W", "", topic))
    if length < (_WORD if named else _ENOUGH):
        return ()
    words = _words(topic, snapshot)
    if length < _ENOUGH or sum(map(len, words)) < _COVERED * length:
        words = [topic]
    asked, _ = verdicts_on(question, ids, snapshot, "item")
    found: list[Hit] = []
    for one in asked:
        holding = [hit for hit in one.hits if _holds(hit, words)]
        sure = length >= _ENOUGH or len(holding) == 1
        found += [hit for hit in holding[:1] if sure and hit in one.hits[:_BEST]]
    return tuple(sorted(found, key=lambda hit: -hit.score))


def _words(topic: str, snapshot: Snapshot) -> list[str]:
    words = [
        word
        for run in _RUNS.findall(topic)
        for word in (snapshot.tokens.words(run) if _HAN.match(run) else [run])
    ]
    return [word for word in words if len(word) > 1 or not _HAN.match(word)]


@lru_cache(_REMEMBERED)
def _read(text: str) -> str:
    return normalise_question(text)


def _holds(hit: Hit, words: list[str]) -> bool:
    text = _read(hit.record.text)
    return hit.coverage >= _COVERED or all(word in text for word in words)
