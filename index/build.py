"""Builds a generation: write beside the old one, verify in a child process, switch atomically.

Killed at any point it leaves the old generation serving; the next build clears what is left.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from corpus.errors import DocumentError, IndexCorrupt, IndexMissing, IndexUnavailable
from corpus.types import ParsedDocument
from index.chunk import Chunk
from index.contents import (
    Contents,
    fingerprint,
    gather,
    lexical_texts,
    own_words,
    write_contents,
    write_cut,
)
from index.dense import Exchange, write_dense
from index.generations import (
    BUILDING,
    FORMAT,
    MANIFEST,
    Manifest,
    current_generation,
    file_sums,
    generation_path,
    keep_only,
    next_name,
    remove_leftovers,
    switch_current,
    sync_directory,
    sync_tree,
    writing,
)
from index.lexical import write_lexical
from index.progress import Report, say_nothing
from index.reuse import Reusable, cut_texts, plan_exchange, read_reusable
from index.snapshot import DENSE, LEXICAL, VECTORS
from index.tokens import Segmenter
from index.types import Encoder, Vectors
from index.verify import verify_in_child

_BATCH = 32


def build_generation(
    data: Path,
    parsed: Sequence[ParsedDocument],
    encoder: Encoder,
    *,
    progress: Report = say_nothing,
) -> Path:
    """Build a generation of ``parsed``, make it current and return its directory.

    Only records that differ from those that serve are encoded and written (``index.reuse``). The
    generation that served before is kept beside the new one; older ones are removed.

    Raises:
        DocumentError: there is no record to index.
        IndexBusy: another process is building.
        IndexCorrupt: the new generation did not pass its verification; the old one still serves.
        IndexUnavailable: the disk is full or may not be written.
    """
    contents = gather(parsed)
    if not contents.chunks:
        raise DocumentError(
            f"{data} 里已发布的文件没有读出任何任务项或段落，无法建立索引："
            "请用 zhengwen corpus audit 检查。"
        )
    try:
        with writing(data):
            return _build(data, contents, encoder, progress)
    except OSError as error:
        raise IndexUnavailable(
            f"无法在 {data} 写入索引（{error.strerror or error}）："
            "请检查磁盘空间和目录权限后再运行 zhengwen index build；原有索引不受影响。"
        ) from error


def _build(data: Path, contents: Contents, encoder: Encoder, progress: Report) -> Path:
    remove_leftovers(data)
    old = _serving(data)
    name = next_name(data)
    building = generation_path(data, f"{name}{BUILDING}")
    reusable = read_reusable(old, encoder)
    exchange = plan_exchange(contents.chunks, reusable)
    try:
        try:
            _make(building, contents, encoder, Taken(reusable, exchange), progress)
        except IndexCorrupt:
            if exchange is None:
                raise
            _make(building, contents, encoder, Taken(reusable, None), progress)  # all anew
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise
    finished = building.rename(generation_path(data, name))
    sync_directory(finished.parent)
    switch_current(data, name)
    keep_only(data, {name, old.name} if old else {name})
    return finished


@dataclass(frozen=True, slots=True)
class Taken:
    """What is taken over from the generation that serves, and how Chroma's files are made."""

    reusable: Reusable | None
    exchange: Exchange | None


def _make(
    building: Path, contents: Contents, encoder: Encoder, taken: Taken, progress: Report
) -> None:
    """Write a generation and prove in a child process that it serves."""
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir(parents=True)
    _write(building, contents, encoder, taken, progress)
    progress("校验", 0, 1)
    verify_in_child(building)
    progress("校验", 1, 1)


def _write(
    directory: Path, contents: Contents, encoder: Encoder, taken: Taken, progress: Report
) -> None:
    write_contents(contents, directory)
    known = taken.reusable.vectors if taken.reusable else {}
    vectors = _embed(contents.chunks, encoder, known, progress)
    np.save(directory / VECTORS, vectors)
    _write_words(directory, contents, taken.reusable)
    exchange = taken.exchange
    total = len(contents.chunks) if exchange is None else len(exchange.added)
    for done in write_dense(contents.chunks, vectors, directory / DENSE, exchange):
        progress("写入 Chroma", done, total)
    manifest = _manifest(directory, contents, encoder, exchange.stale if exchange else 0)
    (directory / MANIFEST).write_text(manifest.model_dump_json(indent=1), encoding="utf-8")
    sync_tree(directory)


def _write_words(directory: Path, contents: Contents, old: Reusable | None) -> None:
    texts, own = lexical_texts(contents), own_words(contents)
    words = cut_texts(texts, own, old, Segmenter(own).informative)
    write_cut(texts, words, directory)
    write_lexical(words, directory / LEXICAL)


def _embed(
    chunks: Sequence[Chunk], encoder: Encoder, known: dict[str, Vectors], progress: Report
) -> Vectors:
    """Vector of each chunk, shape ``(len(chunks), dimension)``; encodes only unknown texts."""
    missing = sorted({chunk.text for chunk in chunks} - known.keys(), key=len)
    vectors = dict(known)
    done = 0
    for start in range(0, len(missing), _BATCH):
        texts = missing[start : start + _BATCH]
        vectors.update(zip(texts, encoder.encode_passages(texts), strict=True))
        done += len(texts)
        progress("向量化", done, len(missing))
    return np.stack([vectors[chunk.text] for chunk in chunks]).astype(np.float32, copy=False)


def _serving(data: Path) -> Path | None:
    try:
        return current_generation(data)
    except (IndexMissing, IndexCorrupt):
        return None


def _manifest(directory: Path, contents: Contents, encoder: Encoder, stale_rows: int) -> Manifest:
    return Manifest(
        format=FORMAT,
        fingerprint=fingerprint(contents, encoder.name),
        encoder=encoder.name,
        dimension=encoder.dimension,
        built_at=datetime.now(UTC),
        documents=len(contents.documents),
        items=contents.item_count,
        passages=len(contents.records) - contents.item_count,
        chunks=len(contents.chunks),
        stale_rows=stale_rows,
        files=file_sums(directory),
    )
