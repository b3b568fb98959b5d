"""What counts as right: one row of the table for each way to be right or wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.types import Answer, Turn
from eval.judge import find_citation_faults, find_faults, stands_verbatim
from eval.types import Case
from tests.eval.answers import (
    CASE,
    DECLINED,
    FACTS,
    ITEM_41,
    REFUSAL,
    RIGHT,
    ROW_40,
    SOURCE,
    cite,
)

TWO = (cite(1, "mou-2022#40", ROW_40), cite(2, "mou-2022#41", "另一项"))


def answer(base: Answer = RIGHT, **changes: object) -> Answer:
    return base.model_copy(update=changes)


ANSWERABLE = [
    ("as it should be", CASE, RIGHT, ()),
    ("partial counts as answered", CASE, answer(status="partial"), ()),
    (
        "declined",
        CASE,
        answer(status="out_of_scope"),
        ("应当作答，状态却是 out_of_scope",),
    ),
    (
        "broken",
        CASE,
        answer(status="error", text="索引坏了"),
        ("没有跑通：索引坏了",),
    ),
    (
        "gold not cited",
        replace(CASE, gold=("mou-2022#40", "mou-2022#41")),
        RIGHT,
        ("没有引用 mou-2022#41",),
    ),
    (
        "something else cited",
        CASE,
        answer(text=RIGHT.text + "[2]", citations=TWO),
        ("多引用了 mou-2022#41",),
    ),
    (
        "something optional cited",
        replace(CASE, gold_optional=("mou-2022#41",)),
        answer(text=RIGHT.text + "[2]", citations=TWO),
        (),
    ),
    (
        "unit missing from entry and text",
        replace(CASE, units={"mou-2022#40": ("区财政局",)}),
        RIGHT,
        ("mou-2022#40 缺责任单位“区财政局”",),
    ),
    ("unit in the entry only", CASE, answer(text="见下表。[1]"), ()),
    ("unit and deadline in the text only", CASE, answer(items=()), ()),
    (
        "unit in another record's entry does not count",
        CASE,
        answer(text="见下表。[1]", items=(ITEM_41,)),
        (
            "mou-2022#40 缺责任单位“区政府办”",
            "mou-2022#40 缺责任单位“各街道（镇）”",
            "mou-2022#40 缺时限“全年”",
        ),
    ),
    (
        "deadline of the text counts",
        replace(CASE, deadlines={"mou-2022#40": ("全年", "2022年底前")}),
        RIGHT,
        (),
    ),
    (
        "deadline missing",
        replace(CASE, deadlines={"mou-2022#40": ("7月底",)}),
        RIGHT,
        ("mou-2022#40 缺时限“7月底”",),
    ),
    (
        "marker between the words of a unit",
        replace(CASE, units={"mou-2022#40": ("区政府办、各街道",)}),
        answer(text="由区政府办[1]、各街道负责，全年"),
        (),
    ),
    ("count right", replace(CASE, count=1), answer(count=1), ()),
    ("count missing", replace(CASE, count=1), RIGHT, ("应为 1 项，答的是 None",)),
    (
        "must contain, compared without width and brackets",
        replace(CASE, must_contain=("各街道〔镇〕负责,",)),
        RIGHT,
        (),
    ),
    (
        "must contain, missing",
        replace(CASE, must_contain=("牵头",)),
        RIGHT,
        ("正文缺“牵头”",),
    ),
    (
        "must not contain",
        replace(CASE, must_not_contain=("全年",)),
        RIGHT,
        ("正文不该有“全年”",),
    ),
    (
        "narrative: one of gold or optional is enough",
        replace(CASE, type="narrative", gold=("mou-2022/一", "mou-2022#40"), gold_optional=("x",)),
        RIGHT,
        (),
    ),
    (
        "narrative: nothing of gold or optional",
        replace(CASE, type="narrative", gold=("mou-2022/一",)),
        RIGHT,
        ("没有引用任何一条可作依据的记录", "多引用了 mou-2022#40"),
    ),
    (
        "marker without citation",
        CASE,
        answer(text=RIGHT.text + "[2]"),
        ("正文标记 [2] 没有对应的引用",),
    ),
    (
        "citation without marker",
        CASE,
        answer(text="由区政府办负责，全年"),
        ("引用 [1] 在正文里没有标记",),
    ),
    (
        "one marker for two citations",
        replace(CASE, gold_optional=("mou-2022#41",)),
        answer(citations=(TWO[0], cite(1, "mou-2022#41", "另一项"))),
        ("两条引用共用标记 [1]",),
    ),
    ("a year in brackets is no marker", CASE, answer(text=RIGHT.text + "国办函[2021]132号"), ()),
]

NOT_STATED = replace(DECLINED, gold=("mou-2022#41",), expected_status="not_stated")
UNANSWERABLE = [
    ("declined", DECLINED, REFUSAL, ()),
    ("every other way to decline", DECLINED, answer(REFUSAL, status="needs_clarification"), ()),
    (
        "answered",
        DECLINED,
        answer(REFUSAL, status="answered"),
        ("应当不答，状态却是 answered",),
    ),
    (
        "items given",
        DECLINED,
        answer(REFUSAL, items=(ITEM_41,)),
        ("应当不答，却给出了任务项：mou-2022#41",),
    ),
    (
        "a unit stated",
        DECLINED,
        answer(REFUSAL, text="可问区农业农村局。"),
        ("应当不答，却说出了“区农业农村局”",),
    ),
    (
        "a passage's unit stated",
        DECLINED,
        answer(REFUSAL, text="可问区司法局。"),
        ("应当不答，却说出了“区司法局”",),
    ),
    (
        "a deadline stated",
        DECLINED,
        answer(REFUSAL, text="9 月底前会有。"),
        ("应当不答，却说出了“9月底前”",),
    ),
    (
        "a unit the user named before may be said",
        replace(DECLINED, history=(Turn(role="user", content="区农业农村局管什么"),)),
        answer(REFUSAL, text="没有区农业农村局的资料。"),
        (),
    ),
    (
        "a unit only the assistant named may not",
        replace(DECLINED, history=(Turn(role="assistant", content="区农业农村局"),)),
        answer(REFUSAL, text="没有区农业农村局的资料。"),
        ("应当不答，却说出了“区农业农村局”",),
    ),
    (
        "not stated, citing the record that fails to say it",
        NOT_STATED,
        answer(
            REFUSAL,
            status="not_stated",
            text="这一项没有写。[1]",
            citations=(cite(1, "mou-2022#41", "另一项"),),
        ),
        (),
    ),
    (
        "out of scope, yet citing",
        DECLINED,
        answer(REFUSAL, text="没有。[1]", citations=(cite(1, "mou-2022#41", "另一项"),)),
        ("应当不答，却有引用：mou-2022#41",),
    ),
    (
        "must contain holds for refusals too",
        replace(DECLINED, must_contain=("满城区",)),
        REFUSAL,
        ("正文缺“满城区”",),
    ),
]


@pytest.mark.parametrize(
    ("case", "given", "faults"),
    [pytest.param(*row[1:], id=row[0]) for row in ANSWERABLE + UNANSWERABLE],
)
def test_faults(case: Case, given: Answer, faults: tuple[str, ...]) -> None:
    assert find_faults(case, given, FACTS) == faults


@pytest.mark.parametrize(
    ("text", "question", "leaks"),
    [
        ("某区政务公开工作要点没有写。", "", ()),
        ("区政府办公室", "", ("区政府办",)),  # a unit inside a longer word is still said
        ("区政府办、各街道（镇）", "", ("各街道(镇)", "区政府办")),
        ("区政府办", "区政府办是做什么的", ()),
        ("全年。", "全年要做什么", ()),
        ("计划写明时限为“全年”。", "", ("全年",)),
        ("", "区政府办", ()),
    ],
)
def test_leaks(text: str, question: str, leaks: tuple[str, ...]) -> None:
    assert FACTS.leaks(text, question) == leaks


@pytest.mark.parametrize(
    ("quote", "verbatim"),
    [
        (ROW_40, True),
        ("公开发放结果 区政府办 各街道(镇)", True),  # over cells and lines
        ("涉农补贴公开……公开发放结果", True),
        ("涉农补贴公开……公开使用结果", False),
        ("涉农补贴公示", False),
        ("各街道（镇）", False),  # verbatim: the width of a bracket counts here
        ("", False),
        ("……", False),
    ],
)
def test_quote_stands_verbatim(quote: str, verbatim: bool) -> None:
    assert stands_verbatim(quote, SOURCE) is verbatim


@pytest.mark.parametrize(
    ("record_id", "quote", "faults"),
    [
        ("mou-2022#40", ROW_40, ()),
        ("mou-2022", ROW_40, ()),
        ("mou-2022/一", "由区司法局负责。", ()),
        ("mou-2022#41", ROW_40, ("引用 [1] 的引文不在 mou-2022#41 的原文里",)),
        ("mou-2022#99", ROW_40, ("引用的 mou-2022#99 不存在",)),
    ],
)
def test_citation_faults(record_id: str, quote: str, faults: tuple[str, ...]) -> None:
    given = answer(citations=(cite(1, record_id, quote),))
    assert find_citation_faults(given, FACTS.spans) == faults
