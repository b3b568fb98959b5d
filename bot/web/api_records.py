"""The records over HTTP: task items by filters, as pages or files, and one record in its source."""

from __future__ import annotations

import math
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import Response

from bot.ledger import Row, names_of, select
from bot.web.api_files import write_file
from bot.web.api_query import ItemQuery
from bot.web.api_types import (
    ItemDetail,
    ItemEntry,
    ItemPage,
    PassageDetail,
    SourceText,
    examples,
    problems,
    values_of,
)
from bot.web.api_words import api_words
from bot.web.lookup import find_item, find_passage
from bot.web.ports import LiveShelf, Shelf
from bot.web.source import SourceLine, excerpt
from bot.web.wording import wording
from corpus.errors import UnknownJurisdiction
from corpus.labels import document_url, record_label, record_url
from corpus.types import Passage, TaskItem


def build_records(live: LiveShelf) -> APIRouter:
    """Return the routes of items and passages; each answers from the current generation."""
    router = APIRouter(tags=["记录"], responses=problems(401, 403, 422, 429, 500, 503))

    @router.get(
        "/api/items",
        operation_id="list_items",
        summary="筛选任务项",
        description=api_words().api["items"],
        responses={200: _LISTED},
        response_model=ItemPage,
    )
    def items(asked: Annotated[ItemQuery, Query()]) -> ItemPage | Response:
        return list_items(live.current(), asked)

    @router.get(
        "/api/items/{document}/{number}",
        operation_id="get_item",
        summary="一条任务项和它的原文",
        description=api_words().api["item"],
        responses={
            200: {"content": {"application/json": {"example": examples()["item"]}}},
            **problems(404),
        },
    )
    def item(document: str, number: str) -> ItemDetail:
        shelf = live.current()
        return detail_item(shelf, find_item(shelf, document, number))

    @router.get(
        "/api/passages/{document}/{path:path}",
        operation_id="get_passage",
        summary="正文的一段和它的原文",
        description=api_words().api["passage"],
        responses={
            200: {"content": {"application/json": {"example": examples()["passage"]}}},
            **problems(404),
        },
    )
    def passage(document: str, path: str) -> PassageDetail:
        shelf = live.current()
        return detail_passage(shelf, find_passage(shelf, document, path))

    return router


_LISTED = {
    "content": {
        "application/json": {"example": examples()["items"]},
        "text/csv": {"example": examples()["csv"]},
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": {
            "schema": {"type": "string", "format": "binary"}
        },
    }
}


def list_items(shelf: Shelf, asked: ItemQuery) -> ItemPage | Response:
    """Return one page of the selected items, or all of them as a file; raises UsageError."""
    _check_jurisdictions(shelf, asked)
    rows = select(shelf, asked.to_filter(), sort=asked.sort, descending=asked.order == "desc")
    if asked.format != "json":
        return write_file(rows, asked)
    start = (asked.page - 1) * asked.per_page
    return ItemPage(
        total=len(rows),
        page=asked.page,
        per_page=asked.per_page,
        pages=math.ceil(len(rows) / asked.per_page),
        items=[_entry(row) for row in rows[start : start + asked.per_page]],
        notice=wording().notice,
    )


def detail_item(shelf: Shelf, item: TaskItem) -> ItemDetail:
    """Return an item with its place in the source."""
    return ItemDetail(**values_of(item), **_place(shelf, item))


def detail_passage(shelf: Shelf, passage: Passage) -> PassageDetail:
    """Return a passage with its place in the source."""
    return PassageDetail(**values_of(passage), **_place(shelf, passage))


def _check_jurisdictions(shelf: Shelf, asked: ItemQuery) -> None:
    known = {name for document in shelf.documents.values() for name in names_of(document)}
    for name in asked.jurisdiction:
        if name not in known:
            covered = "、".join(sorted({one.jurisdiction for one in shelf.documents.values()}))
            raise UnknownJurisdiction(f"没有收录“{name}”的文件，可选的地区有：{covered}。")


def _entry(row: Row) -> ItemEntry:
    return ItemEntry(
        **values_of(row.item),
        label=row.label,
        url=row.url,
        jurisdiction=row.document.jurisdiction,
        year=row.document.year,
        withdrawn=row.document.withdrawn,
    )


def _place(shelf: Shelf, record: TaskItem | Passage) -> dict[str, Any]:
    document = shelf.documents[record.document_id]
    shown = excerpt(shelf, record)
    return {
        "label": record_label(record, document),
        "url": record_url(record),
        "jurisdiction": document.jurisdiction,
        "year": document.year,
        "withdrawn": document.withdrawn,
        "title": document.title,
        "document_url": document_url(document),
        "notes": document.notes,
        "source": (
            *(_line(line, marked=False) for line in shown.before),
            *(_line(line, marked=True) for line in shown.marked),
            *(_line(line, marked=False) for line in shown.after),
        ),
        "notice": wording().notice,
    }


def _line(line: SourceLine, *, marked: bool) -> SourceText:
    text = "".join("\t" if piece.kind == "break" else piece.text for piece in line.pieces)
    return SourceText(line.number, text, marked)
