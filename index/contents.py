"""What a generation is made of, before and after it lies on disk."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.serialise import record_from_json, record_to_json
from corpus.types import Document, ParsedDocument, Record, TaskItem
from index.chunk import Chunk, chunk_record, lexical_text, unit_names
from index.generations import FORMAT
from index.tokens import fold, stop_words

RECORDS = "records.jsonl"
CHUNKS = "chunks.jsonl"
WORDS = "words.txt"
CUT = "cut.jsonl"
SOURCES = "sources"
_NAME = re.compile(r"\w{2,}")  # the segmenter never joins across brackets and spaces


@dataclass(frozen=True, slots=True)
class Contents:
    """Everything a generation serves; chunks follow the order of the records they belong to."""

    documents: Mapping[str, Document]
    records: tuple[Record, ...]
    chunks: tuple[Chunk, ...]
    sources: Mapping[str, str]

    @property
    def item_count(self) -> int:
        """Number of task items."""
        return sum(isinstance(record, TaskItem) for record in self.records)


def gather(parsed: Sequence[ParsedDocument]) -> Contents:
    """Collect the records of all documents and cut them into chunks."""
    documents = {one.document.id: one.document for one in parsed}
    records = tuple(record for one in parsed for record in (*one.items, *one.passages))
    return Contents(
        documents=documents,
        records=records,
        chunks=tuple(
            chunk
            for record in records
            for chunk in chunk_record(record, documents[record.document_id])
        ),
        sources={one.document.id: one.source for one in parsed},
    )


def fingerprint(contents: Contents, encoder: str) -> str:
    """Identify all that goes into a generation: equal input, equal fingerprint."""
    digest = hashlib.sha256(f"{FORMAT}\0{encoder}\0".encode())
    digest.update("\0".join(sorted(stop_words())).encode())
    for line in (*_record_lines(contents), *_chunk_lines(contents), *lexical_texts(contents)):
        digest.update(f"{line}\0".encode())
    for document_id, source in contents.sources.items():
        digest.update(f"{document_id}\0{source}\0".encode())
    return digest.hexdigest()


def lexical_texts(contents: Contents) -> list[str]:
    """Text of each record for the lexical channel, in record order."""
    return [
        lexical_text(record, contents.documents[record.document_id]) for record in contents.records
    ]


def own_words(contents: Contents) -> list[str]:
    """Names the segmenter must not cut apart: the units and places of this corpus."""
    names = {name for record in contents.records for name in unit_names(record)}
    for document in contents.documents.values():
        names |= {document.jurisdiction, *document.aliases}
    return sorted({word for name in names for word in _NAME.findall(fold(name))})


def write_contents(contents: Contents, directory: Path) -> None:
    """Write records, chunks, words and sources as plain text files."""
    _write_lines(directory / RECORDS, _record_lines(contents))
    _write_lines(directory / CHUNKS, _chunk_lines(contents))
    _write_lines(directory / WORDS, own_words(contents))
    (directory / SOURCES).mkdir()
    for document_id, source in contents.sources.items():
        file = directory / SOURCES / f"{document_id}.txt"
        file.write_text(source, encoding="utf-8", newline="")


def read_contents(directory: Path) -> Contents:
    """Read what ``write_contents`` wrote."""
    documents: dict[str, Document] = {}
    records: list[Record] = []
    for line in _read_lines(directory / RECORDS):
        fields: dict[str, object] = json.loads(line)
        record = record_from_json(fields)
        if isinstance(record, Document):
            documents[record.id] = record
        else:
            records.append(record)
    return Contents(
        documents=documents,
        records=tuple(records),
        chunks=tuple(read_chunks(directory)),
        sources={name: _read_source(directory / SOURCES / f"{name}.txt") for name in documents},
    )


def read_chunks(directory: Path) -> Iterator[Chunk]:
    """Read the chunks of a generation, in the order of its vectors."""
    for line in _read_lines(directory / CHUNKS):
        yield Chunk(**json.loads(line))


def read_words(directory: Path) -> list[str]:
    """Read the segmenter's own words."""
    return list(_read_lines(directory / WORDS))


def digest_text(text: str) -> str:
    """Name a text by its content."""
    return hashlib.sha256(text.encode()).hexdigest()


def write_cut(texts: Sequence[str], words: Sequence[Sequence[str]], directory: Path) -> None:
    """Write the words of each record, named by the text they were cut from."""
    pairs = zip(texts, words, strict=True)
    lines = (json.dumps([digest_text(text), *cut], ensure_ascii=False) for text, cut in pairs)
    _write_lines(directory / CUT, lines)


def read_cut(directory: Path) -> dict[str, list[str]]:
    """Read the words of each record by ``digest_text``; none of an older generation."""
    if not (directory / CUT).exists():
        return {}
    rows: Iterator[list[str]] = (json.loads(line) for line in _read_lines(directory / CUT))
    return {name: words for name, *words in rows}


def _record_lines(contents: Contents) -> Iterator[str]:
    for document in contents.documents.values():
        yield _to_line(record_to_json(document))
    for record in contents.records:
        yield _to_line(record_to_json(record))


def _chunk_lines(contents: Contents) -> Iterator[str]:
    for chunk in contents.chunks:
        yield _to_line(
            {
                "id": chunk.id,
                "record_id": chunk.record_id,
                "text": chunk.text,
                "metadata": dict(chunk.metadata),
            }
        )


def _to_line(fields: Mapping[str, object]) -> str:
    return json.dumps(fields, ensure_ascii=False)


def _write_lines(file: Path, lines: Iterable[str]) -> None:
    with file.open("w", encoding="utf-8", newline="") as stream:
        stream.writelines(f"{line}\n" for line in lines)


def _read_lines(file: Path) -> Iterator[str]:
    with file.open(encoding="utf-8", newline="\n") as stream:
        for line in stream:
            yield line.removesuffix("\n")


def _read_source(file: Path) -> str:
    with file.open(encoding="utf-8", newline="") as stream:
        return stream.read()
