"""What a question presumes or asks to be confirmed is no part of its topic."""

from __future__ import annotations

import pytest

from bot.understand.lexicon import Lexicon
from bot.understand.question import understand


@pytest.mark.parametrize(
    ("asked", "topic", "presumed", "facets"),
    [
        ("商务局负责的新媒体矩阵什么时候完成", "新媒体矩阵", ["商务局"], "when"),
        ("涉农补贴是不是商务局负责的", "涉农补贴", [], "who"),
        ("涉农补贴归商务局管吗", "涉农补贴", [], "who"),
        ("公开专区是9月底前建好吗", "公开专区 建好", [], "when"),
        ("公开专区9月底按时完成了没有", "公开专区", [], ""),
        ("移交档案馆的目录要公布吗", "移交档案馆的目录要公布", [], ""),
    ],
)
def test_what_is_presumed(
    asked: str, topic: str, presumed: list[str], facets: str, lexicon: Lexicon
) -> None:
    question = understand(asked, lexicon, this_year=2026)
    assert question.topic == topic
    assert [text for text, _ in question.presumed_units] == presumed
    assert " ".join(n for n in ("who", "when", "what") if getattr(question.facets, n)) == facets
