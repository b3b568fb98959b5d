"""The pages: a record marked in its source, a document with its whole source, the catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse

from bot.web.charts import build_charts
from bot.web.ledger import build_ledger
from bot.web.life import in_words, tell_change, tell_end, tell_place, tell_versions
from bot.web.lookup import (
    find_document,
    find_item,
    find_passage,
    items_of,
    passages_of,
    quote_title,
)
from bot.web.metadata import describe_catalogue, describe_document, describe_record
from bot.web.page_words import page_words
from bot.web.ports import LiveShelf, Shelf
from bot.web.render import render
from bot.web.sitemap import build_sitemap
from bot.web.source import anchor, excerpt, whole_source
from corpus.labels import document_url, record_label, record_url, short_name
from corpus.types import Document, Record, TaskItem


def build_pages(live: LiveShelf) -> APIRouter:
    """Return the routes of the pages; each answers from the generation that is current."""
    router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

    router.include_router(build_ledger(live))
    router.include_router(build_charts(live))
    router.include_router(build_sitemap(live))

    @router.get("/items/{document}/{number}")
    def item(
        request: Request, document: str, number: str, fragment: str | None = None
    ) -> HTMLResponse:
        """Show one row of a task table."""
        shelf = live.current()
        return _show(request, shelf, find_item(shelf, document, number), fragment)

    @router.get("/passages/{document}/{path:path}")
    def passage(
        request: Request, document: str, path: str, fragment: str | None = None
    ) -> HTMLResponse:
        """Show one section of a body text."""
        shelf = live.current()
        return _show(request, shelf, find_passage(shelf, document, path), fragment)

    @router.get("/documents")
    def documents(request: Request) -> HTMLResponse:
        """List the published documents."""
        shelf = live.current()
        words = page_words().pages
        meta = describe_catalogue(request, shelf, words["documents_description"])
        return render(
            "documents.html",
            listed=list_documents(shelf),
            parts={found: len(passages_of(shelf, found)) for found in shelf.documents},
            meta=meta,
            p=words,
            in_words=in_words,
        )

    @router.get("/documents/{document}")
    def document(request: Request, document: str) -> HTMLResponse:
        """Show what is known of a document, its items, its passages and its whole source."""
        shelf = live.current()
        return _show_document(request, shelf, find_document(shelf, document))

    return router


def list_documents(shelf: Shelf) -> list[tuple[Document, str, int]]:
    """Return each document with its address and the number of its items.

    Those in force come before those withdrawn, the newest plan first.
    """
    ordered = sorted(
        shelf.documents.values(), key=lambda found: (not found.in_force, -found.year, found.id)
    )
    return [(found, document_url(found), len(items_of(shelf, found.id))) for found in ordered]


def cite_as(record: Record, document: Document) -> str:
    """Return the text to quote a record by: title, 文号, date, and where it stands."""
    facts = [
        document.number or "",
        in_words(document.issued_on) if document.issued_on else "",
    ]
    known = "，".join(fact for fact in facts if fact)
    place = record_label(record, document).partition("·")[2]
    return f"{quote_title(document)}{f'（{known}）' if known else ''}，{place}"


def _show(request: Request, shelf: Shelf, record: Record, fragment: str | None) -> HTMLResponse:
    document = shelf.documents[record.document_id]
    is_item = isinstance(record, TaskItem)
    before, after = _neighbours(shelf, record)
    return render(
        "record.html" if fragment is None else "record.fragment.html",
        document=document,
        document_url=document_url(document),
        label=record_label(record, document),
        record=record,
        is_item=is_item,
        heading=_heading(record),
        differing=_differing_dates(record),
        excerpt=excerpt(shelf, record),
        citation=cite_as(record, document),
        url=record_url(record),
        anchor=anchor(record),
        end=tell_end(document),
        change=tell_change(document, record),
        place=tell_place(document, record),
        before=before,
        after=after,
        meta=describe_record(request, record, document),
        p=page_words().pages,
    )


def _show_document(request: Request, shelf: Shelf, document: Document) -> HTMLResponse:
    items = items_of(shelf, document.id)
    filters = {"jurisdiction": short_name(document.jurisdiction), "year": document.year}
    if not document.in_force:
        filters["withdrawn"] = "true"
    return render(
        "document.html",
        document=document,
        items=items,
        chapters=[(name, list(rows)) for name, rows in groupby(items, key=lambda one: one.chapter)],
        passages=passages_of(shelf, document.id),
        label=record_label,
        url=record_url,
        stretches=whole_source(shelf, document.id),
        end=tell_end(document),
        versions=tell_versions(shelf, document),
        ledger=f"/ledger?{urlencode(filters)}",
        in_words=in_words,
        meta=describe_document(request, document, len(items)),
        p=page_words().pages,
    )


def _neighbours(shelf: Shelf, record: Record) -> tuple[tuple[str, str] | None, ...]:
    """Return name and address of the record before and of the one after, of the same kind."""
    document = shelf.documents[record.document_id]
    kin: Sequence[Record] = (
        items_of(shelf, document.id)
        if isinstance(record, TaskItem)
        else passages_of(shelf, document.id)
    )
    place = next(place for place, one in enumerate(kin) if one.id == record.id)

    def named(place: int) -> tuple[str, str] | None:
        if not 0 <= place < len(kin):
            return None
        return record_label(kin[place], document).partition("·")[2], record_url(kin[place])

    return named(place - 1), named(place + 1)


def _heading(record: Record) -> tuple[str, ...]:
    if isinstance(record, TaskItem):
        return tuple(part for part in (record.chapter, record.section) if part)
    return record.heading


def _differing_dates(record: Record) -> tuple[str, ...]:
    """Return the dates of a row's text that its deadline column does not print."""
    if not isinstance(record, TaskItem) or record.deadline.source == "text":
        return ()
    return tuple(found for found in record.deadline_in_text if found != record.deadline.raw)
