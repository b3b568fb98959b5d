"""What must hold for any source, not only for the five."""

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.catalog import CatalogEntry, shipped_entries, shipped_file
from corpus.errors import DocumentError
from corpus.fields import find_deadlines, parse_deadline
from corpus.items import read_items
from corpus.normalise import drop_invisible, fold, squeeze, tidy, unify_breaks
from corpus.parse import parse_document
from corpus.readers.text import decode, read_blocks
from corpus.serialise import record_from_json, record_to_json
from corpus.types import Location
from corpus.units import split_units

ENTRY = CatalogEntry("plan-2023", "某市某县", ("某县",), 2023, "plan.txt")
SEPARATORS = set("、，,；;|.．:*")
DOCUMENTS = [entry.id for entry in shipped_entries()]


def characters(*texts: str) -> Counter:
    """Count the characters that are no separators."""
    return Counter(char for text in texts for char in squeeze(text) if char not in SEPARATORS)


def fields_of(item) -> list[str]:
    deadline = item.deadline.raw if item.deadline.source == "column" else ""
    number = item.number if item.numbered else ""
    names = (*item.lead_units, *item.units, *item.support_units, *item.implementing_units)
    return [number, item.text, *names, item.units_note, deadline, *item.remarks]


@pytest.mark.parametrize("document_id", DOCUMENTS)
def test_no_character_of_a_row_is_lost(shipped, document_id):
    parsed = shipped[document_id]
    lines = parsed.source.split("\n")
    for index, item in enumerate(parsed.items):
        start, end = item.location.start_line, item.location.end_line
        span = lines[start - 1 : end]
        headings = [text for text in (item.chapter, item.section) if fold(text) in fold(span[0])]
        foreign = [found.text for found in parsed.foreign if found.record_id == item.id]
        notes = parsed.document.notes if index == 0 else ()
        read = characters(*fields_of(item), *headings, *foreign, *notes)
        assert read == characters(*span), item.id


@pytest.mark.parametrize("document_id", DOCUMENTS)
def test_every_line_of_the_table_belongs_to_a_row_a_heading_or_the_header(shipped, document_id):
    parsed = shipped[document_id]
    headers = {"工作任务", "具体要求", "责任单位", "牵头单位", "完成时限"}
    lines = parsed.source.split("\n")
    inside = {
        number
        for item in parsed.items
        for number in range(item.location.start_line, item.location.end_line + 1)
    }
    headings = {fold(text) for item in parsed.items for text in (item.chapter, item.section)}
    for number in range(min(inside), max(inside) + 1):
        text = lines[number - 1].replace("|", "").strip()
        if text and number not in inside:
            assert fold(text) in headings or squeeze(text) in headers, (number, text)


@pytest.mark.parametrize("document_id", DOCUMENTS)
def test_removing_any_blank_line_changes_no_item(shipped, document_id):
    parsed = shipped[document_id]
    lines = parsed.source.split("\n")
    expected = [without_place(item) for item in parsed.items]
    for index, line in enumerate(lines):
        if not line.strip():
            blocks, _ = read_blocks("\n".join(lines[:index] + lines[index + 1 :]))
            items = read_items(blocks, document_id, parsed.document.year).items
            assert [without_place(item) for item in items] == expected, index + 1


def without_place(item):
    return replace(item, location=Location(1, 1))


def test_tabs_in_place_of_pipes_change_no_item(shipped):
    entry = next(entry for entry in shipped_entries() if entry.id == "zhoushan-2022")
    items = parse_document(shipped["zhoushan-2022"].source.replace("|", "\t"), entry).items
    expected = [without_place(item) for item in shipped["zhoushan-2022"].items]
    assert [without_place(item) for item in items] == expected


