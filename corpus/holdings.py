"""What is written about the documents of one installation: ``DATA/sources/catalog.json``.

A holding is one version of one document. The file is replaced at once or not at all, under a lock;
whoever reads it sees one state or the next.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from filelock import FileLock, Timeout
from pydantic import TypeAdapter, ValidationError

from corpus.catalog import CatalogEntry
from corpus.errors import DocumentError
from corpus.types import Version, Withdrawal

_LOCK_SECONDS = 30
_CATALOG = "catalog.json"
_LOCK = ".lock"


@dataclass(frozen=True, slots=True)
class Holding:
    """One version of a document: its entry, the name of its file here, and what became of it.

    ``is_shipped`` where it came with the program; ``keeps_personal_data`` where the editor has
    confirmed that personal numbers may be shown. ``added``, ``removed`` and ``changed`` name the
    items that differ from the version before.
    """

    entry: CatalogEntry
    file: str
    version: int = 1
    published_on: date | None = None
    withdrawn: Withdrawal | None = None
    is_shipped: bool = False
    keeps_personal_data: bool = False
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()

    def as_version(self) -> Version:
        """Tell of this version what a document says of its versions."""
        return Version(
            self.version,
            self.published_on,
            self.entry.source_file,
            self.added,
            self.removed,
            self.changed,
        )


@dataclass(slots=True)
class Holdings:
    """Every document by id: what is published, what waits, and what was superseded."""

    published: dict[str, Holding] = field(default_factory=dict[str, Holding])
    staged: dict[str, Holding] = field(default_factory=dict[str, Holding])
    superseded: dict[str, list[Holding]] = field(default_factory=dict[str, list[Holding]])

    def all(self) -> Iterator[Holding]:
        """Every version of every document."""
        yield from self.published.values()
        yield from self.staged.values()
        for versions in self.superseded.values():
            yield from versions

    def ids(self) -> list[str]:
        """Ids of all documents, those published first."""
        return list(self.published | self.staged)


_ADAPTER = TypeAdapter(Holdings)


def read_holdings(folder: Path) -> Holdings:
    """Read what is written in ``folder``; nothing is held where nothing was written.

    Raises:
        DocumentError: the file is damaged.
    """
    try:
        return _ADAPTER.validate_json((folder / _CATALOG).read_bytes())
    except FileNotFoundError:
        return Holdings()
    except (OSError, ValidationError) as error:
        raise DocumentError(
            f"文件目录 {folder / _CATALOG} 已损坏，请从备份恢复 sources 目录，"
            "或删除它后重新添加文件。"
        ) from error


def change_holdings(folder: Path, change: Callable[[Holdings], None]) -> None:
    """Read, change and write under the lock; then drop the files that nobody names any more.

    Raises:
        DocumentError: another process is writing, or the folder cannot be written.
    """
    with _lock(folder):
        holdings = read_holdings(folder)
        change(holdings)
        text = json.dumps(_ADAPTER.dump_python(holdings, mode="json"), ensure_ascii=False, indent=1)
        write_whole(folder / _CATALOG, text.encode())
        kept = {_CATALOG, _LOCK, *(holding.file for holding in holdings.all())}
        for path in folder.iterdir():
            if path.name not in kept:
                path.unlink(missing_ok=True)


def _lock(folder: Path) -> AbstractContextManager[object]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return FileLock(folder / _LOCK, timeout=_LOCK_SECONDS).acquire()
    except Timeout as error:
        raise DocumentError(f"另一个进程正在更新 {folder}，请稍后再试。") from error
    except OSError as error:
        raise DocumentError(
            f"无法写入数据目录 {folder.parent}（{error.strerror}），请检查 ZHENGWEN_DATA。"
        ) from error


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that it is there whole or not at all, whatever ends the process."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).replace(path)
        _sync_entries(path.parent)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _sync_entries(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
