"""A small corpus and a fast encoder that the tests of the index share."""

from __future__ import annotations

import time
import zlib
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np

from corpus.types import Deadline, Document, Location, ParsedDocument, Passage, TaskItem
from index.types import Vectors

DIMENSION = 64
TASKS = (
    "及时公开涉农补贴申报信息和发放结果",
    "加强政务新媒体监管，清理僵尸账号",
    "发布疫情防控权威信息",
    "推进网站和应用的适老化改造",
    "公开农村集体土地征收信息",
    "主动推送减税降费政策",
)


class LetterEncoder:
    """Counts pairs of letters into hashed buckets: fast, deterministic, and near is alike."""

    def __init__(
        self, name: str = "letters-1", dimension: int = DIMENSION, pause: float = 0
    ) -> None:
        self.name = name
        self.dimension = dimension
        self.pause = pause
        self.encoded: list[str] = []

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return np.stack([self._vector(text) for text in texts])

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        self.encoded.extend(texts)
        time.sleep(self.pause)
        return self.encode_queries(texts)

    def _vector(self, text: str) -> Vectors:
        vector = np.full(self.dimension, 1e-3, dtype=np.float32)
        for i in range(len(text)):
            vector[zlib.crc32(text[i : i + 2].encode()) % self.dimension] += 1
        return vector / np.linalg.norm(vector)


def make_document(document_id: str = "jia-2022", place: str = "甲市乙区") -> Document:
    return Document(
        id=document_id,
        title=f"{place}2022年政务公开工作计划",
        jurisdiction=place,
        aliases=(place[2:], place[2:-1] + "城"),
        year=2022,
        issuer=None,
        number=None,
        issued_on=None,
        source_url=None,
        source_file=f"{document_id}.txt",
        sha256="0" * 64,
    )


def make_item(number: int, text: str, document_id: str = "jia-2022") -> TaskItem:
    return TaskItem(
        id=f"{document_id}#{number}",
        document_id=document_id,
        number=str(number),
        numbered=True,
        chapter="一、加强信息公开",
        section="（一）重点领域",
        text=text,
        lead_units=("区政府办",),
        units=("区财政局", "各有关单位"),
        units_note="",
        merged_roles=False,
        deadline=Deadline("9月底前", "dated", date(2022, 9, 30), "column"),
        deadline_in_text=(),
        location=Location(number, number),
    )


def make_passage(text: str, document_id: str = "jia-2022", section: str = "十") -> Passage:
    return Passage(
        id=f"{document_id}/二/{section}",
        document_id=document_id,
        path=("二", section),
        heading=("二、主要任务", f"（{section}）基层公开"),
        text=text,
        units=("区农业农村局",),
        location=Location(100, 101),
    )


def make_parsed(
    document_id: str = "jia-2022", place: str = "甲市乙区", tasks: Sequence[str] = TASKS
) -> ParsedDocument:
    items = (make_item(n, text, document_id) for n, text in enumerate(tasks, start=1))
    return ParsedDocument(
        document=make_document(document_id, place),
        items=tuple(items),
        passages=(make_passage("村务公开栏应当长期保留。" * 60, document_id),),
        source="甲\tTask\n\n  乙\u3000原文\n",
    )


def make_corpus(generation: int = 1) -> list[ParsedDocument]:
    """Two documents; the first task tells one ``generation`` from another."""
    return [
        make_parsed(tasks=(f"第{generation}版的任务", *TASKS)),
        make_parsed("bing-2022", "丙市丁县", TASKS[:4]),
    ]


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}