@pytest.mark.parametrize("document_id", DOCUMENTS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_encoding_and_line_breaks_change_nothing(shipped, document_id, encoding, line_break):
    source = shipped[document_id].source
    data = source.replace("\n", line_break).encode(encoding)
    assert decode(data, "plan.txt") == source


@given(st.text())
def test_normalising_twice_changes_nothing(text):
    for normalise in (fold, tidy, squeeze, unify_breaks, drop_invisible):
        once = normalise(text)
        assert normalise(once) == once


PIECES = st.sampled_from(
    [
        *["\n", "\t", "|", " ", "\u3000", "。", "、", "，", "；", "：", "（", "）", "《", "》"],
        *["序号", "工作任务", "任务内容", "牵头单位", "责任单位", "完成时限", "配合单位", "备注"],
        *["一、", "（一）", "1.", "2", "十二", "①", "附件", "抄送", "---", "# ", "**", "*", "注："],
        *["区财政局", "各镇政府", "等部门", "牵头", "市公安局莱芜区分局", "区政府办公室区委编办"],
        *["全年", "2022年底前", "9月", "年内", "每年", "三季度前", "二〇二二年三月八日", "持续"],
        *["365娱乐场投注_beat365", "公开信息", "2022年某县政务公开工作要点", "某县人民政府"],
    ]
)


def attempt(function, *arguments):
    """The result, or the sentence of a refusal; any other error fails the test."""
    try:
        return function(*arguments)
    except DocumentError as error:
        return str(error)


@given(st.one_of(st.text(), st.lists(PIECES, max_size=60).map("".join)))
@settings(max_examples=300, deadline=None)
def test_any_text_is_parsed_or_refused_in_one_sentence(source):
    parsed = attempt(parse_document, source, ENTRY)
    if isinstance(parsed, str):
        assert "\n" not in parsed
        return
    lines = len(parsed.source.split("\n"))
    for record in (*parsed.items, *parsed.passages):
        assert 1 <= record.location.start_line <= record.location.end_line <= lines
        assert record_from_json(json.loads(json.dumps(record_to_json(record)))) == record
    assert len({item.id for item in parsed.items}) == len(parsed.items)
    assert len({passage.id for passage in parsed.passages}) == len(parsed.passages)


@given(st.binary())
@settings(deadline=None)
def test_any_bytes_are_decoded_or_refused_in_one_sentence(data):
    text = attempt(decode, data, "plan.txt")
    assert text.strip()


@given(st.text(max_size=40), st.integers(1990, 2100))
def test_deadlines_stand_in_the_text_they_were_found_in(text, year):
    for deadline in find_deadlines(text, year):
        assert deadline.raw in text
    assert parse_deadline(text, year).raw == tidy(text)


NAMES = ("区政府办", "区财政局", "区审管(公管)办", "市府办（市大数据局、市档案局）", "各镇政府")


@given(st.lists(st.sampled_from(NAMES), min_size=1, unique=True), st.sampled_from("、，,；\n"))
def test_names_are_split_as_they_were_joined(names, separator):
    assert split_units(separator.join(names)).names == tuple(names)


PHRASES = (
    "建立公开目录",
    "做好政策解读",
    "公开涉农补贴",
    "在2023年底前完成",
    "推动平台建设",
    "做到三同步",
)
WHEN = ("全年", "持续推进", "9月底前", "2023年12月31日前", "三季度前")
ROWS = st.lists(
    st.tuples(
        st.lists(st.sampled_from(PHRASES), min_size=2, max_size=6).map("，".join),
        st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True),
        st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True),
        st.sampled_from(WHEN),
    ),
    min_size=1,
    max_size=12,
)
HEADERS = {
    "number": "序号",
    "text": "工作任务",
    "lead": "牵头单位",
    "units": "责任单位",
    "deadline": "完成时限",
}
CELLS = {"pipes": " | ", "tabs": "\t", "lines": "\n\t", "plain lines": "\n"}


@given(
    rows=ROWS,
    order=st.permutations(["text", "lead", "units", "deadline"]),
    layout=st.sampled_from(sorted(CELLS)),
    numbered=st.booleans(),
)
@settings(max_examples=100, deadline=None)
def test_a_table_is_read_back_in_any_layout_and_column_order(rows, order, layout, numbered):
    columns = ["number", *order] if numbered or layout.endswith("lines") else order
    table = [[HEADERS[column] for column in columns]]
    for number, (text, lead, units, when) in enumerate(rows, start=1):
        cells = {"number": str(number), "text": f"{text}。", "deadline": when}
        cells |= {"lead": "、".join(lead), "units": "、".join(units)}
        table.append([cells[column] for column in columns])
    start = "\t" if layout == "lines" else ""
    source = "某县2023年政务公开工作要点\n" + "\n".join(
        start + CELLS[layout].join(cells) for cells in table
    )
    items = parse_document(source, ENTRY).items
    assert [
        (item.text, list(item.lead_units), list(item.units), item.deadline.raw) for item in items
    ] == [(f"{text}。", lead, units, when) for text, lead, units, when in rows]


def test_the_golden_files_are_the_export_form():
    for path in sorted((Path(__file__).parent / "golden").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            data = json.loads(line)
            assert record_to_json(record_from_json(data)) == data


def test_the_shipped_files_are_all_there():
    assert all(shipped_file(entry).is_file() for entry in shipped_entries())
