"""The 219 items of the five documents, as reviewed by eye against the sources.

After a deliberate change: ``zhengwen corpus export`` in an installation that holds the five
documents, one file of its item lines a document, and read the diff beside the source.
"""

import json
from pathlib import Path

import pytest

from corpus.labels import record_url
from corpus.normalise import squeeze
from corpus.serialise import record_from_json, record_to_json

GOLDEN = Path(__file__).parent / "golden"
ITEMS = {
    "jiangbei-2022": 48,
    "yinzhou-2022": 55,
    "zhoushan-2022": 47,
    "laiwu-2021": 33,
    "mancheng-2022": 36,
}
SECTIONS = {
    "jiangbei-2022": 16,
    "yinzhou-2022": 0,
    "zhoushan-2022": 21,
    "laiwu-2021": 19,
    "mancheng-2022": 34,
}
documents = pytest.mark.parametrize("document_id", ITEMS)


@documents
def test_items_are_the_golden_ones(shipped, document_id):
    lines = (GOLDEN / f"{document_id}.jsonl").read_text(encoding="utf-8").splitlines()
    golden = [record_from_json(json.loads(line)) for line in lines]
    assert list(shipped[document_id].items) == golden
    assert len(golden) == ITEMS[document_id]


@documents
def test_numbers_run_from_one_and_ids_hold_them(shipped, document_id):
    items = shipped[document_id].items
    assert [item.number for item in items] == [str(n + 1) for n in range(len(items))]
    assert [item.id for item in items] == [f"{document_id}#{item.number}" for item in items]


@documents
def test_names_deadlines_numbers_and_texts_stand_in_the_lines_named(shipped, document_id):
    parsed = shipped[document_id]
    lines = parsed.source.split("\n")
    for item in parsed.items:
        start, end = item.location.start_line, item.location.end_line
        span = squeeze("".join(lines[start - 1 : end]))
        printed = [*item.lead_units, *item.units, item.deadline.raw, *item.deadline_in_text]
        printed += [item.text, item.units_note, item.number if item.numbered else ""]
        assert [text for text in printed if squeeze(text) not in span] == [], item.id


@documents
def test_body_sections_are_counted_as_printed(shipped, document_id):
    passages = shipped[document_id].passages
    sections = [passage for passage in passages if passage.path != ("引言",)]
    assert len(sections) == SECTIONS[document_id]
    assert len(passages) - len(sections) == (0 if document_id == "yinzhou-2022" else 1)
    assert len({passage.id for passage in passages}) == len(passages)


@documents
def test_passages_stand_in_the_lines_named(shipped, document_id):
    parsed = shipped[document_id]
    lines = parsed.source.split("\n")
    for passage in parsed.passages:
        start, end = passage.location.start_line, passage.location.end_line
        span = squeeze("".join(lines[start - 1 : end])).replace("*", "").replace("#", "")
        for paragraph in passage.text.split("\n"):
            assert squeeze(paragraph) in span, passage.id
        assert squeeze(passage.heading[-1]) in span or passage.path == ("引言",)
        assert all(unit in passage.text for unit in passage.units)


PASSAGES = [
    ("zhoushan-2022/一", ("一、总体要求",), "以习近平", ()),
    (
        "zhoushan-2022/二/十",
        ("二、主要任务", "(十)建立政府信息管理机制"),
        "全面摸清",
        ("市府办〔市大数据局〕", "市司法局", "市政府各部门"),
    ),
    (
        "zhoushan-2022/二/一",
        ("二、主要任务", "(一)夯实主动公开基础"),
        "依据《中华",
        ("市府办〔市大数据局〕", "市政府各部门", "各县〔区〕政府", "各功能区管委会"),
    ),
    (
        "mancheng-2022/四/十五",
        ("四、增强规范意识,夯实公开工作基础", "（十五）着力加强公开平台建设"),
        "严格落实网络",
        (),
    ),
    (
        "mancheng-2022/三/十一/1",
        (
            "三、严格落实公开解读要求,提高政策公开质量",
            "（十一）着力提高解读回应质效",
            "1.认真落实制度",
        ),
        "严格落实政策",
        (),
    ),
]


@pytest.mark.parametrize(("record_id", "heading", "start", "units"), PASSAGES)
def test_a_passage_carries_its_headings_and_units(shipped, record_id, heading, start, units):
    passages = {p.id: p for parsed in shipped.values() for p in parsed.passages}
    passage = passages[record_id]
    assert (passage.heading, passage.units) == (heading, units)
    assert passage.text.startswith(start)
    assert record_url(passage) == f"/passages/{record_id}"


def test_text_broken_in_mid_sentence_is_joined(shipped):
    texts = {p.id: p.text for p in shipped["jiangbei-2022"].passages}
    assert "推动优化投资和建设环境" in texts["jiangbei-2022/一/二"]


def test_attachment_titles_and_copies_belong_to_no_passage(shipped):
    for parsed in shipped.values():
        body = [p.text for p in parsed.passages if p.path != ("引言",)]
        assert not any("附件" in text or "抄送" in text for text in body)


FACTS = [
    (
        "jiangbei-2022",
        "2022年江北区政务公开工作要点",
        "宁波市江北区人民政府办公室",
        "北区政办发〔2022〕28号",
        "2022-07-28",
    ),
    ("yinzhou-2022", "2022年鄞州区政务公开工作任务分解", None, None, None),
    (
        "zhoushan-2022",
        "舟山市贯彻《浙江省政务公开五年行动计划(2021—2025年)》实施方案",
        "舟山市人民政府办公室",
        None,
        "2022-07-08",
    ),
    ("laiwu-2021", "2021年莱芜区政务公开工作要点", None, None, None),
    ("mancheng-2022", "保定市满城区2022年政务公开工作要点及分工方案", None, None, None),
]


@pytest.mark.parametrize("facts", FACTS, ids=lambda facts: facts[0])
def test_facts_are_those_the_document_states(shipped, facts):
    fields = record_to_json(shipped[facts[0]].document)
    assert tuple(fields[key] for key in ("id", "title", "issuer", "number", "issued_on")) == facts


def test_the_footnote_that_binds_every_row_is_a_note_of_the_document(shipped):
    note = "以下工作均需各县(区)政府、各功能区管委会落实,不再列出"
    parsed = shipped["zhoushan-2022"]
    assert parsed.document.notes == (note,)
    assert parsed.items[0].units == ("市政府各部门", "各县(区)政府", "各功能区管委会")


def test_planted_advertisements_are_reported_and_reach_no_record(shipped):
    found = [(f.line, f.record_id) for f in shipped["zhoushan-2022"].foreign]
    assert found == [(74, "zhoushan-2022#24"), (93, "zhoushan-2022#38")]
    for parsed in shipped.values():
        for record in (*parsed.items, *parsed.passages, parsed.document):
            text = json.dumps(record_to_json(record), ensure_ascii=False)
            assert "beat365" not in text
            assert "投注" not in text
