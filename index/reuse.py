"""What a new generation takes over from the one that serves, so that only changes cost work.

Vectors and words are taken by the text they were made of; Chroma's files are copied and the rows
that differ are exchanged. Nothing is taken from a generation that is damaged or of another encoder.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from corpus.errors import IndexCorrupt
from index.chunk import Chunk
from index.contents import digest_text, read_chunks, read_cut, read_words
from index.dense import Exchange
from index.generations import Manifest, check_files, read_manifest
from index.snapshot import DENSE, VECTORS
from index.tokens import fold
from index.types import Encoder, Vectors

_STALE = 4  # of so many rows in Chroma one may be an exchanged one; then all are written anew


@dataclass(frozen=True, slots=True)
class Reusable:
    """An intact generation of the same encoder; ``cut`` holds words by digest of their text."""

    directory: Path
    manifest: Manifest
    chunks: dict[str, Chunk]
    vectors: dict[str, Vectors]
    own_words: frozenset[str]
    cut: dict[str, list[str]]


def read_reusable(directory: Path | None, encoder: Encoder) -> Reusable | None:
    """Read what can be taken over; None where nothing serves, or nothing of it may be trusted."""
    if directory is None:
        return None
    try:
        manifest = read_manifest(directory)
        check_files(directory, manifest)
    except IndexCorrupt:
        return None
    if (manifest.encoder, manifest.dimension) != (encoder.name, encoder.dimension):
        return None
    chunks = list(read_chunks(directory))
    rows: Vectors = np.load(directory / VECTORS)
    return Reusable(
        directory,
        manifest,
        {chunk.id: chunk for chunk in chunks},
        dict(zip((chunk.text for chunk in chunks), rows, strict=True)),
        frozenset(read_words(directory)),
        read_cut(directory),
    )


def cut_texts(
    texts: Sequence[str],
    own_words: Iterable[str],
    old: Reusable | None,
    cut: Callable[[str], list[str]],
) -> list[list[str]]:
    """Words of each text, cut only where the old generation does not tell them.

    A word that the segmenter has learnt or forgotten since matters only to texts that hold it.
    """
    if old is None:
        return [cut(text) for text in texts]
    differing = sorted(old.own_words ^ set(own_words))
    return [
        cut(text) if words is None or _holds_any(text, differing) else words
        for text, words in ((text, old.cut.get(digest_text(text))) for text in texts)
    ]


def _holds_any(text: str, words: Sequence[str]) -> bool:
    if not words:
        return False
    folded = fold(text)
    return any(word in folded for word in words)


def plan_exchange(chunks: Sequence[Chunk], old: Reusable | None) -> Exchange | None:
    """Tell which rows of the old Chroma files are to be exchanged; None to write all anew.

    Chroma keeps the place of a removed row, so that too many exchanges would slow every search.
    """
    if old is None:
        return None
    new = {chunk.id: chunk for chunk in chunks}
    removed = [name for name, chunk in old.chunks.items() if new.get(name) != chunk]
    added = [row for row, chunk in enumerate(chunks) if old.chunks.get(chunk.id) != chunk]
    stale = old.manifest.stale_rows + len(removed)
    if stale * _STALE > len(chunks):
        return None
    return Exchange(old.directory / DENSE, removed, added, stale)
