"""Comparison forms: what makes no difference, and what does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.normalise import fold, markers, strip_markers


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("各涉农街道(镇)", "各涉农街道（镇）"),
        ("〔2021〕", "[2021]"),
        ("9月底前", "９ 月底前"),
        ("区政府办、区发改局", "区政府办，区发改局"),
        ("“放管服”", "放管服"),
        ("**全年**", "全年"),
        ("区 政府\u00a0办\n", "区政府办"),
    ],
)
def test_no_difference(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("区政府办", "区政府办公室"),
        ("2022年底前", "2022年年底前"),
        ("区政府办区委", "区政府办、区委"),
    ],
)
def test_difference(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_markers() -> None:
    text = "区政府办[1]、区委[12]，见国办函[2021]132号[1]"
    assert markers(text) == [1, 12, 1]
    assert strip_markers(text) == "区政府办、区委，见国办函[2021]132号"
