"""What changed between two versions, item by item and field by field."""

from __future__ import annotations

from corpus.catalog import CatalogEntry
from corpus.difference import FieldChange, compare_documents
from corpus.parse import parse_document

ENTRY = CatalogEntry("bing", "某市丙县", ("丙县",), 2023, "计划.txt")
HEAD = "某市丙县2023年政务公开工作要点\n序号\t工作任务\t责任单位\t完成时限\n"
ROWS = [
    ("公开财政预算和部门决算信息。", "县财政局", "6月底前"),
    ("清理政务新媒体的僵尸账号。", "县政府办", "全年"),
    ("发布疫情防控权威信息。", "县卫健局", "全年"),
    ("推进网站和应用的适老化改造。", "县政府办", "9月底前"),
]


def parse(rows, head=HEAD):
    table = "\n".join("\t".join((str(n), *row)) for n, row in enumerate(rows, start=1))
    return parse_document(head + table, ENTRY)


def told(difference):
    return [
        (change.kind, change.record.number, [field.name for field in change.fields])
        for change in difference.items
    ]


CASES = [
    ("nothing", ROWS, []),
    ("a deadline", [(*ROWS[0][:2], "7月底前"), *ROWS[1:]], [("changed", "1", ["完成时限"])]),
    (
        "a row put in front shifts the numbers",
        [("公开重大建设项目批准和实施信息。", "县发改局", "全年"), *ROWS],
        [
            ("added", "1", []),
            ("changed", "2", ["编号"]),
            ("changed", "3", ["编号"]),
            ("changed", "4", ["编号"]),
            ("changed", "5", ["编号"]),
        ],
    ),
    ("the last row removed", ROWS[:3], [("removed", "4", [])]),
    (
        "reworded",
        [("公开财政预算、部门决算和绩效信息。", *ROWS[0][1:]), *ROWS[1:]],
        [("changed", "1", ["任务内容"])],
    ),
    (
        "another task under the same number",
        [("开展村务公开栏检查。", "县民政局", "全年"), *ROWS[1:]],
        [("added", "1", []), ("removed", "1", [])],
    ),
    (
        "two rows swapped",
        [ROWS[1], ROWS[0], *ROWS[2:]],
        [("changed", "1", ["编号"]), ("changed", "2", ["编号"])],
    ),
]


def test_items_are_told_apart():
    for name, rows, expected in CASES:
        assert told(compare_documents(parse(ROWS), parse(rows))) == expected, name


def test_facts_and_counts():
    new = parse(ROWS, HEAD.replace("工作要点", "工作方案"))
    difference = compare_documents(parse(ROWS), new)
    assert [(field.name, field.after) for field in difference.facts] == [
        ("标题", "某市丙县2023年政务公开工作方案")
    ]
    assert (difference.unchanged, difference.is_empty) == (4, False)
    assert compare_documents(new, new).is_empty


def test_runs_join_to_both_values():
    change = FieldChange("完成时限", "6月底前", "7月底前完成")
    runs = change.runs()
    assert "".join(text for kind, text in runs if kind != "added") == change.before
    assert "".join(text for kind, text in runs if kind != "removed") == change.after


def test_passages_are_compared_by_their_place(shipped):
    parsed = shipped["mancheng-2022"]
    source = parsed.source.replace("政务公开", "政府信息公开", 3)
    difference = compare_documents(parsed, parse_document(source, ENTRY))
    assert difference.passages
