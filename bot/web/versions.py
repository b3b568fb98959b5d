"""One version of a document: what it changed, and its items and text as they were then.

Only the version in force is indexed and answers questions; the others are read from the archive.
"""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse

from bot.roles import role_cell
from bot.web.life import in_words, tell_end, tell_superseded, version_name
from bot.web.lookup import find_document, quote_title
from bot.web.metadata import absolute
from bot.web.page_words import page_words
from bot.web.ports import Archive, LiveShelf
from bot.web.render import render
from bot.web.source import whole_source
from corpus.difference import CHANGE_WORDS, Difference, compare_documents
from corpus.errors import NotFoundError
from corpus.labels import document_url, record_place
from corpus.types import Document, ParsedDocument, Passage, TaskItem, Version


@dataclass(frozen=True, slots=True)
class _Texts:
    """One parsed version in the form in which pages read documents."""

    documents: dict[str, Document]
    items: dict[str, TaskItem]
    passages: dict[str, Passage]
    sources: dict[str, str]


def build_versions(live: LiveShelf, archive: Archive) -> APIRouter:
    """Return the route of a version's page."""
    router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

    @router.get("/documents/{document}/versions/{number}")
    def version(request: Request, document: str, number: str) -> HTMLResponse:
        """Show what a version changed, its items and its whole text."""
        current = find_document(live.current(), document)
        found = _find_version(current, number)
        parsed = archive.version(document, found.number)
        earlier = _before(current, found)
        compared = archive.version(document, earlier.number) if earlier else None
        return render(
            "version.html",
            document=parsed.document,
            current_url=document_url(current),
            version=found,
            name=version_name(found),
            published=in_words(found.published_on) if found.published_on else "",
            superseded=tell_superseded(current, found),
            end=tell_end(current),
            earlier=version_name(earlier) if earlier else "",
            difference=_compare(compared, parsed),
            items=parsed.items,
            stretches=whole_source(_texts(parsed), document),
            address=absolute(request, f"{document_url(current)}/versions/{found.number}"),
            kinds=CHANGE_WORDS,
            in_words=in_words,
            place=record_place,
            roles=role_cell,
            p=page_words().pages,
        )

    return router


def _find_version(document: Document, number: str) -> Version:
    for version in document.versions:
        if str(version.number) == number:
            return version
    raise NotFoundError(
        f"{quote_title(document)}没有第「{number}」版，"
        f"请到文件页（{document_url(document)}）查看有哪几版。"
    )


def _before(document: Document, version: Version) -> Version | None:
    place = document.versions.index(version)
    return document.versions[place - 1] if place else None


def _compare(before: ParsedDocument | None, after: ParsedDocument) -> Difference | None:
    return compare_documents(before, after) if before else None


def _texts(parsed: ParsedDocument) -> _Texts:
    document = parsed.document
    return _Texts(
        documents={document.id: document},
        items={item.id: item for item in parsed.items},
        passages={passage.id: passage for passage in parsed.passages},
        sources={document.id: parsed.source},
    )
