"""The training data: its size, its independence of the eval cases, and how batches are dealt."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from corpus.errors import EncoderError
from index.encoder.lessons import (
    Dealing,
    Lessons,
    Pair,
    Topic,
    deal,
    read_errands,
    read_held_out,
    read_lessons,
)
from index.encoder.mistaken import mine_mistaken

CASES = Path(__file__).parents[2] / "eval" / "cases"
GRAM = 4
FEWEST = 5  # shorter questions (那什么时候完成) say nothing of their own
MOST = 0.5


@pytest.fixture(scope="module")
def lessons() -> Lessons:
    return read_lessons()


def grams(text: str) -> set[str]:
    plain = re.sub(r"[\W_]+", "", text).lower()
    return {plain[i : i + GRAM] for i in range(len(plain) - GRAM + 1)}


def resemblance(one: set[str], other: set[str]) -> float:
    """Share of the shorter question's runs of four characters that the other holds."""
    fewer = min(len(one), len(other))
    return len(one & other) / fewer if fewer >= FEWEST else 0.0


def eval_questions() -> Iterator[str]:
    for file in CASES.glob("*.jsonl"):
        for line in file.read_text(encoding="utf-8").splitlines():
            yield json.loads(line)["question"]


def test_there_are_enough(lessons: Lessons) -> None:
    assert len(lessons.topics) >= 150
    assert len(lessons.pairs) >= 2500
    assert all(topic.texts for topic in lessons.topics.values())
    asked = {pair.topic for pair in lessons.pairs}
    assert asked == {*lessons.topics}


def test_no_question_twice(lessons: Lessons) -> None:
    plain = [re.sub(r"[\W_]+", "", pair.question) for pair in lessons.pairs]
    assert len({*plain}) == len(plain)


def test_no_question_resembles_an_eval_case(lessons: Lessons) -> None:
    learnt = {pair.question for pair in lessons.pairs} | {one.question for one in read_errands()}
    holders: dict[str, set[int]] = {}
    cases = [grams(question) for question in {*eval_questions()}]
    for number, case in enumerate(cases):
        for gram in case:
            holders.setdefault(gram, set()).add(number)
    alike = [
        question
        for question in learnt
        for number in {n for gram in grams(question) for n in holders.get(gram, ())}
        if resemblance(grams(question), cases[number]) > MOST
    ]
    assert alike == []


def test_what_is_held_out_leaves_no_text_behind(lessons: Lessons) -> None:
    held = read_held_out()
    rest = lessons.without_items(held)
    assert 0 < len(rest.topics) < len(lessons.topics)
    assert not {item for topic in rest.topics.values() for item in topic.items} & held
    assert {pair.topic for pair in rest.pairs} <= {*rest.topics}


def test_a_batch_teaches_no_right_answer_as_wrong(lessons: Lessons) -> None:
    batches = list(deal(lessons, Dealing(size=24, epochs=1, seed=1, near=0.4)))
    topic_of = {pair.question: lessons.topics[pair.topic] for pair in lessons.pairs}
    for batch in batches:
        assert len(batch) == 24
        for question, text in batch:
            others = [topic_of[q] for q, _ in batch if q != question]
            assert text in topic_of[question].texts
            assert all(text not in other.texts for other in others)
    questions = [question for batch in batches for question, _ in batch]
    assert len({*questions}) == len(questions)
    assert len(questions) > 0.9 * len(lessons.pairs)


def test_dealing_is_seeded() -> None:
    topics = {name: Topic(name, name, (), (name,)) for name in "abcdef"}
    lessons = Lessons(topics, tuple(Pair(name, name * 2) for name in topics))
    first = list(deal(lessons, Dealing(size=2, epochs=3, seed=7)))
    assert first == list(deal(lessons, Dealing(size=2, epochs=3, seed=7)))
    assert first != list(deal(lessons, Dealing(size=2, epochs=3, seed=8)))
    assert len(first) == 9


def test_hard_batches_hold_what_is_easily_mistaken() -> None:
    topics = {name: Topic(name, name, (), (name,)) for name in "abxy"}
    lessons = Lessons(topics, tuple(Pair(name, name * 2) for name in topics))
    alike = {"a": "bxy", "b": "axy", "x": "yab", "y": "xab"}
    batches = list(deal(lessons, Dealing(size=2, epochs=20, seed=7, hard=1.0), alike))
    assert {frozenset(text for _, text in batch) for batch in batches} == {
        frozenset("ab"),
        frozenset("xy"),
    }


def test_mistaken_topics_are_ranked_by_their_nearest_texts() -> None:
    angles = {"a": 0.0, "a2": 1.2, "b": 0.5, "c": 0.8, "same": 0.01}
    texts = {"a": ("a", "a2"), "b": ("b",), "c": ("c",), "same": ("same",)}
    lessons = Lessons({name: Topic(name, name, (), own) for name, own in texts.items()}, ())

    def encode(wanted: list[str]) -> NDArray[np.float32]:
        turns = [angles[text] for text in wanted]
        return np.array([[np.cos(t), np.sin(t)] for t in turns], dtype=np.float32)

    mistaken = mine_mistaken(lessons, encode)
    assert mistaken["a"] == ["c", "b", "same"]  # the same text is no wrong answer: last
    assert mistaken["b"] == ["c", "same", "a"]
    assert all({*others} == {*texts} - {name} for name, others in mistaken.items())


def test_splitting_loses_nothing(lessons: Lessons) -> None:
    learning, aside = lessons.split(25)
    assert {*learning.pairs} | {*aside.pairs} == {*lessons.pairs}
    assert not {*learning.pairs} & {*aside.pairs}


@pytest.mark.parametrize(
    ("topics", "pairs", "said"),
    [
        (None, "", "读不了训练数据"),
        ('{"topic": "a", "title": "", "items": [], "texts": ["甲"]}', "not json", "读不了训练数据"),
        ("", '{"topic": "b", "question": "乙"}', "主题 b 不在"),
    ],
)
def test_unreadable_data(tmp_path: Path, topics: str | None, pairs: str, said: str) -> None:
    if topics is not None:
        (tmp_path / "topics.jsonl").write_text(topics, encoding="utf-8")
    (tmp_path / "pairs.jsonl").write_text(pairs, encoding="utf-8")
    with pytest.raises(EncoderError, match=said):
        read_lessons(tmp_path)


def test_what_is_held_out_is_the_test_split() -> None:
    topics = tomllib.loads((CASES / "topics.toml").read_text(encoding="utf-8"))["topic"]
    test = {item for topic in topics if topic["split"] == "test" for item in topic["items"]}
    assert read_held_out() == test
