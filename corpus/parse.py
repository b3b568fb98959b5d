"""A source text to a parsed document: the one flow, its steps by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256

from corpus.catalog import CatalogEntry
from corpus.errors import DocumentError
from corpus.facts import read_facts
from corpus.items import read_items
from corpus.normalise import unify_breaks
from corpus.passages import read_passages
from corpus.readers.text import read_blocks
from corpus.types import Document, ForeignText, ParsedDocument, Record


def parse_document(source: str, entry: CatalogEntry) -> ParsedDocument:
    """Parse the text of one plan into its items and passages.

    Raises:
        DocumentError: the text is empty.
    """
    source = unify_breaks(source)
    if not source.strip():
        raise DocumentError(f"文件“{entry.source_file}”里没有文字，请检查后重新添加。")
    blocks, foreign = read_blocks(source)
    facts = read_facts(blocks, source)
    read = read_items(blocks, entry.id, entry.year)
    passages = read_passages(blocks, entry.id)
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
        sha256=sha256(source.encode()).hexdigest(),
        notes=read.notes,
    )
    return ParsedDocument(
        document=document,
        items=read.items,
        passages=passages,
        source=source,
        foreign=_locate(foreign, (*read.items, *passages)),
        repairs=read.repairs,
    )


def _locate(foreign: Sequence[ForeignText], records: Sequence[Record]) -> tuple[ForeignText, ...]:
    """Name the record in whose lines each foreign string stood."""
    return tuple(replace(text, record_id=_record_at(text.line, records)) for text in foreign)


def _record_at(line: int, records: Sequence[Record]) -> str | None:
    for record in records:
        if record.location.start_line <= line <= record.location.end_line:
            return record.id
    return None
