"""The dense channel: vectors and metadata in Chroma. The only door to Chroma.

One process owns an embedded Chroma path, and merely opening it rewrites its files (docs/adr/0002).
So a built directory is never opened: each reader opens a private copy, which goes away with it.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
import weakref
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, cast

from filelock import FileLock, Timeout

from corpus.errors import IndexUnavailable
from index.chunk import Chunk
from index.types import Vectors

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.collection_configuration import CreateHNSWConfiguration
    from chromadb.api.models.Collection import Collection
    from llama_index.core.schema import TextNode

_COLLECTION = "records"
_BATCH = 2000  # Chroma takes 5,461 at most
_HNSW: CreateHNSWConfiguration = {
    "space": "cosine",
    "ef_construction": 200,
    "ef_search": 200,
    "batch_size": 50,  # both low, so that small collections are written to the index file, too
    "sync_threshold": 50,
}
_COPY_PREFIX = "zhengwen-chroma-"
_YOUNG = 60  # seconds in which a copy may not have its lock yet


@dataclass(frozen=True, slots=True)
class Exchange:
    """How to make Chroma's files from those of another generation: ids to remove, rows to add."""

    built: Path
    removed: Sequence[str]
    added: Sequence[int]
    stale: int


def write_dense(
    chunks: Sequence[Chunk],
    vectors: Vectors,
    directory: Path,
    exchange: Exchange | None = None,
) -> Iterator[int]:
    """Write chunks and their vectors through llama-index; yields rows done so far.

    With an ``exchange`` the old files are copied and only what differs is written.
    """
    from llama_index.vector_stores.chroma import ChromaVectorStore  # noqa: PLC0415 (2 CPU s)

    rows = list(range(len(chunks))) if exchange is None else exchange.added
    if exchange is not None:
        shutil.copytree(exchange.built, directory)
    client = _client(directory)
    try:
        collection = _collection_to_write(client, exchange)
        store = ChromaVectorStore(chroma_collection=collection)
        store.flat_metadata = False  # units are arrays
        for start in range(0, len(rows), _BATCH):
            batch = rows[start : start + _BATCH]
            store.add([_node(chunks[row], vectors[row]) for row in batch])
            yield start + len(batch)
    finally:
        client.close()


def _collection_to_write(client: Client, exchange: Exchange | None) -> Collection:
    if exchange is None:
        return client.create_collection(
            _COLLECTION, configuration={"hnsw": _HNSW}, embedding_function=None
        )
    collection = client.get_collection(_COLLECTION, embedding_function=None)
    for start in range(0, len(exchange.removed), _BATCH):
        collection.delete(ids=list(exchange.removed[start : start + _BATCH]))
    return collection


class Dense:
    """Nearest chunks by cosine, from a private copy of a built directory; threads may share it."""

    def __init__(self, built: Path) -> None:
        """Copy ``built``; Chroma itself is imported and opened at the first search."""
        self._copy = _private_copy(built)
        self._opening = Lock()
        self._collection: Collection | None = None
        self._release = weakref.finalize(self, _remove, self._copy)

    def nearest(self, vector: Vectors, limit: int) -> list[str]:
        """Ids of the ``limit`` chunks nearest to ``vector`` (shape ``(dimension,)``), best first.

        Approximate from a few thousand chunks on; exact cosines come from ``vectors.npy``.
        """
        found = self._opened().query(query_embeddings=[vector], n_results=limit, include=[])
        return found["ids"][0]

    def count(self) -> int:
        """Count the rows."""
        return self._opened().count()

    def close(self) -> None:
        """Close the store and remove the copy; done by itself when the object is collected."""
        self._release()

    def _opened(self) -> Collection:
        if self._collection is None:
            with self._opening:
                if self._collection is None:
                    client = _client(self._copy.directory)
                    self._copy.client = client
                    self._collection = client.get_collection(_COLLECTION, embedding_function=None)
        return self._collection


@dataclass(slots=True)
class _Copy:
    """A private copy: its directory, the lock that says its process lives, its open client."""

    directory: Path
    lock: FileLock
    owner: int
    client: Client | None = None


def _private_copy(built: Path) -> _Copy:
    """Copy a built directory.

    Raises:
        IndexUnavailable: there is no room for it.
    """
    _remove_abandoned_copies()
    directory = Path(tempfile.mkdtemp(prefix=_COPY_PREFIX))
    lock = FileLock(directory / "lock", timeout=0, thread_local=False)
    lock.acquire()
    copy = _Copy(directory / "chroma", lock, os.getpid())
    try:
        shutil.copytree(built, copy.directory)
    except OSError as error:
        _remove(copy)
        raise IndexUnavailable(
            f"无法在临时目录 {directory.parent} 打开索引的副本（{error}）："
            "请腾出磁盘空间，或用环境变量 TMPDIR 另指一个目录。"
        ) from error
    return copy


def _remove(copy: _Copy) -> None:
    if os.getpid() != copy.owner:
        return  # a fork of the process that uses it
    if copy.client is not None:
        copy.client.close()
    copy.lock.release()
    shutil.rmtree(copy.directory.parent, ignore_errors=True)


def _remove_abandoned_copies() -> None:
    """Remove copies whose process was killed: nobody holds their lock any more."""
    for directory in Path(tempfile.gettempdir()).glob(f"{_COPY_PREFIX}*"):
        try:
            if time.time() - directory.stat().st_mtime < _YOUNG:
                continue
            with FileLock(directory / "lock", timeout=0):
                shutil.rmtree(directory, ignore_errors=True)
        except (Timeout, OSError):
            continue  # in use, another user's, or just removed by somebody else


def _client(directory: Path) -> Client:
    import chromadb  # noqa: PLC0415 (1.2 CPU s)
    from chromadb.config import Settings  # noqa: PLC0415

    settings = Settings(anonymized_telemetry=False)
    return cast("Client", chromadb.PersistentClient(path=str(directory), settings=settings))


def _node(chunk: Chunk, vector: Vectors) -> TextNode:
    from llama_index.core.schema import TextNode  # noqa: PLC0415

    return TextNode(
        id_=chunk.id, text=chunk.text, embedding=vector.tolist(), metadata=dict(chunk.metadata)
    )
