"""Answers as cards."""

from __future__ import annotations

import json
from itertools import pairwise
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.web.card import (
    CHIPS,
    DOWNLOADED,
    render_card,
    render_growing,
    render_question,
    render_waiting,
)
from bot.web.markdown import to_html
from tests.web.reading import parse, text_of
from tests.web.samples import ANSWER

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
    states = [
        parse(state).select(".body")[0].get_text().strip() for state in render_growing(ANSWER)
    ]
    assert states
    for shorter, longer in pairwise(states):
        assert longer.startswith(shorter)


def test_a_question_is_shown_as_typed() -> None:
    shown = parse(render_question("# 谁<b>\n\n* 负责 **吗**"))
    assert shown.get_text() == "# 谁<b>* 负责 **吗**"
    assert not shown.select("b")


def test_what_a_card_can_do_is_offered_by_buttons() -> None:
    card = parse(render_card(ANSWER, share=json.dumps({"question": "谁<b>\n\n负责"})))
    assert [button.get("data-act") for button in card.select(".tools button")] == [
        "copy",
        "share",
        "read",
        "again",
    ]
    assert json.loads(str(card.select(".card")[0].get("data-ask")))["question"] == "谁<b>\n\n负责"
    assert [button.get("data-question") for button in card.select(".following button")] == list(
        ANSWER.suggestions
    )
    assert not card.select(".choose")


def test_a_clarification_offers_its_choices_in_place() -> None:
    card = parse(render_card(ANSWER.model_copy(update={"status": "needs_clarification"})))
    assert text_of(card, ".choose button") == list(ANSWER.suggestions)
    assert not card.select(".following")


@pytest.mark.parametrize(
    ("rows", "offered"), [(1, 0), (2, 2), (DOWNLOADED, 2), (DOWNLOADED + 1, 0)]
)
def test_a_list_is_downloaded_by_its_ids(rows: int, offered: int) -> None:
    item = ANSWER.items[0]
    items = tuple(
        item.model_copy(update={"id": f"shili-2022#{number}"}) for number in range(1, rows + 1)
    )
    links = parse(render_card(ANSWER.model_copy(update={"items": items}))).select("a[download]")
    assert len(links) == offered
    for link, form in zip(links, ("xlsx", "csv"), strict=False):
        query = parse_qs(urlsplit(str(link.get("href"))).query)
        assert query == {"ids": [f"shili-2022/{n}" for n in range(1, rows + 1)], "format": [form]}


@pytest.mark.parametrize("card", [render_waiting(), *render_growing(ANSWER)])
def test_an_unfinished_card_says_so(card: str) -> None:
    found = parse(card).select_one(".card")
    assert found
    assert found.get("aria-busy") == "true"
    assert not found.has_attr("data-done")
    assert found.get_text().strip()
