"""The documents of one installation: files as received, and a catalog of what is published.

``DATA/sources/`` holds ``catalog.json`` and one file a version, named by document id and content,
so that a staged replacement never touches what is published.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from filelock import FileLock, Timeout
from pydantic import TypeAdapter, ValidationError

from corpus.catalog import CatalogEntry, aliases_of, shipped_entries, shipped_file, slug_of
from corpus.errors import DocumentError, NotFoundError, UsageError
from corpus.facts import Facts, read_facts
from corpus.parse import parse_document
from corpus.readers.text import decode, read_blocks
from corpus.types import ParsedDocument

_LOCK_SECONDS = 30
_LARGEST_FILE = 20 * 1024 * 1024
_ID = re.compile("[a-z0-9][a-z0-9._-]{0,62}[a-z0-9]")


@dataclass(frozen=True, slots=True)
class _Stored:
    """A catalog entry and the name its file has here."""

    entry: CatalogEntry
    file: str


@dataclass(slots=True)
class _Catalog:
    published: dict[str, _Stored] = field(default_factory=dict[str, _Stored])
    staged: dict[str, _Stored] = field(default_factory=dict[str, _Stored])


_CATALOG = TypeAdapter(_Catalog)


class Store:
    """What ``DATA/sources`` holds; every change is written at once or not at all."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.folder = data / "sources"

    def entries(self) -> tuple[CatalogEntry, ...]:
        """Catalog of the published documents, in the order they were added."""
        return tuple(stored.entry for stored in self._read().published.values())

    def staged(self) -> tuple[CatalogEntry, ...]:
        """Catalog of the documents that wait to be published."""
        return tuple(stored.entry for stored in self._read().staged.values())

    def published(self) -> tuple[ParsedDocument, ...]:
        """Parse every published document."""
        return tuple(self._parse(stored) for stored in self._read().published.values())

    def preview(self, document_id: str) -> ParsedDocument:
        """Parse a staged document, or the published one of that id.

        Raises:
            NotFoundError: no document has this id.
        """
        catalog = self._read()
        stored = catalog.staged.get(document_id) or catalog.published.get(document_id)
        if stored is None:
            raise _unknown(document_id, catalog)
        return self._parse(stored)

    def add(
        self,
        file: Path,
        *,
        id: str | None = None,  # noqa: A002 (the option's name)
        jurisdiction: str | None = None,
        year: int | None = None,
    ) -> CatalogEntry:
        """Stage a file; what is not given is read from its text.

        Raises:
            DocumentError: the file cannot be read, or nothing can be read from it.
            UsageError: jurisdiction, year or id cannot be inferred or is malformed.
        """
        data = _read_file(file)
        source = decode(data, file.name)
        blocks, _ = read_blocks(source)
        entry = _infer(read_facts(blocks, source), file.name, id, jurisdiction, year)
        parsed = parse_document(source, entry)
        if not parsed.items and not parsed.passages:
            raise DocumentError(
                f"文件“{file.name}”里没有读出任务表，也没有读出正文，请确认它是工作计划的全文。"
            )
        self._change(lambda catalog: self._put(catalog.staged, entry, data))
        return entry

    def add_shipped(self) -> None:
        """Publish the documents that ship with the program; nothing happens when they are there."""
        known = self._read().published
        shipped = [(entry, shipped_file(entry).read_bytes()) for entry in shipped_entries()]
        missing = [
            (entry, data)
            for entry, data in shipped
            if known.get(entry.id) != _Stored(entry, _file_name(entry.id, data))
        ]

        def put(catalog: _Catalog) -> None:
            for entry, data in missing:
                self._put(catalog.published, entry, data)

        if missing:
            self._change(put)

    def publish_staged(self, only: Collection[str] | None = None) -> tuple[CatalogEntry, ...]:
        """Publish what is staged (of these ids only, if given); return what was published."""
        wanted = [entry for entry in self.staged() if only is None or entry.id in only]

        def move(catalog: _Catalog) -> None:
            for entry in wanted:
                if stored := catalog.staged.pop(entry.id, None):
                    catalog.published[entry.id] = stored

        if wanted:
            self._change(move)
        return tuple(wanted)

    def withdraw(self, document_id: str) -> None:
        """Take a document back from what is published; it waits to be published again.

        Raises:
            NotFoundError: no published document has this id.
        """

        def move(catalog: _Catalog) -> None:
            stored = catalog.published.pop(document_id, None)
            if stored is None:
                raise _unknown(document_id, catalog)
            catalog.staged.setdefault(document_id, stored)

        self._change(move)

    def remove(self, document_id: str) -> None:
        """Take a document out, published or staged, with its file.

        Raises:
            NotFoundError: no document has this id.
        """

        def drop(catalog: _Catalog) -> None:
            if document_id not in catalog.published | catalog.staged:
                raise _unknown(document_id, catalog)
            catalog.published.pop(document_id, None)
            catalog.staged.pop(document_id, None)

        self._change(drop)

    def _parse(self, stored: _Stored) -> ParsedDocument:
        path = self.folder / stored.file
        try:
            data = path.read_bytes()
        except OSError as error:
            raise DocumentError(
                f"读不到“{stored.entry.id}”的源文件 {path}，请用 zhengwen corpus add 重新添加。"
            ) from error
        return parse_document(decode(data, stored.entry.source_file), stored.entry)

    def _put(self, shelf: dict[str, _Stored], entry: CatalogEntry, data: bytes) -> None:
        name = _file_name(entry.id, data)
        if not (self.folder / name).exists():
            _write(self.folder / name, data)
        shelf[entry.id] = _Stored(entry, name)

    def _read(self) -> _Catalog:
        try:
            return _CATALOG.validate_json((self.folder / "catalog.json").read_bytes())
        except FileNotFoundError:
            return _Catalog()
        except (OSError, ValidationError) as error:
            raise DocumentError(
                f"文件目录 {self.folder / 'catalog.json'} 已损坏，请删除它后重新添加文件。"
            ) from error

    def _change(self, change: Callable[[_Catalog], None]) -> None:
        """Read, change and write the catalog under the lock; drop files nobody names any more."""
        with self._lock():
            catalog = self._read()
            change(catalog)
            text = json.dumps(
                _CATALOG.dump_python(catalog, mode="json"), ensure_ascii=False, indent=1
            )
            _write(self.folder / "catalog.json", text.encode())
            kept = {
                stored.file for stored in (*catalog.published.values(), *catalog.staged.values())
            }
            for path in self.folder.glob("*.txt"):
                if path.name not in kept:
                    path.unlink(missing_ok=True)

    def _lock(self) -> AbstractContextManager[object]:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            return FileLock(self.folder / ".lock", timeout=_LOCK_SECONDS).acquire()
        except Timeout as error:
            raise DocumentError(f"另一个进程正在更新 {self.folder}，请稍后再试。") from error
        except OSError as error:
            raise DocumentError(
                f"无法写入数据目录 {self.data}（{error.strerror}），请检查 ZHENGWEN_DATA。"
            ) from error


