"""How records are called and where their pages are."""

from __future__ import annotations

import re

from corpus.types import Document, Passage, Record, TaskItem

_PROVINCE = re.compile("^.{2,8}?(?:省|自治区|特别行政区)(?=..)")
_CITY = re.compile("^.{1,8}?(?:市|自治州|地区|盟)(?=.+[区县旗市镇乡]|.+街道)(?=..)")
_COUNTY = re.compile("^.{1,8}?(?:区|县|旗)(?=.{2,}(?:镇|乡|街道)$)")
_SECTION_MARKS = ("{}", "（{}）", "{}")


def short_name(jurisdiction: str) -> str:
    """Innermost part of a place name: 宁波市江北区 is 江北区, 舟山市 stays 舟山市."""
    for outer in (_PROVINCE, _CITY, _COUNTY):
        jurisdiction = outer.sub("", jurisdiction)
    return jurisdiction


def document_label(document: Document) -> str:
    """Label of a document: 「江北区2022」."""
    return f"{short_name(document.jurisdiction)}{document.year}"


def item_label(item: TaskItem, document: Document) -> str:
    """Label of an item: 「江北区2022·第40项」; it says so where the table prints no number."""
    note = "" if item.numbered else "（原表未编号，按表内顺序）"
    return f"{document_label(document)}·第{item.number}项{note}"


def passage_label(passage: Passage, document: Document) -> str:
    """Label of a passage: 「江北区2022·正文一（三）」, 「江北区2022·引言」."""
    if passage.path == ("引言",):
        return f"{document_label(document)}·引言"
    marks = _SECTION_MARKS if not passage.path[0].startswith("第") else ("{}", *_SECTION_MARKS)
    where = "".join(mark.format(part) for mark, part in zip(marks, passage.path, strict=False))
    return f"{document_label(document)}·正文{where}"


def record_label(record: Record, document: Document) -> str:
    """Label of an item or a passage."""
    if isinstance(record, TaskItem):
        return item_label(record, document)
    return passage_label(record, document)


def record_place(record: Record) -> str:
    """Name a record inside its document: 「第40项」, 「正文二/十」."""
    if isinstance(record, TaskItem):
        return f"第{record.number}项"
    return f"正文{'/'.join(record.path)}"


def record_url(record: Record) -> str:
    """Path of a record's page: ``/items/jiangbei-2022/40``, ``/passages/zhoushan-2022/二/十``."""
    if isinstance(record, TaskItem):
        return f"/items/{record.document_id}/{record.number}"
    return f"/passages/{record.id}"


def document_url(document: Document) -> str:
    """Path of a document's page."""
    return f"/documents/{document.id}"
