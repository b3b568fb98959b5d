"""What kind of thing a question wants, and which sentences hold such a thing."""

from __future__ import annotations

import pytest

from bot.understand.wanted import cut_plans, cut_wanted, find_wanted, quoted_in


@pytest.mark.parametrize(
    ("asked", "kind", "answer", "other"),
    [
        ("哪一年完成梳理", "year", "2023年完成梳理", "全面梳理信息"),
        ("清理哪一年以后制定的文件", "year", "（2016年以后制定的）", "全面清理文件"),
        ("几月底前参加评选", "month", "11月底前参加评选", "积极参加评选"),
        ("依据的通知是什么文号", "number_of_document", "（冀政办字〔2022〕31号）", "省政府通知"),
        ("严格执行的是哪个办法", "title", "执行《责任追究办法》", "依法追究责任"),
        ("向国办哪个刊物推介", "title", "向《工作交流》推介", "向媒体推介"),
        ("要做到哪几个同步", "enumeration", "同步起草、同步发布", "同步推进"),
        ("选几个重点领域试点", "parts", "选取２-３个重点领域", "选取重点领域"),
        ("每年最少听几次汇报", "count", "每年听取1次汇报", "听取汇报"),
        ("一年请几回人旁听", "count", "每年不少于3次", "邀请旁听"),
        ("起码得摆几场", "count", "至少开展一次活动", "开展活动"),
        ("自助机有多少台", "count", "共有20台", "自助机2022年接入"),
        ("阅览点有多少平方米", "count", "不小于20平方米", "共20台"),
        ("目录里有多少个栏目", "count", "设8个栏目", "设置栏目"),
        ("办结率要达到多少", "count", "办结率达到95%", "提高办结率，2022年底前完成"),
        ("争议少了几个百分点", "count", "下降2个百分点", "实现双下降"),
        ("留言要增加到多少", "count", "每月不少于30条", "2022年全面增加"),
        ("要移交到哪里", "place", "向档案馆移交", "及时移交"),
        ("要报谁批准", "approver", "报主要负责同志批准", "按程序报批"),
        ("监测要做到多少小时", "span", "实现24小时监测", "做好监测"),
        ("多长时间评估一回", "frequency", "开展月度评估", "开展评估"),
        ("是一季度公布一次还是一年一次", "frequency", "每季度公布", "及时公布"),
        ("知道一年请几回人旁听吗", "count", "每年不少于3次", "邀请旁听"),
        ("几天要答复，有没有规定", "span", "3个工作日内", "及时答复"),
        ("在哪些地方可以查到公报", "enumeration", "服务中心、图书馆", "图书馆"),
        ("创新什么模式", "kind", "创新“公开+业务”模式", "创新方式"),
        ("什么样的政务新媒体指数", "kind", "设立发展指数", "统筹管理账号"),
    ],
)
def test_a_sentence_that_answers_holds_such_a_thing(
    asked: str, kind: str, answer: str, other: str
) -> None:
    wanted = find_wanted(asked)
    assert wanted is not None
    assert wanted.kind == kind
    assert wanted.is_in(answer)
    assert not wanted.is_in(other)


@pytest.mark.parametrize(
    "asked",
    [
        "涉农补贴公开有什么要求",
        "涉农补贴什么时候公开",
        "年报怎么编",
        "政府公报",
        "那几条线能不能并到一处",
        "几家大公司联手抬价，查办了往不往外说",
        "打算多开几条打分的路子不",
        "哪些计划要求公开权责清单",
        "哪几个地方规定不再开展第三方评估",
        "公共企事业单位信息公开，几份计划都是怎么安排的",
        "减税降费信息公开包括哪些内容",
    ],
)
def test_a_question_for_all_there_is_wants_no_kind_of_thing(asked: str) -> None:
    assert find_wanted(cut_plans(asked, " ")) is None


@pytest.mark.parametrize(
    ("asked", "kind"), [("哪几个部门负责", None), ("要报哪个部门批准", "approver")]
)
def test_a_question_for_units_wants_only_what_is_asked_in_their_stead(
    asked: str, kind: str | None
) -> None:
    wanted = find_wanted(asked, asks_who=True)
    assert (wanted.kind if wanted else None) == kind


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ("发布排名要报谁批准", "发布排名|批准"),
        ("执行的是哪个办法", "执行的是|办法"),
        ("考核多长时间评估一回", "考核|评估"),
        ("清理哪一年以后制定的文件", "清理|制定的文件"),
        ("谁负责补贴公开", "谁负责补贴公开"),
    ],
)
def test_the_words_that_ask_are_cut_and_the_topic_stays(asked: str, left: str) -> None:
    assert cut_wanted(asked, "|") == left


@pytest.mark.parametrize(
    ("asked", "quoted"),
    [("“南美”要打造成什么", ("南美",)), ('"三同步"是什么', ("三同步",)), ("补贴公开", ())],
)
def test_what_is_quoted_is_found(asked: str, quoted: tuple[str, ...]) -> None:
    assert quoted_in(asked) == quoted
