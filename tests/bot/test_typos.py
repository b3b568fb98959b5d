"""Typos are mended against the corpus's vocabulary, and nothing else is touched."""

from __future__ import annotations

import pytest

from bot.understand.typos import Vocabulary, learn_vocabulary, sound_of
from index.tokens import Segmenter

TEXTS = [
    "推进涉农补贴公开，及时公布发放结果。",
    "各部门梳理权责清单，统一的智能化政策问答平台年内建成。",
    "完善农村集体土地征地信息全覆盖，支持互联网协议第六版。",
    "规范政府信息公开申请办理，公开的条件由各单位明确。",
]


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return learn_vocabulary(TEXTS, ["鄞州", "时候", "牵头", "那项"], Segmenter())


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("涉农补帖公开谁负责", "涉农补贴公开谁负责"),
        ("全责清单谁牵头", "权责清单谁牵头"),
        ("征第信息全复盖", "征地信息全覆盖"),
        ("政策问达平台几月建好", "政策问答平台几月建好"),
        ("互联网协仪第六版", "互联网协议第六版"),
        ("信息公开伸请办理", "信息公开申请办理"),
        ("鄞洲的补贴什么时侯公开", "鄞州的补贴什么时候公开"),
        ("清单谁牵投", "清单谁牵头"),
    ],
)
def test_mends(vocabulary: Vocabulary, typed: str, meant: str) -> None:
    mended = vocabulary.mend(typed)
    assert mended.text == meant
    assert mended.changes
    assert all(before in typed and after in meant for before, after in mended.changes)


@pytest.mark.parametrize(
    "text",
    [
        "涉农补贴公开谁负责",  # nothing is wrong
        "家里老人不会用手机，都是谁在管",  # everyday words that the corpus does not write
        "第12条讲的什么",  # 条讲 sounds like 条件, which the corpus follows with an empty word
        "我是江北的，补助发了没有",  # 补助 is a word of its own
        "公开由谁负责",
        "谁抢在前头说话",
        "写在哪项工作里",
        "补贴几时公开",
        "报名时讲得天花乱坠",
        "abc 123",
        "",
        "帖",
    ],
)
def test_leaves_alone(vocabulary: Vocabulary, text: str) -> None:
    assert vocabulary.mend(text).text == text
    assert vocabulary.mend(text).changes == ()


def test_mending_twice_changes_nothing(vocabulary: Vocabulary) -> None:
    once = vocabulary.mend("鄞洲涉农补帖，全责清单什么时侯公开").text
    assert vocabulary.mend(once).text == once


@pytest.mark.parametrize(("one", "other"), [("帖", "贴"), ("身", "生"), ("战", "站"), ("林", "灵")])
def test_confused_sounds_are_one(one: str, other: str) -> None:
    assert sound_of(one) == sound_of(other)
