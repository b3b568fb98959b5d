"""Questions for a list: what they select by, and what only looks like a list."""

from __future__ import annotations

from datetime import date

import pytest

from bot.listing import meets_window
from bot.types import LAST, Selection
from bot.understand.lexicon import Lexicon
from bot.understand.phrases import load_phrases
from bot.understand.selection import find_selection
from corpus.types import Deadline, Location, TaskItem


def select(asked: str, lexicon: Lexicon) -> Selection | None:
    return find_selection(asked, lexicon.units, load_phrases())


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("9月底前要完成哪些", 9, 9),
        ("7月到9月之间到期的任务", 7, 9),
        ("10月以后到期的有哪些", 11, 12),
        ("从9月起到期的有哪些", 9, 12),
        ("下半年到期的有几项", 7, 12),
        ("哪些任务写了时限", 1, 12),
        ("有明确截止日期的任务有哪些", 1, 12),
    ],
)
def test_windows_of_months(asked: str, first: int, last: int, lexicon: Lexicon) -> None:
    found = select(asked, lexicon)
    assert found is not None
    assert found.window is not None
    assert (found.window.kind, found.window.first, found.window.last) == ("dated", first, last)


@pytest.mark.parametrize(
    ("asked", "kind", "negated"),
    [
        ("没写时限的有几项", "unstated", False),
        ("没有截止日期的任务有几项", "undated", False),
        ("全年的有哪些任务", "year_round", False),
        ("除了全年的还有哪些任务", "year_round", True),
        ("不是持续推进的有哪些", "ongoing", True),
    ],
)
def test_windows_without_a_date(asked: str, kind: str, negated: bool, lexicon: Lexicon) -> None:
    found = select(asked, lexicon)
    assert found is not None
    assert found.window is not None
    assert (found.window.kind, found.window.negated) == (kind, negated)


@pytest.mark.parametrize(
    ("asked", "deadline", "meets"),
    [
        ("没有截止日期的任务有哪些", Deadline("持续推进", "ongoing"), True),
        ("没有截止日期的任务有哪些", Deadline("7月底", "dated", date(2022, 7, 31)), False),
        ("除了全年的还有哪些", Deadline("全年", "year_round"), False),
        ("除了全年的还有哪些", Deadline("7月底", "dated", date(2022, 7, 31)), True),
    ],
)
def test_which_rows_a_window_selects(
    asked: str, deadline: Deadline, meets: bool, lexicon: Lexicon
) -> None:
    item = TaskItem(
        id="x#1",
        document_id="x",
        number="1",
        numbered=True,
        chapter="",
        section="",
        text="",
        lead_units=(),
        units=(),
        units_note="",
        merged_roles=False,
        deadline=deadline,
        deadline_in_text=(),
        location=Location(1, 1),
    )
    found = select(asked, lexicon)
    assert found is not None
    assert meets_window(item, found.window, 2022) is meets


@pytest.mark.parametrize(
    ("asked", "extreme"),
    [
        ("最早到期的是哪一项", "first"),
        ("最晚完成的是哪几项", "last"),
        ("全部任务有哪些", None),
    ],
)
def test_first_and_last(asked: str, extreme: str | None, lexicon: Lexicon) -> None:
    found = select(asked, lexicon)
    assert found is not None
    assert found.extreme == extreme


@pytest.mark.parametrize(
    ("asked", "unit"),
    [
        ("残联做什么", "残联"),
        ("工商联有哪些任务", "工商联"),
        ("水利局负责哪些任务", "水利局"),
    ],
)
def test_units_no_plan_names(asked: str, unit: str, lexicon: Lexicon) -> None:
    found = select(asked, lexicon)
    assert found is not None
    assert found.unknown_unit == unit


def test_a_section_inside_a_chapter(lexicon: Lexicon) -> None:
    found = select("第一章第三节有哪些任务", lexicon)
    assert found is not None
    assert (found.ordinal, found.section) == (("1", "章"), ("3", "节"))


@pytest.mark.parametrize(
    "asked", ["最晚什么时候完成", "征地信息谁公开", "新媒体矩阵是谁的任务", "是哪一家负责的"]
)
def test_what_is_no_list(asked: str, lexicon: Lexicon) -> None:
    assert select(asked, lexicon) is None


@pytest.mark.parametrize(
    ("asked", "word"),
    [
        ("跟疫情有关的任务都列一下", "疫情"),
        ("疫情相关的任务有哪些", "疫情"),
        ("和补贴有关的任务一共几项", "补贴"),
        ("请列出跟疫情有关的任务", "疫情"),
        ("麻烦列一下疫情有关的任务", "疫情"),
        ("跟就业有关的任务有哪些", "就业"),
        ("有关的工作有哪些", None),  # names nothing
        ("跟公开有关的任务有哪些", None),
        ("跟疫情有关的信息由谁发布", None),  # one task
    ],
)
def test_lists_by_a_word(asked: str, word: str | None, lexicon: Lexicon) -> None:
    found = select(asked, lexicon)
    assert (found.mention if found else None) == word


@pytest.mark.parametrize(
    ("asked", "word"),
    [
        ("没提知识产权的是哪家", "知识产权"),
        ("跟疫情不沾边的是哪几个", "疫情"),
        ("没写到“老年人”的有哪些", "老年人"),
    ],
)
def test_lists_by_a_word_that_is_lacking(asked: str, word: str, lexicon: Lexicon) -> None:
    found = select(asked, lexicon)
    assert found is not None
    assert (found.mention, found.lacks) == (word, True)


@pytest.mark.parametrize(
    ("asked", "lacks", "alone"),
    [
        ("区政府办没份的有哪些", True, False),
        ("跟区政府办搭伙的划掉，剩哪些", True, False),
        ("区政府办单独负责的有哪些", False, True),
        ("不是区政府办一家负责的有哪些", True, True),
        ("区政府办负责的有哪些", False, False),
    ],
)
def test_units_left_out_or_alone(asked: str, lacks: bool, alone: bool, lexicon: Lexicon) -> None:
    found = select(asked, lexicon)
    assert found is not None
    assert [key for _, key in found.units] == ["政府办"]
    assert (found.lacks, found.alone) == (lacks, alone)


def test_the_last_chapter(lexicon: Lexicon) -> None:
    found = select("最后一章讲了什么", lexicon)
    assert found is not None
    assert found.ordinal == (LAST, "章")
