"""The labels evidence is fitted on: complete, of known records, apart from the other splits."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from corpus.catalog import shipped_entries
from corpus.parse import parse_document
from eval.cases import SHIPPED
from index.encoder.lessons import SHIPPED as TRAINING
from index.encoder.lessons import read_held_out, read_lessons

LABELS: list[dict[str, Any]] = [
    json.loads(line) for line in (TRAINING / "labels.jsonl").read_text("utf-8").splitlines()
]
TOPICS = read_lessons().topics
APART = read_held_out() | {
    record
    for topic in tomllib.loads((SHIPPED / "topics.toml").read_text("utf-8"))["topic"]
    if topic["split"] != "fitting"
    for record in (*topic["items"], *topic.get("passages", []))
}


@pytest.fixture(scope="module")
def document_of() -> dict[str, str]:
    found: dict[str, str] = {}
    for entry in shipped_entries():
        file = SHIPPED.parents[1] / "corpus" / "documents" / entry.source_file
        parsed = parse_document(file.read_text("utf-8"), entry)
        found |= {one.id: one.document_id for one in (*parsed.items, *parsed.passages)}
    return found


def right_records(label: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for document, records in label["documents"].items():
        for record in (*records["best"], *records["also"]):
            yield document, record


def test_every_id_exists(document_of: dict[str, str]) -> None:
    assert [label["topic"] for label in LABELS if label["topic"] not in TOPICS] == []
    for label in LABELS:
        for document, record in right_records(label):
            assert document_of.get(record) == document, (label["topic"], record)
        assert {*label["near"]} <= {*document_of}, label["topic"]
        assert {*label["unsure"]} <= {*document_of.values()}, label["topic"]


def test_a_topic_and_a_record_are_judged_once() -> None:
    assert len({label["topic"] for label in LABELS}) == len(LABELS)
    for label in LABELS:
        judged = [*(record for _, record in right_records(label)), *label["near"]]
        assert len({*judged}) == len(judged), label["topic"]
        assert not {*label["unsure"]} & {*label["documents"]}, label["topic"]
        assert all(records["best"] for records in label["documents"].values()), label["topic"]


def test_what_is_unsure_has_a_record_to_be_unsure_of(document_of: dict[str, str]) -> None:
    for label in LABELS:
        near = {document_of[record] for record in label["near"]}
        assert {*label["unsure"]} <= near, label["topic"]


def test_no_record_of_another_split_is_right() -> None:
    taught = {record for label in LABELS for _, record in right_records(label)}
    assert taught & APART == set()
    asked = {item for label in LABELS for item in TOPICS[label["topic"]].items}
    assert asked & APART == set()


def test_every_other_topic_with_items_is_labelled_with_them() -> None:
    free = {
        name: {*topic.items}
        for name, topic in TOPICS.items()
        if topic.items and not {*topic.items} & APART
    }
    best = {
        label["topic"]: {r for own in label["documents"].values() for r in own["best"]}
        for label in LABELS
    }
    assert free.keys() <= best.keys()
    assert {name: items for name, items in free.items() if not items <= best[name]} == {}
