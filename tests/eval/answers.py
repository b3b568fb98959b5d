"""Hand-made cases, answers and facts that the tests of the evaluation share."""

from __future__ import annotations

from datetime import date

from bot.types import Answer, AnswerDeadline, AnswerItem, Citation
from corpus.types import Deadline, Document, Location, ParsedDocument, Passage, TaskItem
from eval.facts import CorpusFacts, collect_facts
from eval.types import Case

ROW_40 = "涉农补贴公开，2022年底前公开发放结果"
SOURCE = f"""某区政务公开工作要点
一、总则由区司法局负责。
40\t{ROW_40}\t区政府办
各街道(镇)\t全年
41\t另一项\t区农业农村局\t9月底前"""


def make_document() -> ParsedDocument:
    document = Document(
        id="mou-2022",
        title="某区政务公开工作要点",
        jurisdiction="某市某区",
        aliases=("某区",),
        year=2022,
        issuer=None,
        number=None,
        issued_on=None,
        source_url=None,
        source_file="mou-2022.txt",
        sha256="0" * 64,
    )
    passage = Passage(
        id="mou-2022/一",
        document_id="mou-2022",
        path=("一",),
        heading=("一、总则",),
        text="由区司法局负责。",
        units=("区司法局",),
        location=Location(2, 2),
    )
    return ParsedDocument(
        document,
        (
            make_item("40", ROW_40, ("区政府办", "各街道(镇)"), "全年", Location(3, 4)),
            make_item("41", "另一项", ("区农业农村局",), "9月底前", Location(5, 5)),
        ),
        (passage,),
        SOURCE,
    )


def make_item(
    number: str, text: str, units: tuple[str, ...], raw: str, location: Location
) -> TaskItem:
    return TaskItem(
        id=f"mou-2022#{number}",
        document_id="mou-2022",
        number=number,
        numbered=True,
        chapter="一、总则",
        section="",
        text=text,
        lead_units=(),
        units=units,
        units_note="",
        merged_roles=False,
        deadline=Deadline(raw, "year_round", None, "column"),
        deadline_in_text=("2022年底前",) if number == "40" else (),
        location=location,
    )


FACTS: CorpusFacts = collect_facts([make_document()])

ITEM_40 = AnswerItem(
    id="mou-2022#40",
    label="某区2022·第40项",
    jurisdiction="某市某区",
    year=2022,
    number="40",
    text=ROW_40,
    lead_units=(),
    units=("区政府办", "各街道(镇)"),
    deadline=AnswerDeadline(raw="全年", kind="year_round"),
    deadline_in_text=("2022年底前",),
)
ITEM_41 = AnswerItem(
    id="mou-2022#41",
    label="某区2022·第41项",
    jurisdiction="某市某区",
    year=2022,
    number="41",
    text="另一项",
    lead_units=("区农业农村局",),
    units=(),
    deadline=AnswerDeadline(raw="9月底前", kind="dated", end=date(2022, 9, 30)),
)
CASE = Case(
    id="who-001",
    type="who_when",
    question="谁负责涉农补贴公开、何时完成",
    gold=("mou-2022#40",),
    units={"mou-2022#40": ("区政府办", "各街道（镇）")},
    deadlines={"mou-2022#40": ("全年",)},
)
DECLINED = Case(id="no-001", type="unanswerable", question="区政府办主任是谁", answerable=False)


def cite(marker: int, record_id: str, quote: str) -> Citation:
    return Citation(
        marker=marker, id=record_id, label=record_id, heading=(), url="/items/x", quote=quote
    )


RIGHT = Answer(
    question=CASE.question,
    standalone_question=CASE.question,
    status="answered",
    text="由区政府办、各街道(镇)负责，2022年计划时限为全年。[1]",
    kind="lookup",
    items=(ITEM_40,),
    citations=(cite(1, "mou-2022#40", ROW_40),),
    elapsed_ms=10.0,
)
REFUSAL = Answer(
    question=DECLINED.question,
    standalone_question=DECLINED.question,
    status="out_of_scope",
    text="目前收录的是某区（2022年）的计划，没有区政府办主任的资料。",
    elapsed_ms=5.0,
)