def _read_file(file: Path) -> bytes:
    try:
        if file.stat().st_size > _LARGEST_FILE:
            raise DocumentError(f"文件“{file.name}”超过 20 MB，请只保留文件正文和任务表再添加。")
        return file.read_bytes()
    except OSError as error:
        raise DocumentError(f"读不到文件“{file}”（{error.strerror}），请检查路径。") from error


def _infer(
    facts: Facts, name: str, document_id: str | None, jurisdiction: str | None, year: int | None
) -> CatalogEntry:
    """Fill in what the command line does not give from what the text states."""
    jurisdiction = (jurisdiction or facts.jurisdiction or "").strip()
    if not jurisdiction:
        raise UsageError(
            f"看不出“{name}”是哪个地区的计划，请用 --jurisdiction 写明，如“宁波市江北区”。"
        )
    year = year or facts.year
    if not year or not 1949 <= year <= 2199:
        raise UsageError(f"看不出“{name}”是哪一年的计划，请用 --year 写明，如 2022。")
    document_id = document_id or slug_of(jurisdiction, year)
    if not _ID.fullmatch(document_id):
        raise UsageError(
            f"文件编号“{document_id}”不合要求，请用 --id 写明，只用小写字母、数字和连字符。"
        )
    return CatalogEntry(document_id, jurisdiction, aliases_of(jurisdiction), year, name)


def _file_name(document_id: str, data: bytes) -> str:
    return f"{document_id}.{sha256(data).hexdigest()[:12]}.txt"


def _unknown(document_id: str, catalog: _Catalog) -> NotFoundError:
    known = "、".join(catalog.published | catalog.staged) or "（空）"
    return NotFoundError(f"没有编号为“{document_id}”的文件，现有：{known}。")


def _write(path: Path, data: bytes) -> None:
    """Write a file so that it is there whole or not at all."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
