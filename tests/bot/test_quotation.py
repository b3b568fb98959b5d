"""Quotations are verbatim, short, and about what was asked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.quotation import CLAUSES, around, shorten

LONG = "第一句讲总的要求。" * 10 + "涉农补贴在年底前公开。" + "最后一句讲监督。" * 10


@pytest.mark.parametrize(
    ("text", "topic", "quoted"),
    [
        ("很短的一句。", "", "很短的一句。"),
        ("标题\n涉农补贴公开。\n落款", "涉农补贴", "涉农补贴公开。"),
        ("甲" * 300, "", "甲" * 300),
    ],
)
def test_short_texts_and_single_clauses_stay_whole(text: str, topic: str, quoted: str) -> None:
    assert shorten(text, topic) == quoted


def test_the_clause_that_answers_is_in_the_quotation() -> None:
    quoted = shorten(LONG, "涉农补贴")
    assert "涉农补贴在年底前公开。" in quoted
    assert len(quoted) <= 120


@given(st.text(alphabet="甲乙丙。；\n", min_size=1, max_size=400), st.text(max_size=10))
def test_a_quotation_is_verbatim(text: str, topic: str) -> None:
    assert shorten(text, topic) in text


@given(st.text(alphabet="甲乙丙。；\n", min_size=1, max_size=400), st.integers(0, 400))
def test_what_stands_around_a_clause_is_verbatim(text: str, at: int) -> None:
    clauses = [match.span() for match in CLAUSES.finditer(text)]
    if clauses:
        start, end = clauses[at % len(clauses)]
        assert around(text, start, end) in text
        assert text[start:end].strip() in around(text, start, end)
