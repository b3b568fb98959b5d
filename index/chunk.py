"""Records -> what is embedded and indexed, with the metadata that travels into the vector store."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from corpus.types import Document, Passage, Record, TaskItem

_SENTENCE = re.compile(r"[^。；\n]+[。；\n]*")
_PIECE = 300  # characters; an e5 encoder sees 510 tokens and blurs a long text
_ORDINAL = re.compile(r"^\s*[（(]?[一二三四五六七八九十百]+[）)、.．]?\s*")

Metadata = Mapping[str, str | int | list[str]]


@dataclass(frozen=True, slots=True)
class Chunk:
    """One text to embed. An item is one chunk; a long passage is several and its best one counts.

    ``id`` is the record's id, with ``~2``, ``~3`` ... for further pieces of the same record.
    """

    id: str
    record_id: str
    text: str
    metadata: Metadata


def chunk_record(record: Record, document: Document) -> tuple[Chunk, ...]:
    """Cut one record into chunks, in the order of its text; at least one."""
    metadata = record_metadata(record, document)
    return tuple(
        Chunk(
            id=record.id if index == 1 else f"{record.id}~{index}",
            record_id=record.id,
            text=text,
            metadata=metadata,
        )
        for index, text in enumerate(_texts(record), start=1)
    )


def lexical_text(record: Record, document: Document) -> str:
    """Everything of a record that a question may name literally: where it stands, text, units.

    The plan's place and year are part of it, so that naming them costs no record its coverage.
    """
    place = " ".join((document.jurisdiction, *document.aliases, f"{document.year}年"))
    if isinstance(record, Passage):
        return "\n".join((*record.heading, record.text, *record.units, place))
    units = (*record.all_units, record.units_note)
    return "\n".join(
        (record.chapter, record.section, record.text, *units, record.deadline.raw, place)
    )


def unit_names(record: Record) -> tuple[str, ...]:
    """Every unit of a record, lead units first."""
    if isinstance(record, Passage):
        return record.units
    return record.all_units


def record_metadata(record: Record, document: Document) -> Metadata:
    """Say where a record stands, who is named and when it ends; empty arrays are left out.

    ``deadline_end`` is a date as a number, 20220930, and missing where there is no such date.
    """
    metadata: dict[str, str | int | list[str]] = {
        "document": document.id,
        "jurisdiction": document.jurisdiction,
        "year": document.year,
        "kind": "item" if isinstance(record, TaskItem) else "passage",
    }
    if isinstance(record, TaskItem):
        metadata |= {
            "number": record.number,
            "chapter": record.chapter,
            "section": record.section,
            "lead_units": list(record.lead_units),
            "units": list(record.units),
            "support_units": list(record.support_units),
            "implementing_units": list(record.implementing_units),
        }
        if record.deadline.end:
            metadata["deadline_end"] = int(record.deadline.end.strftime("%Y%m%d"))
    else:
        headings = (*record.heading, "", "")
        metadata |= {
            "number": "/".join(record.path),
            "chapter": headings[0],
            "section": headings[1],
            "units": list(record.units),
        }
    return {key: value for key, value in metadata.items() if value != []}


def _texts(record: Record) -> Iterator[str]:
    """What is embedded: an item's text alone, a passage's pieces below their heading.

    Headings and units in front of an item's text cost hits (hit@1 of the fused search on 199
    questions: text .81, section + text .80, text + units .80).
    """
    if isinstance(record, TaskItem):
        yield record.text
        return
    heading = _bare(record.heading[-1]) if record.heading else ""
    for piece in _pieces(record.text):
        yield f"{heading}：{piece}"


def _bare(heading: str) -> str:
    return _ORDINAL.sub("", heading).strip(" 。：")


def _pieces(text: str) -> Iterator[str]:
    """Cut at sentence ends into pieces of about ``_PIECE`` characters; nothing is lost."""
    piece = ""
    for match in _SENTENCE.finditer(text):
        if piece and len(piece) + len(match[0]) > _PIECE:
            yield piece
            piece = ""
        piece += match[0]
    if piece or not text.strip():
        yield piece
