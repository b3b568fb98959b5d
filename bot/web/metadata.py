"""What search engines and link previews are told of a page: a description, its one address, facts.

The facts are schema.org JSON-LD, a block of data that no browser runs. Nothing here goes beyond
what the page itself says.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from starlette.requests import Request

from bot.roles import role_lines
from bot.web.ports import Shelf
from corpus.labels import document_url, record_label, record_url, short_name
from corpus.types import Document, Record, TaskItem

_DESCRIPTION = 150

Facts = dict[str, object]


@dataclass(frozen=True, slots=True)
class Metadata:
    """One page's metadata; ``address`` is absolute, ``facts`` become JSON-LD."""

    description: str
    address: str
    facts: Facts


def describe_record(request: Request, record: Record, document: Document) -> Metadata:
    """Return the metadata of an item's or a passage's page."""
    address = absolute(request, record_url(record))
    label = record_label(record, document)
    heading = _heading(record)
    facts: Facts = {
        "@context": "https://schema.org",
        "@type": "CreativeWork",
        "name": label,
        "url": address,
        "text": record.text,
        "inLanguage": "zh-CN",
        "isPartOf": _document_facts(request, document),
        "spatialCoverage": document.jurisdiction,
        "temporalCoverage": str(document.year),
    }
    if heading:
        facts["about"] = list(heading)
    if isinstance(record, TaskItem) and record.number.isdecimal():
        facts["position"] = int(record.number)
    return Metadata(_shorten(_summary(record, document)), address, facts)


def describe_document(request: Request, document: Document, items: int) -> Metadata:
    """Return the metadata of a document's page."""
    address = absolute(request, document_url(document))
    said = (
        f"{document.jurisdiction}{document.year}年，{document.title}，任务项 {items} 条，附全文。"
    )
    facts: Facts = {"@context": "https://schema.org", **_document_facts(request, document)}
    return Metadata(_shorten(said), address, facts)


def describe_catalogue(request: Request, shelf: Shelf, said: str) -> Metadata:
    """Return the metadata of the list of documents."""
    address = absolute(request, "/documents")
    parts = [_document_facts(request, one) for one in shelf.documents.values()]
    facts: Facts = {
        "@context": "https://schema.org",
        "@type": "Collection",
        "name": said,
        "url": address,
        "hasPart": parts,
    }
    return Metadata(said, address, facts)


def absolute(request: Request, path: str) -> str:
    """Return the full address of a path of ours, as the visitor reached us."""
    return str(request.base_url).rstrip("/") + quote(path)


def _document_facts(request: Request, document: Document) -> Facts:
    facts: Facts = {
        "@type": "DigitalDocument",
        "name": document.title,
        "url": absolute(request, document_url(document)),
        "inLanguage": "zh-CN",
        "temporalCoverage": str(document.year),
        "publisher": {
            "@type": "GovernmentOrganization",
            "name": document.issuer or document.jurisdiction,
        },
    }
    if document.number:
        facts["identifier"] = document.number
    if document.issued_on:
        facts["datePublished"] = document.issued_on.isoformat()
    if document.source_url:
        facts["isBasedOn"] = document.source_url
    if document.withdrawn:
        facts["expires"] = document.withdrawn.on.isoformat()
    return facts


def _heading(record: Record) -> tuple[str, ...]:
    if isinstance(record, TaskItem):
        return tuple(part for part in (record.chapter, record.section) if part)
    return record.heading


def _summary(record: Record, document: Document) -> str:
    """Who and when come first: they are what is searched for, and the text may be cut."""
    place = f"{short_name(document.jurisdiction)}{document.year}年计划"
    if not isinstance(record, TaskItem):
        return f"{place}：{record.text}"
    known = role_lines(record)
    known += [f"时限：{record.deadline.raw}"] if record.deadline.raw else []
    return f"{place}：{'；'.join([*known, record.text])}"


def _shorten(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _DESCRIPTION else text[: _DESCRIPTION - 1] + "…"
