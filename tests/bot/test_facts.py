"""What a document states of itself, read as a resident asks for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.answer import Answerer, open_answerer
from index.settings import IndexSettings

pytestmark = pytest.mark.xdist_group("answers")


@pytest.fixture(scope="module")
def answerer(shipped_data: Path) -> Answerer:
    return open_answerer(IndexSettings(data=shipped_data))


@pytest.mark.parametrize(
    ("asked", "document", "says"),
    [
        ("江北区这份要点的文号是多少", "jiangbei-2022", "北区政办发〔2022〕28号"),
        ("江北区的要点印发给哪些单位", "jiangbei-2022", "各街道办事处、慈城镇人民政府"),
        ("舟山的实施方案主送哪些单位", "zhoushan-2022", "各功能区管委会"),
        ("舟山这份文件在网站上是什么时候发布的", "zhoushan-2022", "“2022-08-15”"),
        ("江北这份文件是什么时候发布的", "jiangbei-2022", "印发日期是“2022年7月28日”"),
        ("莱芜的要点有哪些附件", "laiwu-2021", "“2021年莱芜区政务公开重点工作任务分解表”"),
        ("满城方案分几个部分", "mancheng-2022", "共 5 个部分"),
        ("舟山这份文件的全称是什么", "zhoushan-2022", "（2021—2025年）》实施方案"),
    ],
)
def test_a_document_fact_is_quoted_and_cites_the_document(
    asked: str, document: str, says: str, answerer: Answerer
) -> None:
    answer = answerer.answer(asked)
    assert answer.status == "answered"
    assert [citation.id for citation in answer.citations] == [document]
    assert says.replace("（", "(").replace("）", ")") in answer.text.replace("（", "(").replace(
        "）", ")"
    )


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("莱芜的要点印发给哪些单位", "没有写印发给哪些单位"),
        ("鄞州的任务分解有几个附件", "没有写附件"),
        ("莱芜这份文件在网站上什么时候发布的", "没有写发布时间"),
    ],
)
def test_a_fact_the_document_does_not_print_is_not_stated(
    asked: str, says: str, answerer: Answerer
) -> None:
    answer = answerer.answer(asked)
    assert answer.status == "not_stated"
    assert says in answer.text
    assert answer.citations == ()


def test_a_count_of_all_items_cites_the_document_too(answerer: Answerer) -> None:
    answer = answerer.answer("江北区任务分解表一共列了多少项任务")
    assert answer.count == 48
    assert [citation.id for citation in answer.citations][-1] == "jiangbei-2022"
    assert answer.text.startswith("江北区 2022 年计划共 48 项任务[49]，")
