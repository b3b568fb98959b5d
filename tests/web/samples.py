"""A hand-made plan with every oddity a page must bear, and an answerer that follows a script."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from bot.types import Answer, AnswerDeadline, AnswerItem, Citation, Related, Turn
from corpus.errors import IndexMissing, QuestionError, UnknownJurisdiction
from corpus.types import Deadline, Document, Location, ParsedDocument, Passage, TaskItem

SPAM = "365娱乐场投注_beat365官方登录入口_比分365网页版"
SOURCE = "\n".join(
    [
        "示例区2022年政务公开工作要点",  # 1
        "",
        "一、公开政策",  # 3
        "（一）及时解读。<script>alert('x')</script>发布 & 解读同步进行。",  # 4
        "",
        "附件：任务分解表",  # 6
        "\t\t1. 公开<b>补贴</b>信息，年底前完成。\t全年\t区政府办、区财政局",  # 7
        "2. 建设专区，",  # 8
        "",
        "提供查阅。\t\t区司法局",  # 10
        f"| 3 {SPAM} | 公开资金。 | 市财政局 | 9月底前 | |",  # 11
        "完",
    ]
)
DOCUMENT = Document(
    id="shili-2022",
    title="示例区2022年政务公开工作要点",
    jurisdiction="某市示例区",
    aliases=("示例",),
    year=2022,
    issuer=None,
    number="示政办发〔2022〕1号",
    issued_on=date(2022, 7, 8),
    source_url=None,
    source_file="shili-2022.txt",
    sha256="",
    notes=("以下工作均需各街道落实",),
)


def make_item(number: str, lines: tuple[int, int], text: str, **fields: object) -> TaskItem:
    values: dict[str, object] = {
        "id": f"shili-2022#{number}",
        "document_id": "shili-2022",
        "number": number,
        "numbered": True,
        "chapter": "一、公开政策",
        "section": "（一）及时解读",
        "text": text,
        "lead_units": (),
        "units": (),
        "units_note": "",
        "merged_roles": False,
        "deadline": Deadline("", "unstated"),
        "deadline_in_text": (),
        "location": Location(*lines),
    }
    return TaskItem(**(values | fields))  # type: ignore[arg-type]


ITEMS = (
    make_item(
        "1",
        (7, 7),
        "公开<b>补贴</b>信息，年底前完成。",
        units=("区政府办", "区财政局"),
        deadline=Deadline("全年", "year_round", source="column"),
        deadline_in_text=("年底前",),
    ),
    make_item("2", (8, 10), "建设专区，提供查阅。", units=("区司法局",)),
    make_item(
        "3",
        (11, 11),
        "公开资金。",
        lead_units=("市财政局",),
        merged_roles=True,
        units_note="等部门",
        deadline=Deadline("9月底前", "dated", date(2022, 9, 30), "column"),
    ),
)
PASSAGES = (
    Passage(
        id="shili-2022/一/一",
        document_id="shili-2022",
        path=("一", "一"),
        heading=("一、公开政策", "（一）及时解读"),
        text="及时解读。<script>alert('x')</script>发布 & 解读同步进行。",
        units=(),
        location=Location(4, 4),
    ),
)


@dataclass
class Shelf:
    """One generation, as the pages see it."""

    generation: str = "1"
    documents: Mapping[str, Document] = field(default_factory=lambda: {DOCUMENT.id: DOCUMENT})
    items: Mapping[str, TaskItem] = field(default_factory=lambda: {one.id: one for one in ITEMS})
    passages: Mapping[str, Passage] = field(
        default_factory=lambda: {one.id: one for one in PASSAGES}
    )
    sources: Mapping[str, str] = field(default_factory=lambda: {DOCUMENT.id: SOURCE})
    encoder: str = "none"

    def similarities(self, ids: Sequence[str], others: Sequence[str]) -> NDArray[np.float64]:
        """One for the same text, nothing for another."""
        same = [[self.items[a].text == self.items[b].text for b in others] for a in ids]
        return np.array(same, dtype=np.float64).reshape(len(ids), len(others))


@dataclass
class Archive:
    """Versions by document and number."""

    versions: dict[tuple[str, int], ParsedDocument] = field(default_factory=dict)

    def version(self, document_id: str, number: int) -> ParsedDocument:
        return self.versions[document_id, number]


@dataclass
class Live:
    """The current generation; without one it says so."""

    shelf: Shelf | None = field(default_factory=Shelf)

    def current(self) -> Shelf:
        if self.shelf is None:
            raise IndexMissing("还没有索引，请先运行 zhengwen corpus publish --shipped。")
        return self.shelf


ANSWER = Answer(
    question="谁负责",
    standalone_question="谁负责",
    status="answered",
    kind="lookup",
    text=(
        "有 2 个地区的计划写明了这件事：\n\n"
        "| 地区 | 责任单位 | 计划时限 |\n| --- | --- | --- |\n"
        "| 示例区（2022） | 区政府办 | 全年 [1] |\n| 示例区（2022） | 区司法局 | 原文未写 [2] |\n\n"
        "<i>原文</i>如此。"
    ),
    items=(
        AnswerItem(
            id="shili-2022#1",
            label="示例区2022·第1项",
            jurisdiction="某市示例区",
            year=2022,
            number="1",
            text="公开补贴",
            lead_units=(),
            units=("区政府办",),
            deadline=AnswerDeadline(raw="全年", kind="year_round"),
        ),
    ),
    citations=tuple(
        Citation(
            marker=marker,
            id=f"shili-2022#{marker}",
            label=f"示例区2022·第{marker}项",
            heading=("一、公开政策",),
            url=f"/items/shili-2022/{marker}",
            quote="公开",
        )
        for marker in (1, 2)
    ),
    related=(
        Related(
            id="shili-2022#3",
            label="示例区2022·第3项",
            url="/items/shili-2022/3",
            reason="相近任务",
        ),
    ),
    suggestions=("第1项什么时候完成？", "第2项由谁负责？"),
)


@dataclass(frozen=True)
class Asked:
    question: str
    history: tuple[Turn, ...]
    jurisdiction: str | None
    year: int | None


@dataclass
class ScriptedAnswerer:
    """Gives ``ANSWER``, refuses as the real one does, crashes when asked to; remembers it all."""

    asked: list[Asked] = field(default_factory=list)
    drafts: tuple[str, ...] = ()

    @property
    def waits(self) -> bool:
        return False

    def answer(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        jurisdiction: str | None = None,
        year: int | None = None,
    ) -> Answer:
        self.asked.append(Asked(question, tuple(history), jurisdiction, year))
        if not question.strip():
            raise QuestionError("问题是空的。")
        if len(question) > 500:
            raise QuestionError("问题太长了。")
        if jurisdiction == "火星":
            raise UnknownJurisdiction("没有收录火星的文件。")
        if "崩溃" in question:
            raise RuntimeError(f"内部错误：{question}")
        return ANSWER.model_copy(update={"question": question})

    def stream(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        jurisdiction: str | None = None,
        year: int | None = None,
    ) -> Iterator[Answer]:
        whole = self.answer(question, history=history, jurisdiction=jurisdiction, year=year)
        yield from (whole.model_copy(update={"text": text}) for text in self.drafts)
        yield whole
