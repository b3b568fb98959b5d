"""Search over one generation: filters, scores, and what a snapshot holds."""

from __future__ import annotations

import numpy as np
import pytest

from index.retriever import RecordRetriever
from index.snapshot import Snapshot
from tests.index.samples import TASKS, LetterEncoder, make_corpus


def test_holds_what_was_built(snapshot: Snapshot) -> None:
    corpus = make_corpus()
    assert dict(snapshot.documents) == {one.document.id: one.document for one in corpus}
    assert list(snapshot.items.values()) == [item for one in corpus for item in one.items]
    assert list(snapshot.passages.values()) == [p for one in corpus for p in one.passages]
    assert dict(snapshot.sources) == {one.document.id: one.source for one in corpus}
    assert snapshot.generation == "1"


@pytest.mark.parametrize(
    ("filters", "allowed"),
    [
        ({"document_ids": ["bing-2022"]}, {"bing-2022"}),
        ({"document_ids": {"jia-2022", "bing-2022"}}, {"jia-2022", "bing-2022"}),
        ({"document_ids": ["bing-2022", "nobody-1999"]}, {"bing-2022"}),
        ({"document_ids": ["nobody-1999"]}, set()),
        ({"document_ids": []}, set()),
        ({"kind": "passage"}, {"jia-2022", "bing-2022"}),
        ({"kind": "item", "document_ids": ["jia-2022"]}, {"jia-2022"}),
        ({}, {"jia-2022", "bing-2022"}),
    ],
)
def test_filters(snapshot: Snapshot, filters: dict[str, object], allowed: set[str]) -> None:
    hits = snapshot.search("涉农补贴的申报信息", limit=100, **filters)  # type: ignore[arg-type]
    kinds = {"item": snapshot.items, "passage": snapshot.passages}
    assert {hit.record.document_id for hit in hits} == allowed
    if "kind" in filters:
        assert {hit.record.id for hit in hits} <= set(kinds[str(filters["kind"])])
    if not filters:
        assert len(hits) == len(snapshot.items) + len(snapshot.passages)


@pytest.mark.parametrize("question", [*TASKS, "谁负责补贴", "完全无关的话", "？", "区财政局", "A"])
def test_scores(snapshot: Snapshot, question: str) -> None:
    hits = snapshot.search(question, limit=100)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all(0 <= hit.score <= 1 and 0 <= hit.coverage <= 1 for hit in hits)
    vector = LetterEncoder().encode_queries([question])[0]
    for hit in hits:
        rows = [i for i, one in enumerate(snapshot.chunks) if one.record_id == hit.record.id]
        assert hit.cosine == pytest.approx(float(np.max(snapshot.vectors[rows] @ vector)), abs=1e-5)


@pytest.mark.parametrize("question", [*TASKS, "村务公开栏怎么保留"])
def test_a_filter_over_everything_changes_nothing(snapshot: Snapshot, question: str) -> None:
    everywhere = snapshot.search(question, document_ids=snapshot.documents, limit=5)
    assert snapshot.search(question, limit=5) == everywhere


def test_own_text_comes_first_in_each_document(snapshot: Snapshot) -> None:
    for document_id in snapshot.documents:
        hits = snapshot.search(f"谁负责{TASKS[0]}、何时完成？", document_ids=[document_id], limit=2)
        assert hits[0].record.text == TASKS[0]
        assert hits[0].coverage > hits[1].coverage


def test_places_and_years_do_not_move_the_vector(snapshot: Snapshot) -> None:
    plain = snapshot.search(TASKS[1], document_ids=["jia-2022"])
    named = snapshot.search(f"2022年乙区{TASKS[1]}", document_ids=["jia-2022"])
    assert [hit.cosine for hit in named] == [hit.cosine for hit in plain]
    assert snapshot.search("乙区", limit=1)  # nothing else is left to search for


def test_words_unknown_to_the_corpus_lower_coverage(snapshot: Snapshot) -> None:
    known = snapshot.search("涉农补贴", kind="item", limit=1)[0]
    mixed = snapshot.search("涉农补贴 航天飞机", kind="item", limit=1)[0]
    assert known.coverage == pytest.approx(1)
    assert 0 < mixed.coverage < known.coverage


def test_similarity(snapshot: Snapshot) -> None:
    same_task = snapshot.similarity("jia-2022#2", "bing-2022#1")
    assert same_task == pytest.approx(1, abs=1e-5)
    assert snapshot.similarity("jia-2022#2", "jia-2022#3") < same_task
    assert snapshot.similarity("jia-2022/二/十", "jia-2022/二/十") == pytest.approx(1, abs=1e-5)


def test_retriever_gives_nodes_of_the_same_records(snapshot: Snapshot) -> None:
    nodes = RecordRetriever(snapshot, document_ids=["jia-2022"], limit=3).retrieve(TASKS[0])
    hits = snapshot.search(TASKS[0], document_ids=["jia-2022"], limit=3)
    assert [(node.node_id, node.score) for node in nodes] == [(h.record.id, h.score) for h in hits]
    assert nodes[0].metadata["units"] == ["区财政局", "各有关单位"]
    assert nodes[0].metadata["deadline_end"] == 20220930
