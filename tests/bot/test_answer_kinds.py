"""Answers that ask back, mend, compare or read the body, over the five shipped documents."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.answer import Answerer, open_answerer
from bot.types import Answer, Turn
from index.encoder.load import load_encoder
from index.live import LiveIndex
from index.settings import IndexSettings
from index.types import Encoder, Vectors

pytestmark = pytest.mark.xdist_group("answers")


@pytest.fixture(scope="module")
def answerer(shipped_data: Path) -> Answerer:
    return open_answerer(IndexSettings(data=shipped_data))


class Mute:
    """An encoder that must not be asked."""

    def __init__(self, encoder: Encoder) -> None:
        self.name, self.dimension = encoder.name, encoder.dimension
        self.encode_passages = encoder.encode_passages

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        raise AssertionError(texts)


def cited(answer: Answer) -> list[str]:
    return [citation.id for citation in answer.citations]


@pytest.mark.parametrize("asked", ["公开谁负责", "信息谁负责", "培训什么时候办"])
def test_a_bare_word_that_names_several_tasks_is_asked_back(asked: str, answerer: Answerer) -> None:
    answer = answerer.answer(asked)
    assert answer.status == "needs_clarification"
    assert 2 <= len(answer.suggestions) <= 4
    assert len(set(answer.suggestions)) == len(answer.suggestions)
    assert answer.items == () and answer.citations == ()  # noqa: PT018  one state


def test_every_choice_has_an_answer_and_nothing_is_asked_back_twice(answerer: Answerer) -> None:
    asked = "公开谁负责"
    back = answerer.answer(asked)
    history = [Turn(role="user", content=asked), Turn(role="assistant", content=back.text)]
    for choice in back.suggestions:
        answer = answerer.answer(choice, history=history)
        assert answer.status in {"answered", "partial"}
        assert len(answer.items) == 1
    assert answerer.answer(asked, history=history).status != "needs_clarification"


def test_a_typo_is_mended_and_the_answer_says_so(answerer: Answerer) -> None:
    answer = answerer.answer("江北区涉农补帖公开谁负责")
    assert cited(answer) == ["jiangbei-2022#40"]
    assert answer.text.startswith("江北区 2022 年计划第40项由")
    assert answer.text.endswith("问题里的「补帖」按「补贴」理解。")
    assert "理解" not in answerer.answer("江北区涉农补贴公开谁负责").text


def test_a_comparison_names_who_lacks_the_task(answerer: Answerer) -> None:
    answer = answerer.answer("政府公报分别由谁办，江北区和满城区比一比")
    assert (answer.status, answer.kind) == ("partial", "compare")
    assert cited(answer) == ["jiangbei-2022#35"]
    assert "| 满城区（2022） | 计划里没有这一项 |" in answer.text


@pytest.mark.parametrize(
    "asked",
    [
        "区商务局要办哪几件事",
        "舟山三季度要完成什么",
        "江北全年的任务有几项",
        "满城第四章有哪些任务",
    ],
)
def test_lists_and_counts_need_no_encoder(asked: str, shipped_data: Path) -> None:
    settings = IndexSettings(data=shipped_data)
    encoder = Mute(load_encoder(settings))
    answer = Answerer(LiveIndex(shipped_data, lambda: encoder)).answer(asked)
    assert answer.status == "answered"
    assert answer.count == len(answer.items) > 0


def test_a_heading_is_found_by_its_words_though_others_stand_between(answerer: Answerer) -> None:
    answer = answerer.answer("打造营商环境这一节有几项")
    assert (answer.status, answer.kind, answer.count) == ("answered", "count", 9)
    assert {item.jurisdiction for item in answer.items} == {
        "宁波市江北区",
        "宁波市鄞州区",
        "舟山市",
    }
    assert answer.text.startswith("聚焦打造一流营商环境加大公开力度这一部分的任务一共 9 项")


def test_a_year_that_is_not_held_shows_what_the_plans_held_say(answerer: Answerer) -> None:
    answer = answerer.answer("江北区2019年涉农补贴公开谁负责")
    assert (answer.status, answer.items, cited(answer)) == ("out_of_scope", (), [])
    assert "没有收录江北区 2019 年的计划" in answer.text
    assert [(one.id, one.reason) for one in answer.related] == [
        ("jiangbei-2022#40", "别的年份的计划")
    ]
    assert answerer.answer("江北区2019年红烧肉怎么做").related == ()


def test_a_section_of_one_plan_does_not_stand_for_the_rows_of_several(answerer: Answerer) -> None:
    answer = answerer.answer("权责清单动态更新，哪几个地方有要求")
    assert cited(answer) == ["laiwu-2021#8", "mancheng-2022#29"]


def test_a_compared_plan_answers_from_its_body_where_its_table_lacks_the_task(
    answerer: Answerer,
) -> None:
    answer = answerer.answer("舟山和满城都要主要负责人听政务公开工作汇报吗，怎么要求的")
    assert (answer.status, answer.kind) == ("answered", "compare")
    assert cited(answer) == ["mancheng-2022#33", "zhoushan-2022/三/一"]
    assert answer.text.startswith("满城区的任务表写明了这件事，舟山市写在正文里：")
    assert "计划里没有这一项" not in answer.text
    assert "每年至少听取1次政务公开工作汇报" in answer.text.split("[2]")[1]


def test_both_compared_stand_side_by_side(answerer: Answerer) -> None:
    answer = answerer.answer("江北区和舟山市的涉农补贴公开分别由谁负责")
    assert (answer.status, answer.kind) == ("answered", "compare")
    assert cited(answer) == ["jiangbei-2022#40", "zhoushan-2022#38"]


@pytest.mark.parametrize(
    ("asked", "section", "said"),
    [
        ("舟山政务公开宣传活动每年至少搞几次", "zhoushan-2022/", "次"),
        ("满城行政机关对外发排名结果，要报谁批准", "mancheng-2022/", "主要负责同志"),
    ],
)
def test_the_body_answers_what_no_row_says(
    asked: str, section: str, said: str, answerer: Answerer
) -> None:
    answer = answerer.answer(asked)
    assert (answer.status, answer.kind) == ("answered", "passage")
    assert all(name.startswith(section) for name in cited(answer))
    assert said in answer.text


def test_where_the_body_says_the_same_it_is_shown_as_related(answerer: Answerer) -> None:
    answer = answerer.answer("各地的政府公报归谁办")
    assert "jiangbei-2022#35" in cited(answer)
    assert {one.reason for one in answer.related} == {"正文另有表述"}


def test_all_tasks_that_hold_a_word_are_listed(answerer: Answerer) -> None:
    answer = answerer.answer("舟山跟疫情有关的任务都列一下")
    assert (answer.status, answer.kind, answer.count) == ("answered", "list", 3)
    assert [item.number for item in answer.items] == ["11", "12", "13"]
    assert "写到「疫情」的任务共 3 项" in answer.text


def test_a_word_no_plan_holds_is_looked_up_as_a_task(answerer: Answerer) -> None:
    answer = answerer.answer("跟娃娃上学有关的任务有哪些")
    assert [item.id for item in answer.items] == ["laiwu-2021#13"]


@pytest.mark.parametrize(
    "asked", ["江北卫健局单独负责的有哪些", "江北区卫健局单独负责的9月底前的有哪些"]
)
def test_a_unit_that_does_nothing_alone_is_not_denied(asked: str, answerer: Answerer) -> None:
    answer = answerer.answer(asked)
    assert answer.status == "no_such_item"
    assert "没有符合条件" in answer.text
    assert "卫健局" not in answer.text


def test_a_list_of_what_lacks_a_unit_says_so(answerer: Answerer) -> None:
    answer = answerer.answer("满城公安局没份的有哪些")
    assert answer.text.startswith("满城区 2022 年计划里，没有点名公安局的任务共 36 项")
    assert answer.count == len(answer.items) == 36
