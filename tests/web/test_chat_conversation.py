"""A conversation: how it grows, what of it is history, how a browser keeps it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.web.conversation import (
    KEPT_BYTES,
    KEPT_EXCHANGES,
    REMEMBERED,
    Asked,
    Conversation,
    Exchange,
    converse,
    keep,
    recall,
    turns_of,
)
from tests.web.reading import parse
from tests.web.samples import ANSWER, ScriptedAnswerer


def exchange(number: int, *, failed: bool = False, length: int = 1) -> Exchange:
    asked = Asked(question=f"问{number}")
    if failed:
        return Exchange(asked, "卡", failure="没有答上来。")
    return Exchange(asked, "卡", ANSWER.model_copy(update={"text": f"答{number} [1]" * length}))


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
    asked = Asked(question="谁负责", jurisdiction="某市示例区", year=2022)
    answerer = ScriptedAnswerer()
    states = list(converse(answerer, asked, ()))
    assert "正在" in states[0].card
    assert not any(state.answer or state.failure for state in states[:-1])
    assert states[-1].answer
    assert states[-1].answer.text == ANSWER.text
    assert (answerer.asked[0].jurisdiction, answerer.asked[0].year) == ("某市示例区", 2022)


def test_what_a_model_has_phrased_so_far_is_shown_as_it_grows() -> None:
    answerer = ScriptedAnswerer(drafts=("甲负责。", "甲负责。乙配合。"))
    states = list(converse(answerer, Asked(question="谁负责"), ()))
    shown = [parse(state.card).select(".body")[0].get_text().strip() for state in states]
    assert shown[1:3] == ["甲负责。", "甲负责。乙配合。"]
    assert shown[3].startswith("有 2 个地区")
    assert states[-1].answer
    assert len(answerer.asked) == 1


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
    asked = Asked(question=question, jurisdiction=jurisdiction)
    *_, last = converse(ScriptedAnswerer(), asked, (exchange(1),))
    assert not last.answer
    assert says in last.failure
    assert says in parse(last.card).get_text()
    assert "RuntimeError" not in last.card


def finished(count: int) -> Conversation:
    conversation: Conversation = ()
    for number in range(count):
        question = "崩溃" if number % 3 == 2 else f"问{number}"
        *_, last = converse(ScriptedAnswerer(), Asked(question=question), conversation)
        conversation = (*conversation, last)
    return conversation


def test_what_the_browser_kept_comes_back_as_it_was() -> None:
    conversation = finished(5)
    assert recall(json.loads(json.dumps(keep(conversation)))) == conversation


def test_a_browser_keeps_only_so_much_and_the_newest() -> None:
    assert len(keep(tuple(map(exchange, range(50))))) == KEPT_EXCHANGES
    long = tuple(exchange(number, length=5000) for number in range(9))
    kept = keep(long)
    assert 1 <= len(kept) < 9
    assert len(json.dumps(kept, ensure_ascii=False).encode()) <= KEPT_BYTES
    assert kept[-1]["asked"]["question"] == "问8"


def forged(url: str) -> list[dict[str, Any]]:
    (kept,) = keep(finished(1))
    kept["answer"]["citations"][0]["url"] = url
    return [kept]


@pytest.mark.parametrize(
    "kept",
    [
        None,
        "x",
        [1],
        [{"asked": {}}],
        [{"asked": {"question": "问"}}],
        [{"asked": {"question": "问"}, "answer": {"text": "答"}}],
        forged("javascript:alert(1)"),
        forged("//example.org/"),
        forged("https://example.org/items/1"),
    ],
)
def test_what_no_page_of_ours_has_kept_is_forgotten(kept: object) -> None:
    assert recall(kept) == ()


def test_a_forged_text_comes_back_as_text() -> None:
    (kept,) = keep(finished(1))
    kept["answer"]["text"] = "<img src=x onerror=alert(1)>"
    kept["asked"]["question"] = "<script>alert(1)</script>"
    (back,) = recall([kept])
    assert not parse(back.card).select("img, script")
