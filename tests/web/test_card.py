"""Answers as cards, and a conversation as history."""

from __future__ import annotations

from itertools import pairwise

import pytest

from bot.web.card import CHIPS, render_card, render_growing, render_question
from bot.web.conversation import REMEMBERED, Exchange, converse, turns_of
from bot.web.markdown import to_html
from tests.web.reading import parse, text_of
from tests.web.samples import ANSWER, ScriptedAnswerer

LINKS = {1: ("/items/a/1", "甲·第1项"), 2: ("/items/a/2", "甲·第2项")}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一句<b>话</b>&", "<p>一句&lt;b&gt;话&lt;/b&gt;&amp;</p>"),
        ("[点](https://example.org)", "<p>[点](https://example.org)</p>"),
        ("[点](//example.org)", "<p>[点](//example.org)</p>"),
        ("[点](javascript:alert(1))", "<p>[点](javascript:alert(1))</p>"),
        ("[点](/documents)", '<p><a href="/documents">点</a></p>'),
        ("![图](/x.png)", '<p>!<a href="/x.png">图</a></p>'),
        ("没有这一条[9]", "<p>没有这一条[9]</p>"),
        ("`代码` <!-- x -->", "<p>`代码` &lt;!-- x --&gt;</p>"),
        ("> 引文 [9]", "<blockquote>\n<p>引文 [9]</p>\n</blockquote>"),
        ("- 一\n- 二", "<ul>\n<li>一</li>\n<li>二</li>\n</ul>"),
    ],
)
def test_markdown_yields_only_what_we_allow(text: str, expected: str) -> None:
    assert to_html(text, LINKS).strip() == expected


def test_markers_become_links_and_hold_on_to_the_text() -> None:
    body = parse(to_html("甲负责 [1]。乙[2][1]", LINKS))
    assert [a.get("href") for a in body.select("a.marker")] == [
        "/items/a/1",
        "/items/a/2",
        "/items/a/1",
    ]
    assert body.select("a.marker")[0].get("title") == "甲·第1项"
    assert body.select(".tail")[0].get_text().startswith("责")


def test_cells_name_their_columns() -> None:
    body = parse(to_html("| 甲 | 乙<b> |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |", {}))
    assert [td.get_text() for td in body.select("td")] == ["甲1", "乙<b>2", "甲3", "乙<b>4"]
    assert [th.get("scope") for th in body.select("th")] == ["col", "col"]


def test_card_holds_text_citations_related_and_notice() -> None:
    card = parse(render_card(ANSWER))
    assert [td.get_text() for td in card.select("tbody td:nth-child(2)")] == [
        "责任单位区政府办",
        "责任单位区司法局",
    ]
    assert [a.get("href") for a in card.select(".sources .chip")] == [
        "/items/shili-2022/1",
        "/items/shili-2022/2",
    ]
    assert text_of(card, ".related .legend") == ["相关，不是直接答案 · 相近任务"]
    assert text_of(card, ".related .chip") == ["示例区2022·第3项"]
    assert ANSWER.notice in card.get_text()
    assert not card.select("i")


def test_card_has_no_blank_line_that_would_start_markdown_again() -> None:
    assert "\n\n" not in render_card(ANSWER)


def test_a_status_other_than_answered_is_named() -> None:
    card = parse(render_card(ANSWER.model_copy(update={"status": "no_such_item"})))
    assert card.select(".status")[0].text == "没有这一项"
    assert not parse(render_card(ANSWER)).select(".status")


def test_many_citations_fold_and_none_is_lost() -> None:
    many = tuple(
        ANSWER.citations[0].model_copy(update={"marker": marker, "url": f"/items/a/{marker}"})
        for marker in range(1, 49)
    )
    card = parse(render_card(ANSWER.model_copy(update={"citations": many})))
    assert len(card.select(".sources .chip")) == 48
    assert len(card.select("details .chip")) == 48 - CHIPS


def test_a_growing_card_only_grows() -> None:
    states = [parse(state).get_text().strip() for state in render_growing(ANSWER)]
    assert states
    for shorter, longer in pairwise(states):
        assert longer.startswith(shorter)


def test_a_question_is_shown_as_typed() -> None:
    shown = parse(render_question("# 谁<b>\n\n* 负责 **吗**"))
    assert shown.get_text() == "# 谁<b>* 负责 **吗**"
    assert not shown.select("b")


def exchange(number: int, *, failed: bool = False) -> Exchange:
    return Exchange(f"问{number}", "卡", "" if failed else f"答{number} [1]", failed)


def test_history_is_the_last_answered_exchanges_as_turns() -> None:
    turns = turns_of((exchange(1), exchange(2, failed=True), exchange(3)))
    assert [(turn.role, turn.content) for turn in turns] == [
        ("user", "问1"),
        ("assistant", "答1 [1]"),
        ("user", "问3"),
        ("assistant", "答3 [1]"),
    ]
    assert len(turns_of(tuple(map(exchange, range(50))))) == 2 * REMEMBERED


def test_converse_searches_grows_and_ends_in_the_card() -> None:
    states = list(converse(ScriptedAnswerer(), "谁负责", None, ()))
    assert "正在查找" in states[0].card
    assert not any(state.text for state in states[:-1])
    assert states[-1].text == ANSWER.text
    assert states[-1].suggestions == ANSWER.suggestions


@pytest.mark.parametrize(
    ("question", "jurisdiction", "says"),
    [
        ("", None, "问题是空的。"),
        ("谁", "火星", "没有收录火星的文件。"),
        ("崩溃", None, "请换个说法再试一次"),
    ],
)
def test_what_goes_wrong_is_said_in_the_place_of_the_answer(
    question: str, jurisdiction: str | None, says: str
) -> None:
    *_, last = converse(ScriptedAnswerer(), question, jurisdiction, (exchange(1),))
    assert last.failed
    assert not last.text
    assert says in parse(last.card).get_text()
    assert "RuntimeError" not in last.card
