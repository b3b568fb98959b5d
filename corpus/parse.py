"""A source text to a parsed document: the one flow, its steps by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256

from corpus.catalog import CatalogEntry
from corpus.errors import DocumentError
from corpus.facts import read_facts
from corpus.foreign import kind_of
from corpus.items import read_items
from corpus.normalise import unify_breaks
from corpus.passages import read_passages
from corpus.pieces import NOWHERE, Pages, Place
from corpus.readers.layout import LaidOut, lay_out, lay_out_text
from corpus.types import Document, ForeignText, Location, ParsedDocument, Passage, Record, TaskItem


def parse_document(source: str, entry: CatalogEntry) -> ParsedDocument:
    """Parse the text of one plan into its items and passages.

    Raises:
        DocumentError: the text is empty.
    """
    source = unify_breaks(source)
    if not source.strip():
        raise DocumentError(f"文件“{entry.source_file}”里没有文字，请检查后重新添加。")
    return parse_laid_out(lay_out_text(source), entry)


def parse_pages(pages: Pages, entry: CatalogEntry) -> ParsedDocument:
    """Parse what a reader found in an office file."""
    return parse_laid_out(lay_out(pages), entry)


def parse_laid_out(laid: LaidOut, entry: CatalogEntry) -> ParsedDocument:
    """Parse a file that has been laid out as lines."""
    facts = read_facts(laid.blocks, laid.source)
    read = read_items(laid.blocks, entry.id, entry.year)
    items = tuple(_placed_item(item, laid.places) for item in read.items)
    found = read_passages(laid.blocks, entry.id)
    passages = tuple(_placed_passage(passage, laid.places) for passage in found)
    document = Document(
        id=entry.id,
        title=entry.title or facts.title or entry.source_file,
        jurisdiction=entry.jurisdiction,
        aliases=entry.aliases,
        year=entry.year,
        issuer=facts.issuer,
        number=facts.number,
        issued_on=facts.issued_on,
        source_url=entry.url,
        source_file=entry.source_file,
        sha256=sha256(laid.source.encode()).hexdigest(),
        notes=read.notes,
    )
    return ParsedDocument(
        document=document,
        items=items,
        passages=passages,
        source=laid.source,
        foreign=_locate(laid.foreign, (*items, *passages)),
        repairs=read.repairs,
        warnings=laid.warnings,
    )


def _placed_item(item: TaskItem, places: Sequence[Place]) -> TaskItem:
    return replace(item, location=_placed(item.location, places)) if places else item


def _placed_passage(passage: Passage, places: Sequence[Place]) -> Passage:
    return replace(passage, location=_placed(passage.location, places)) if places else passage


def _placed(location: Location, places: Sequence[Place]) -> Location:
    """Say where in the file the first of the record's lines stands."""
    place = places[location.start_line - 1] if location.start_line <= len(places) else NOWHERE
    return replace(location, page=place.page, sheet=place.sheet, table=place.table, row=place.row)


def _locate(foreign: Sequence[ForeignText], records: Sequence[Record]) -> tuple[ForeignText, ...]:
    """Name the record in whose lines each foreign string stood, and tell scripts from spam."""
    return tuple(
        replace(text, record_id=_record_at(text.line, records), kind=kind_of(text))
        for text in foreign
    )


def _record_at(line: int, records: Sequence[Record]) -> str | None:
    for record in records:
        if record.location.start_line <= line <= record.location.end_line:
            return record.id
    return None
