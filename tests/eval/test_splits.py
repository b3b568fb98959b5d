"""The three splits keep apart: a topic stands in one of them, an item in one topic."""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from eval.cases import SHIPPED

TOPICS: list[dict[str, Any]] = tomllib.loads((SHIPPED / "topics.toml").read_text("utf-8"))["topic"]
SPLIT_OF = {topic["slug"]: topic["split"] for topic in TOPICS}
CASES: list[dict[str, Any]] = [
    json.loads(line)
    for file in sorted(SHIPPED.glob("*.jsonl"))
    for line in file.read_text("utf-8").split("\n")
    if line
]
GOLDEN = SHIPPED.parents[1] / "tests" / "corpus" / "golden"
LISTS = {"by_unit", "by_deadline", "unit_deadline", "section", "count"}


def test_every_item_stands_in_exactly_one_topic() -> None:
    listed = Counter(record for topic in TOPICS for record in topic["items"])
    printed = {
        json.loads(line)["id"]
        for file in GOLDEN.glob("*.jsonl")
        for line in file.read_text("utf-8").splitlines()
    }
    assert [record for record, times in listed.items() if times > 1] == []
    assert printed == {*listed}


def test_a_passage_stands_in_at_most_one_topic() -> None:
    listed = Counter(record for topic in TOPICS for record in topic.get("passages", []))
    assert [record for record, times in listed.items() if times > 1] == []


def test_a_topic_stands_in_one_split_and_has_a_case() -> None:
    assert len(SPLIT_OF) == len(TOPICS)
    assert {*SPLIT_OF.values()} == {"fitting", "development", "test"}
    assert [case["id"] for case in CASES if SPLIT_OF.get(case["topic"]) != case["split"]] == []
    assert {*SPLIT_OF} == {case["topic"] for case in CASES}


def test_a_question_turns_to_records_of_its_split() -> None:
    """Lists and follow-ups gather whatever a unit or a window holds: not they."""
    split_of = {
        record: topic["split"]
        for topic in TOPICS
        for record in (*topic["items"], *topic.get("passages", []))
    }
    turns_to = {
        case["id"]: {split_of.get(record, "development") for record in case["gold"]}
        for case in CASES
        if case["gold"] and case["type"] not in LISTS | {"followup"}
    }
    own = {case["id"]: case["split"] for case in CASES}
    assert [name for name, splits in turns_to.items() if own[name] not in splits] == []
    seen = {name for name, splits in turns_to.items() if "test" in splits}
    assert [name for name in seen if own[name] != "test"] == []


def refused(case: Mapping[str, Any]) -> bool:
    return not case["answerable"] and bool(case["expected_status"])


def any_case(case: Mapping[str, Any]) -> bool:
    return bool(case["id"])


def everyday(case: Mapping[str, Any]) -> bool:
    return case["type"] == "paraphrase"


def answerable(case: Mapping[str, Any]) -> bool:
    return case["answerable"]


def of_any_place(case: Mapping[str, Any]) -> bool:
    return case["answerable"] and not case["jurisdictions"]


@pytest.mark.parametrize(
    ("split", "wanted", "at_least"),
    [
        ("test", any_case, 400),
        ("test", everyday, 100),
        ("test", of_any_place, 60),
        ("test", refused, 100),
        ("development", any_case, 500),
        ("fitting", answerable, 70),
        ("fitting", refused, 80),
    ],
)
def test_each_split_is_large_enough(
    split: str, wanted: Callable[[Mapping[str, Any]], bool], at_least: int
) -> None:
    assert sum(case["split"] == split and wanted(case) for case in CASES) >= at_least


def test_whoever_must_be_refused_is_refused_for_a_named_reason() -> None:
    assert [case["id"] for case in CASES if not case["answerable"] and not refused(case)] == []
    reasons = Counter(case["expected_status"] for case in CASES if case["split"] == "test")
    assert {
        "not_stated",
        "no_such_item",
        "out_of_scope",
        "refused",
        "needs_clarification",
    } <= {*reasons}


def bigrams(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)}


def test_the_paraphrases_share_almost_no_words_with_their_item() -> None:
    texts = {
        record["id"]: record["text"]
        for file in GOLDEN.glob("*.jsonl")
        for record in map(json.loads, file.read_text("utf-8").splitlines())
    }
    shares = {
        case["id"]: max(
            len(bigrams(case["question"]) & bigrams(texts[gold])) / len(bigrams(case["question"]))
            for gold in case["gold"]
        )
        for case in CASES
        if case["type"] == "paraphrase"
    }
    assert {name: share for name, share in shares.items() if share > 0.25} == {}
    assert sum(shares.values()) / len(shares) < 0.06
