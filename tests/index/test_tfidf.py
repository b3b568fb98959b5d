"""Texts that share rare wording are alike; what all texts share says nothing."""

from __future__ import annotations

import pytest

from index.tfidf import Tfidf, grams_of, list_postings

TEXTS = ("种田的钱几时发", "补助名单贴哪里", "公众号没人打理归谁", "暖气费的钱找谁退")


@pytest.fixture(scope="module")
def tfidf() -> Tfidf:
    return Tfidf(list_postings(TEXTS), len(TEXTS))


def test_grams_are_characters_and_pairs_within_a_run() -> None:
    assert grams_of("补助,ＡB") == {"补", "助", "补助", "a", "b", "ab"}


@pytest.mark.parametrize("row", range(len(TEXTS)))
def test_a_text_is_most_like_itself(row: int, tfidf: Tfidf) -> None:
    scores = tfidf.score(TEXTS[row])
    assert scores[row] == pytest.approx(1)
    assert scores.argmax() == row
    assert sorted(scores)[-2] < 0.5


def test_unknown_wording_counts_against_likeness(tfidf: Tfidf) -> None:
    plain, longer = tfidf.score("补助名单"), tfidf.score("补助名单和别的许多没听过的字眼")
    assert 0 < longer[1] < plain[1] < 1


def test_what_every_text_holds_says_nothing() -> None:
    scores = Tfidf(list_postings(["钱甲", "钱乙"]), 2).score("钱甲")
    assert scores[0] == pytest.approx(1)
    assert scores[1] == pytest.approx(0)


@pytest.mark.parametrize("text", ["", "！？", "xyz"])
def test_nothing_in_common_is_nothing(text: str, tfidf: Tfidf) -> None:
    assert tfidf.score(text).tolist() == [0.0] * len(TEXTS)


def test_what_every_text_holds_is_heard_often(tfidf: Tfidf) -> None:
    assert 0 < tfidf.rarity("的钱") < tfidf.rarity("补助")
    assert tfidf.rarity("？！") == 0
