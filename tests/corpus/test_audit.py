"""The audit: what is found, how much it matters, and how sure every item and fact is."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook

from corpus.audit import audit_document, verdict
from corpus.catalog import CatalogEntry
from corpus.difference import compare_documents
from corpus.foreign import cut_foreign
from corpus.parse import parse_document
from corpus.personal import protect
from corpus.report import Report, difference_to_html, to_html
from corpus.report_sheets import difference_to_xlsx, to_xlsx

ENTRY = CatalogEntry("bing", "某市丙县", ("丙县",), 2023, "计划.txt")
TITLE = "某市丙县2023年政务公开工作要点"
HEADER = "序号\t工作任务\t责任单位\t完成时限"
GOOD = [
    "1\t公开财政预算和部门决算信息。\t县财政局\t6月底前",
    "2\t清理政务新媒体的僵尸账号。\t县财政局\t全年",
    "3\t发布疫情防控权威信息。\t县财政局\t全年",
    "4\t推进网站和应用的适老化改造。\t县政府办公室\t9月底前",
    "5\t公开农村集体土地征收信息。\t县自然资源局\t9月底前",
]


def audit(rows, title=TITLE, entry=ENTRY):
    text = "\n".join([title, HEADER, *rows])
    return audit_document(protect(parse_document(text, entry), keep=False))


def change(number, row):
    return [*GOOD[: number - 1], row, *GOOD[number:]]


FOUND = [
    (GOOD[:1] + GOOD[2:], "problem", "缺第 2 项", None),
    (change(5, GOOD[4].replace("5\t", "4\t", 1)), "check", "编号重复（4）", "bing#5"),
    (change(2, "2\t清理\t县财政局\t全年"), "check", "任务文字只有“清理”", "bing#2"),
    (change(2, "2\t清理政务新媒体的僵尸\t县财政局\t全年"), "check", "任务文字停在", "bing#2"),
    (change(2, GOOD[2].replace("3\t", "2\t")), "check", "与第 2 项相同", "bing#3"),
    (change(4, "4\t推进适老化改造。\t\t9月底前"), "check", "没有读出单位", "bing#4"),
    (change(4, "4\t推进适老化改造。\t推进小康\t9月底前"), "check", "不像单位名称", "bing#4"),
    (change(5, "5\t公开征收信息。\t县财正局\t全年"), "check", "是不是“县财政局”", "bing#5"),
    (change(3, "3\t发布防控权威信息。\t县财政局\t"), "check", "时限空着", "bing#3"),
    (change(3, "3\t发布防控权威信息。\t县财政局\t某某某\t"), "check", "不像时限", "bing#3"),
    (change(3, "3\t发布权威信息。\t县财政局\t2019年底前"), "check", "时限是 2019 年", "bing#3"),
    (change(3, "3\t9月底前发布权威信息。\t县财政局\t全年"), "note", "任务文字另写", "bing#3"),
    (
        change(3, GOOD[2].replace("。", "，电话13812345678。")),
        "check",
        "手机号码 138××××5678",
        "bing#3",
    ),
    (
        change(3, GOOD[2].replace("。", "。 beat365娱乐场_官方登录")),
        "check",
        "植入的广告",
        "bing#3",
    ),
]


@pytest.mark.parametrize(("rows", "level", "what", "record"), FOUND)
def test_what_is_wrong_is_found_where_it_stands(rows, level, what, record):
    found = [one for one in audit(rows).findings if what in one.what]
    assert [(one.level, one.record_id) for one in found] == [(level, record)]
    assert found[0].advice


SCRIPTS = [
    "<script>alert(1)</script>",
    '<iframe src="//x.cc/a.html">',
    "javascript:void(0)",
    "<a href='//x.cc'>",
    "document.write(unescape('%3c'))",
]


@pytest.mark.parametrize("script", SCRIPTS)
def test_scripts_are_cut_out_and_reported(script):
    text = "\n".join([TITLE, HEADER, *change(3, GOOD[2].replace("。", f"。{script}"))])
    parsed = parse_document(text, ENTRY)
    assert parsed.items[2].text == "发布疫情防控权威信息。"
    assert [(one.text, one.kind, one.record_id) for one in parsed.foreign] == [
        (script, "script", "bing#3")
    ]


def test_characters_nobody_sees_are_counted():
    found = audit(change(3, GOOD[2].replace("疫情", "疫\u200b\u2060情"))).findings
    assert [one.what for one in found if "看不见" in one.what] == [
        "1 行文字里夹着看不见的字符，共 2 个"
    ]


@pytest.mark.parametrize("text", ["增长率<5%且>3%。", "A<B，C>D。", "按照<通知>要求。"])
def test_signs_of_comparison_are_no_scripts(text):
    assert cut_foreign(text) == (text, ())


def test_a_good_plan_needs_nothing():
    checked = audit(GOOD)
    assert [one for one in checked.findings if one.level != "note"] == []
    assert {check.sureness for check in checked.checks} == {"high"}
    assert verdict(checked) == "没有发现问题，可以发布。"


def test_a_doubt_makes_an_item_low_and_a_repair_medium(shipped):
    checks = {check.record_id: check for check in audit_document(shipped["mancheng-2022"]).checks}
    assert checks["mancheng-2022#15"].sureness == "medium"
    assert checks["mancheng-2022#1"].sureness == "high"
    spam = {check.record_id: check for check in audit_document(shipped["zhoushan-2022"]).checks}
    assert spam["zhoushan-2022#24"].sureness == "low"


BASES = [
    (TITLE, ENTRY, {"标题": "stated", "地区": "stated", "年份": "stated", "文号": "missing"}),
    ("丙县政务公开工作要点", ENTRY, {"地区": "derived", "年份": "given"}),
    ("政务公开工作要点", ENTRY, {"地区": "given", "年份": "given"}),
]


@pytest.mark.parametrize(("title", "entry", "expected"), BASES)
def test_every_fact_says_what_it_rests_on(title, entry, expected):
    bases = {fact.name: fact.basis for fact in audit(GOOD, title, entry).inferred}
    assert {name: bases[name] for name in expected} == expected


def test_a_title_of_another_year_is_a_problem():
    checked = audit(GOOD, "某市丙县2021年政务公开工作要点")
    assert [one.what for one in checked.findings if one.level == "problem"] == [
        "标题写 2021 年，收录为 2023 年"
    ]


def test_the_shipped_documents_hold_no_problem(shipped):
    for name, parsed in shipped.items():
        checked = audit_document(parsed)
        doubts = [one.what for one in checked.findings if one.level != "note"]
        assert [what for what in doubts if not what.startswith("植入的广告")] == [], name


def report_of(text):
    parsed = protect(parse_document(text, ENTRY), keep=False)
    return Report(parsed, audit_document(parsed))


HOSTILE = '公开<script>alert(1)</script>与"引号"&符号。'


def test_the_page_is_one_harmless_file():
    text = "\n".join([TITLE, HEADER, f"1\t{HOSTILE}\t县财政局\t6月底前", GOOD[2]])
    page = to_html([report_of(text)])
    assert "<script" not in page
    assert not [word for word in ("http://", "https://", "url(", " src=") if word in page]
    for words in (
        "缺第 2 项",
        "tr:not(.group) > *",
        '"PingFang SC"',
        "要处理",
        "县财政局",
        "原文写明",
        "6月底前",
        "2023-06-30",
    ):
        assert words in page


def test_the_spreadsheet_has_findings_and_items(shipped):
    reports = [Report(parsed, audit_document(parsed)) for parsed in shipped.values()]
    book = load_workbook(io.BytesIO(to_xlsx(reports)))
    assert book.sheetnames == ["发现", "任务项", "概况"]
    assert book["任务项"].max_row == 220
    assert book["任务项"].freeze_panes == "D2"
    rows = list(book["发现"].iter_rows(values_only=True))
    assert rows[0] == ("程度", "文件", "编号", "位置", "发现", "建议")
    assert ("请核对", "舟山市2022", "24") in {row[:3] for row in rows}


def test_a_difference_as_page_and_spreadsheet():
    before, after = (
        parse_document("\n".join([TITLE, HEADER, *rows]), ENTRY)
        for rows in (GOOD, change(1, GOOD[0].replace("6月", "7月"))[:4])
    )
    difference = compare_documents(before, after)
    page = difference_to_html(difference)
    assert "<del>6</del><ins>7</ins>月底前" in page
    rows = list(
        load_workbook(io.BytesIO(difference_to_xlsx(difference))).active.iter_rows(values_only=True)
    )
    assert rows[1] == ("修改", "第1项", "完成时限", "6月底前", "7月底前")
    assert [row[:2] for row in rows[2:]] == [("删除", "第5项")]
