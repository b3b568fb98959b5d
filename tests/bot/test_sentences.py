"""The sentence that answers is quoted, not the one that begins the section."""

from __future__ import annotations

import pytest

from bot.sentences import read_record
from bot.types import Question
from bot.understand.wanted import find_wanted
from corpus.types import Location, Passage
from index.coverage import Coverage

SECTION = (
    "加强组织领导，健全政务公开工作机制。行政机关主要负责人每年至少听取1次政务公开工作汇报。"
    "2023年完成政府信息梳理，形成管理模式；要按程序报主要负责同志批准。"
    "及时向档案馆移交文件。" + "其他要求按照有关规定执行，确保落实到位。" * 8
)
PREAMBLE = "2022年政务公开工作要点\n2022年政务公开工作为建设“品质新区”发挥作用。"


def make_passage(text: str) -> Passage:
    return Passage("a/一", "a", ("一",), ("一、工作要求",), text, (), Location(1, 1))


def make_question(asked: str) -> Question:
    return Question(asked=asked, text=asked, topic=asked, wanted=find_wanted(asked))


@pytest.mark.parametrize(
    ("text", "asked", "sentence"),
    [
        (SECTION, "政务公开汇报每年听几次", "行政机关主要负责人每年至少听取1次政务公开工作汇报。"),
        (SECTION, "政府信息哪一年梳理完", "2023年完成政府信息梳理，形成管理模式；"),
        (SECTION, "要报谁批准", "要按程序报主要负责同志批准。"),
        (SECTION, "文件移交到哪里", "及时向档案馆移交文件。"),
        (
            PREAMBLE,
            "2022年政务公开要建设什么",
            "2022年政务公开工作为建设“品质新区”发挥作用。",
        ),
    ],
)
def test_the_sentence_that_holds_the_thing_asked_for_is_read(
    text: str, asked: str, sentence: str
) -> None:
    reading = read_record(make_passage(text), make_question(asked), Coverage([text]).share)
    assert text[reading.start : reading.end] == sentence
    assert sentence in reading.quote
    assert reading.quote in text
    assert len(reading.quote) <= 120


@pytest.mark.parametrize(
    ("asked", "quoted"), [("“品质新区”是什么", True), ("“品质老区”是什么", False), ("新区", False)]
)
def test_words_the_question_quotes_are_looked_for(asked: str, quoted: bool) -> None:
    passage = make_passage(PREAMBLE)
    reading = read_record(passage, make_question(asked), Coverage([PREAMBLE]).share)
    assert reading.quoted is quoted
