"""The pages: a record marked in its source, a document with its whole source, the catalogue."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import HTMLResponse

from bot.web.charts import build_charts
from bot.web.ledger import build_ledger
from bot.web.lookup import find_document, find_item, find_passage, items_of, quote_title
from bot.web.ports import LiveShelf, Shelf
from bot.web.render import render
from bot.web.source import anchor, excerpt, whole_source
from corpus.labels import document_url, record_label, record_url
from corpus.types import Document, Record, TaskItem


def build_pages(live: LiveShelf) -> APIRouter:
    """Return the routes of the pages; each answers from the generation that is current."""
    router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

    router.include_router(build_ledger(live))
    router.include_router(build_charts(live))

    @router.get("/items/{document}/{number}")
    def item(document: str, number: str, fragment: str | None = None) -> HTMLResponse:
        """Show one row of a task table."""
        shelf = live.current()
        return _show(shelf, find_item(shelf, document, number), fragment)

    @router.get("/passages/{document}/{path:path}")
    def passage(document: str, path: str, fragment: str | None = None) -> HTMLResponse:
        """Show one section of a body text."""
        shelf = live.current()
        return _show(shelf, find_passage(shelf, document, path), fragment)

    @router.get("/documents")
    def documents() -> HTMLResponse:
        """List the published documents."""
        shelf = live.current()
        return render("documents.html", documents=list_documents(shelf))

    @router.get("/documents/{document}")
    def document(document: str) -> HTMLResponse:
        """Show what is known of a document, its items and its whole source."""
        shelf = live.current()
        found = find_document(shelf, document)
        return render(
            "document.html",
            document=found,
            items=items_of(shelf, document),
            label=record_label,
            url=record_url,
            stretches=whole_source(shelf, document),
        )

    return router


def list_documents(shelf: Shelf) -> list[tuple[Document, str, int]]:
    """Return each document with its address and the number of its items, newest plan first."""
    ordered = sorted(shelf.documents.values(), key=lambda found: (-found.year, found.id))
    return [(found, document_url(found), len(items_of(shelf, found.id))) for found in ordered]


def cite_as(record: Record, document: Document) -> str:
    """Return the text to quote a record by: title, 文号, date, and where it stands."""
    facts = [
        document.number or "",
        document.issued_on.strftime("%Y年%-m月%-d日") if document.issued_on else "",
    ]
    known = "，".join(fact for fact in facts if fact)
    place = record_label(record, document).partition("·")[2]
    return f"{quote_title(document)}{f'（{known}）' if known else ''}，{place}"


def _show(shelf: Shelf, record: Record, fragment: str | None) -> HTMLResponse:
    document = shelf.documents[record.document_id]
    is_item = isinstance(record, TaskItem)
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
    )


def _heading(record: Record) -> tuple[str, ...]:
    if isinstance(record, TaskItem):
        return tuple(part for part in (record.chapter, record.section) if part)
    return record.heading


def _differing_dates(record: Record) -> tuple[str, ...]:
    """Return the dates of a row's text that its deadline column does not print."""
    if not isinstance(record, TaskItem) or record.deadline.source == "text":
        return ()
    return tuple(found for found in record.deadline_in_text if found != record.deadline.raw)
