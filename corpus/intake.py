"""What comes in: one file, read and parsed in full before anything of it is kept."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from corpus.catalog import CatalogEntry, shipped_entries, shipped_file
from corpus.entries import Stated
from corpus.errors import DocumentError, UsageError
from corpus.holdings import Holding, Holdings
from corpus.reading import infer_file, parse_file
from corpus.types import ParsedDocument

_LARGEST_FILE = 20 * 1024 * 1024
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Received:
    """A file that was read, and as what it would be held; one that ships with us is not parsed."""

    holding: Holding
    data: bytes
    parsed: ParsedDocument | None = None


def receive(
    file: Path, stated: Stated, holdings: Holdings, *, keep_personal_data: bool
) -> Received:
    """Read a new document; what is not stated of it is read from its text.

    Raises:
        DocumentError: the file cannot be read, or nothing can be read from it.
        UsageError: jurisdiction, year or id cannot be inferred or is malformed, or the inferred id
            is that of another place's or year's document.
    """
    data = _read_file(file)
    entry, parsed = _with_copy(data, lambda copy: infer_file(copy, stated, name=file.name))
    if stated.id is None:
        _refuse_namesake(entry, holdings)
    return _received(entry, data, parsed, keep_personal_data)


def receive_version(file: Path, held: CatalogEntry, *, keep_personal_data: bool) -> Received:
    """Read the next version of a document that is held, whose place and year it takes.

    Raises:
        DocumentError: the file cannot be read, or nothing can be read from it.
    """
    data = _read_file(file)
    entry = replace(held, source_file=file.name)
    parsed = _with_copy(data, lambda copy: parse_file(copy, entry))
    return _received(entry, data, parsed, keep_personal_data)


def receive_shipped(holdings: Holdings) -> Sequence[Received]:
    """Read the documents that ship with the program, as far as nothing of theirs is held.

    One that was replaced or withdrawn here stays as it is.
    """
    received: list[Received] = []
    for entry in shipped_entries():
        data = shipped_file(entry).read_bytes()
        name = _file_name(entry.id, data, entry.source_file)
        held = holdings.published.get(entry.id)
        is_same = held is not None and (held.entry, held.file) == (entry, name)
        if held is None or (held.is_shipped and not held.withdrawn and not is_same):
            holding = Holding(entry, name, published_on=date.today(), is_shipped=True)
            received.append(Received(holding, data))
    return received


def _received(
    entry: CatalogEntry, data: bytes, parsed: ParsedDocument, keep_personal_data: bool
) -> Received:
    if not parsed.items and not parsed.passages:
        raise DocumentError(
            f"文件“{entry.source_file}”里没有读出任务表，也没有读出正文，请确认它是工作计划的全文。"
        )
    name = _file_name(entry.id, data, entry.source_file)
    return Received(Holding(entry, name, keeps_personal_data=keep_personal_data), data, parsed)


def _read_file(file: Path) -> bytes:
    try:
        if file.stat().st_size > _LARGEST_FILE:
            raise DocumentError(f"文件“{file.name}”超过 20 MB，请只保留文件正文和任务表再添加。")
        return file.read_bytes()
    except OSError as error:
        raise DocumentError(f"读不到文件“{file}”（{error.strerror}），请检查路径。") from error


def _with_copy(data: bytes, read: Callable[[Path], _T]) -> _T:
    """Read a copy of the file, so that what is parsed is what will be kept."""
    with tempfile.TemporaryDirectory(prefix="zhengwen-add-") as folder:
        copy = Path(folder) / "received"
        copy.write_bytes(data)
        return read(copy)


def _refuse_namesake(entry: CatalogEntry, holdings: Holdings) -> None:
    """Refuse an inferred id under which another place's document is held (two 江北区)."""
    held = holdings.published.get(entry.id) or holdings.staged.get(entry.id)
    if held and (held.entry.jurisdiction, held.entry.year) != (entry.jurisdiction, entry.year):
        raise UsageError(
            f"编号“{entry.id}”已是{held.entry.jurisdiction} {held.entry.year} 年的文件，"
            f"“{entry.source_file}”读作{entry.jurisdiction} {entry.year} 年："
            "若是另一份文件，请用 --id 另取编号；"
            f"若是它的新版本，请用 zhengwen corpus replace {entry.id} 文件。"
        )


def _file_name(document_id: str, data: bytes, name: str) -> str:
    suffix = Path(name).suffix.lower()
    known = suffix.isascii() and suffix[1:].isalnum() and len(suffix) <= 6
    return f"{document_id}.{sha256(data).hexdigest()[:12]}{suffix if known else '.bin'}"
