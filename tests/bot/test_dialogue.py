"""Questions in a conversation that no pattern reads: what is found tells what they mean."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.answer import Answerer, open_answerer
from bot.types import Turn
from index.settings import IndexSettings

pytestmark = pytest.mark.xdist_group("answers")

SUBSIDY = "满城惠农补贴发放结果由谁公开"
EVERY_SUBSIDY = ["jiangbei-2022#40", "yinzhou-2022#46", "zhoushan-2022#38", "mancheng-2022#26"]
FEEDBACK = "江北企业反映审批难题的反馈机制几时建好"
DUE = "江北12月底前要做完的有哪几项"
DUE_ZHOUSHAN = "舟山年底12月前要完成的都有哪些"
OPEN_DAYS = "莱芜区政府有关部门有哪些任务"
LARGE_PRINT = "给老年人提供大字版应用，各地什么时候做"
EPIDEMIC = "舟山“聚焦常态化疫情防控”这一节有哪几项"
SUBSIDY_NOWHERE = "谁负责涉农补贴公开"
JUSTICE = "满城司法局牵头哪些"
PETITIONS = ["jiangbei-2022#20", "jiangbei-2022#21"]
JUSTICE_LEADS = [f"mancheng-2022#{number}" for number in (11, 20, 31, 32)]
FARM = "江北区涉农补贴公开由谁负责"
MONOPOLY = "反垄断执法信息公开，五个地方各是谁管"
CHARTERED = ["jiangbei-2022#5", "yinzhou-2022#5", "zhoushan-2022#6"]


@pytest.fixture(scope="module")
def answerer(shipped_data: Path) -> Answerer:
    return open_answerer(IndexSettings(data=shipped_data))


@pytest.mark.parametrize(
    ("before", "asked", "expected"),
    [
        # In the place before it finds what was just shown.
        ([SUBSIDY], "公示完那些材料放哪儿存着", ["mancheng-2022#26"]),
        ([DUE], "管行政复议的是哪条，谁干", ["jiangbei-2022#26"]),
        ([DUE, "管行政复议的是哪条"], "由谁负责", ["jiangbei-2022#26"]),
        # It finds nothing alone.
        ([FEEDBACK], "舟山也有差不多的安排没", ["zhoushan-2022#5"]),
        ([FEEDBACK], "舟山自己那份咋写的", ["zhoushan-2022#5"]),
        ([DUE_ZHOUSHAN], "里头照顾上岁数的是哪条", ["zhoushan-2022#19"]),
        ([OPEN_DAYS], "讲怎么给申诉定规矩的是哪条", ["laiwu-2021#18"]),
        # A few words about the task shown; nothing in them points back.
        ([FARM], "贴哪儿", ["jiangbei-2022#40"]),
        ([FARM], "原话贴一下", ["jiangbei-2022#40"]),
        ([FARM], "归在第几章的", ["jiangbei-2022#40"]),
        ([FARM], "发放结果也公开？", ["jiangbei-2022#40"]),
        ([FARM], "区财政局有份没", ["jiangbei-2022#40"]),
        (["舟山公报谁牵头做"], "全年都得做吗", ["zhoushan-2022#36"]),
        # A few words with a place.
        ([FARM], "哦我说的是舟山", ["zhoushan-2022#38"]),
        ([FARM], "鄞州要求贴出来不", ["yinzhou-2022#46"]),
        # A few words about something else.
        ([FARM], "红烧肉放多少糖", []),
        ([FARM], "医保卡丢了咋补", []),
        ([FARM], "港澳通行证续签", []),
        # What was asked is put right.
        ([FARM], "没问这个呀，问期限", ["jiangbei-2022#40"]),
        (["江北卫健局负责哪些"], "打错字了，是信访局", PETITIONS),
        # It has a matter of its own.
        ([FEEDBACK], "那明天会下雨吗", []),
        ([FEEDBACK], "这附近哪家火锅好吃", []),
        ([SUBSIDY], "江北政府公报归谁办", ["jiangbei-2022#35"]),
        (["江北区第40项是什么"], "谁负责涉农补贴公开、何时完成", EVERY_SUBSIDY),
        (["江北区第40项是什么"], "涉农补贴公开谁负责，还有什么时候完成", EVERY_SUBSIDY),
        # A deadline or a unit asked after, not a list of its own.
        ([FEEDBACK], "舟山也是三季度前？", ["zhoushan-2022#5"]),
        ([FEEDBACK], "不对，我说的是舟山，不是江北", ["zhoushan-2022#5"]),
        ([FEEDBACK], "跟舟山谁更早", ["jiangbei-2022#4", "zhoushan-2022#5"]),
        ([FEEDBACK], "换满城，这个怎么安排的", ["mancheng-2022#2"]),
        ([SUBSIDY_NOWHERE], "我是问江北啥时候", ["jiangbei-2022#40"]),
        # Filters of the list before.
        ([LARGE_PRINT], "这几项里哪些写的是全年", ["jiangbei-2022#29", "yinzhou-2022#30"]),
        ([LARGE_PRINT, "只看区政府办的"], "里面写全年的呢", ["yinzhou-2022#30"]),
        ([LARGE_PRINT], "里面有没有9月底前的", []),
        ([EPIDEMIC], "只要公安局牵头的", ["zhoushan-2022#13"]),
        ([JUSTICE], "只要年底前那种，持续推进的不算", ["mancheng-2022#31", "mancheng-2022#32"]),
        ([JUSTICE], "持续推进的去掉，还剩哪些", ["mancheng-2022#31", "mancheng-2022#32"]),
        ([EPIDEMIC], "我只想看跟隐私有关的", ["zhoushan-2022#13"]),
        ([JUSTICE], "它一家单独牵头的有几个", ["mancheng-2022#20", "mancheng-2022#32"]),
        ([MONOPOLY], "没提知识产权的是哪家", ["laiwu-2021#10", "mancheng-2022#3"]),
        ([MONOPOLY], "司法局没份的是哪几家", [*CHARTERED, "mancheng-2022#3"]),
        # The unit that was shown.
        (["满城信息公开复议案件归谁"], "这个局牵头哪几项", JUSTICE_LEADS),
    ],
)
def test_what_a_question_means_after_others(
    before: list[str], asked: str, expected: list[str], answerer: Answerer
) -> None:
    history = [Turn(role="user", content=one) for one in before]
    answer = answerer.answer(asked, history=history)
    assert [item.id for item in answer.items] == expected


def test_what_is_asked_of_the_shown_is_put_in_words(answerer: Answerer) -> None:
    history = [Turn(role="user", content=FEEDBACK)]
    answer = answerer.answer("舟山也有差不多的安排没", history=history)
    assert answer.standalone_question.startswith("舟山市")
