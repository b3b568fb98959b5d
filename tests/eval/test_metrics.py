"""The measures: known values, and the ranges they never leave."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.metrics import (
    hit_at,
    mean,
    percentile,
    proportion,
    recall_at,
    set_f1,
    sign_test,
    wilson_interval,
)

IDS = st.lists(st.sampled_from("abcdefgh"), max_size=12)


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [
        (0, 0, 0.0, 1.0),
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (5, 10, 0.2366, 0.7634),
        (81, 263, 0.2553, 0.3662),  # Newcombe, Statistics in Medicine 17 (1998), table I
    ],
)
def test_wilson_interval(successes: int, n: int, low: float, high: float) -> None:
    assert wilson_interval(successes, n) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(0, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_interval_holds_the_share(pair: tuple[int, int]) -> None:
    successes, n = pair
    low, high = wilson_interval(successes, n)
    assert 0.0 <= low <= (successes / n if n else 0.5) <= high <= 1.0


@given(st.lists(st.one_of(st.none(), st.sampled_from([0.0, 1.0]))))
def test_proportion_and_mean_lie_between_zero_and_one(values: list[float | None]) -> None:
    estimate = proportion(values)
    assert 0.0 <= estimate.value <= 1.0
    assert estimate.n == sum(value is not None for value in values)
    assert mean(values).value == estimate.value


@pytest.mark.parametrize(
    ("given_names", "expected", "f1"),
    [("", "", 1.0), ("ab", "ab", 1.0), ("ab", "bc", 0.5), ("a", "", 0.0), ("abc", "a", 0.5)],
)
def test_set_f1(given_names: str, expected: str, f1: float) -> None:
    assert set_f1(given_names, expected) == f1


@given(IDS, IDS)
def test_set_f1_is_symmetric_and_bounded(one: list[str], other: list[str]) -> None:
    assert set_f1(one, other) == set_f1(other, one)
    assert 0.0 <= set_f1(one, other) <= 1.0


@pytest.mark.parametrize(
    ("ranked", "relevant", "hit", "recall"),
    [
        ("abc", "a", 1.0, 1.0),
        ("bac", "a", 0.0, 1.0),
        ("bcdefa", "a", 0.0, 0.0),
        ("abcdef", "ag", 1.0, 0.5),
        ("", "a", 0.0, 0.0),
        ("a", "", 0.0, 0.0),
    ],
)
def test_hit_and_recall(ranked: str, relevant: str, hit: float, recall: float) -> None:
    assert hit_at(1, ranked, relevant) == hit
    assert recall_at(5, ranked, relevant) == recall


@given(IDS, IDS)
def test_recall_grows_with_depth(ranked: list[str], relevant: list[str]) -> None:
    assert 0.0 <= recall_at(1, ranked, relevant) <= recall_at(5, ranked, relevant) <= 1.0


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [([], 0.5, 0.0), ([7.0], 0.95, 7.0), ([3.0, 1.0, 2.0], 0.5, 2.0), ([1.0, 2.0], 0.95, 2.0)],
)
def test_percentile(values: list[float], share: float, expected: float) -> None:
    assert percentile(values, share) == expected


@pytest.mark.parametrize(
    ("better", "worse", "p"), [(0, 0, 1.0), (5, 0, 0.0625), (1, 1, 1.0), (10, 2, 0.03857)]
)
def test_sign_test(better: int, worse: int, p: float) -> None:
    assert sign_test(better, worse) == pytest.approx(p, abs=1e-5)
