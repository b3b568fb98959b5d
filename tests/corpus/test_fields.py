"""Deadlines as printed and as dates."""

from datetime import date

import pytest

from corpus.fields import find_deadlines, looks_like_deadline, parse_deadline

COLUMN = [
    ("全年", "year_round", None),
    ("贯穿全年", "year_round", None),
    ("持续推进", "ongoing", None),
    ("长期坚持", "ongoing", None),
    ("按要求推进", "ongoing", None),
    ("三季度前", "dated", "2022-09-30"),
    ("第一季度", "dated", "2022-03-31"),
    ("上半年", "dated", "2022-06-30"),
    ("下半年", "dated", "2022-12-31"),
    ("7月底", "dated", "2022-07-31"),
    ("2月底前", "dated", "2022-02-28"),
    ("12月底前", "dated", "2022-12-31"),
    ("9月", "dated", "2022-09-30"),
    ("9 月底前", "dated", "2022-09-30"),
    ("９月底前", "dated", "2022-09-30"),
    ("六月底前", "dated", "2022-06-30"),
    ("6月中旬", "dated", "2022-06-20"),
    ("6月上旬", "dated", "2022-06-10"),
    ("6月30日前", "dated", "2022-06-30"),
    ("2023年3月1日前", "dated", "2023-03-01"),
    ("2022-06-30", "dated", "2022-06-30"),
    ("2022.6.30前", "dated", "2022-06-30"),
    ("2022年底前", "dated", "2022-12-31"),
    ("2021年年底前", "dated", "2021-12-31"),
    ("年内", "dated", "2022-12-31"),
    ("年底前", "dated", "2022-12-31"),
    ("2022年", "dated", "2022-12-31"),
    ("次年1月底前", "dated", "2023-01-31"),
    ("2022年3月至10月", "dated", "2022-10-31"),
    ("全年推进，11月底前总结", "dated", "2022-11-30"),
    ("6月底前完成方案，12月底前落实", "dated", "2022-12-31"),
    ("2022.12", "dated", "2022-12-31"),
    ("前三季度", "dated", "2022-09-30"),
    ("1—6月", "dated", "2022-06-30"),
    ("2022年全年", "year_round", None),
    ("2022年7月1日起", "ongoing", None),
    ("2022年6月1日起至11月底", "dated", "2022-11-30"),
    ("立行立改", "ongoing", None),
    ("汛期前", "ongoing", None),
    ("印发后20日内", "ongoing", None),
    ("半年一次", "ongoing", None),
    ("每年12月底前", "ongoing", None),
    ("每季度", "ongoing", None),
    ("3个工作日内", "ongoing", None),
    ("", "unstated", None),
]


@pytest.mark.parametrize(("raw", "kind", "end"), COLUMN)
def test_a_deadline_cell_is_kept_as_printed_and_understood(raw, kind, end):
    deadline = parse_deadline(raw, 2022)
    expected_end = date.fromisoformat(end) if end else None
    assert (deadline.raw, deadline.kind, deadline.end) == (raw, kind, expected_end)
    assert deadline.source == ("column" if raw else None)


@pytest.mark.parametrize("raw", [raw for raw, _, _ in COLUMN if raw and len(raw) < 12])
def test_deadline_cells_look_like_deadlines(raw):
    assert looks_like_deadline(raw)


def test_a_long_relative_deadline_looks_like_one():
    assert looks_like_deadline("抽检结果公布之日起20个工作日内")


@pytest.mark.parametrize(
    "cell", ["区财政局", "各镇政府、街道办事处", "持续做好政府公报工作。", "12345热线", "", "3"]
)
def test_other_cells_do_not(cell):
    assert not looks_like_deadline(cell)


TEXTS = [
    ("在2022年底前以村为单位公开", [("2022年底前", "2022-12-31")]),
    ("2022年7月底前完成矩阵建设", [("2022年7月底前", "2022-07-31")]),
    ("2021年年底前系统清理（2016年以后制定的）", [("2021年年底前", "2021-12-31")]),
    ("各部门单位年内邀请代表列席", [("年内", "2022-12-31")]),
    ("6月30日前上报，年底前总结", [("6月30日前", "2022-06-30"), ("年底前", "2022-12-31")]),
    ("三季度前建立机制", [("三季度前", "2022-09-30")]),
    ("2023年完成2008年以来的梳理", [("2023年", "2023-12-31")]),
    ("今年年底前实现一键查询", [("今年年底前", "2022-12-31")]),
    ("6月底和12月底前各公布一次", [("6月底", "2022-06-30"), ("12月底前", "2022-12-31")]),
    ("3月、9月底前分别公布", [("3月", "2022-03-31"), ("9月底前", "2022-09-30")]),
    ("上半年完成修订，下半年开展评估", [("上半年", "2022-06-30"), ("下半年", "2022-12-31")]),
    ("第三季度完成整改", [("第三季度", "2022-09-30")]),
    ("9月30日（含）前公开", [("9月30日（含）前", "2022-09-30")]),
    ("不迟于9月30日公开", [("9月30日", "2022-09-30")]),
    ("到2025年，实现全覆盖", [("2025年", "2025-12-31")]),
    ("在2021年重要政策文件集中公开的基础上", []),
    ("每年6月底前和12月底前报送", []),
    ("自2021年6月底以来", []),
    ("较2021年底增长5%", []),
    ("2022年1月1日起施行", []),
    ("5月15日前后开展宣传", []),
    ("纳入年底考核", []),
    ("公开2021年末债务余额", []),
    ("2022年6月发布的文件", []),
    ("全方位公开 2022 年《政府工作报告》明确的实事", []),
    ("每年组织培训不少于1次", []),
    ("每年12月底前报告", []),
    ("近年内开展", []),
    ("3年内完成", []),
    ("落实“1个工作日答复”要求", []),
    ("文件出台后的10个工作日内公开", []),
    ("实现24小时舆情监测", []),
    ("选取2-3个镇（街道）", []),
]


@pytest.mark.parametrize(("text", "expected"), TEXTS)
def test_deadlines_are_found_in_sentences(text, expected):
    found = [(deadline.raw, deadline.end.isoformat()) for deadline in find_deadlines(text, 2022)]
    assert found == expected
