"""One generation, opened: its records in memory, and the search over them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache, partial
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from corpus.errors import DocumentError, EncoderError, IndexCorrupt
from corpus.types import Document, Passage, TaskItem
from index.contents import Contents, read_contents, read_words
from index.coverage import Coverage, covered_text
from index.dense import Dense
from index.fuse import Scores, coverage_weight, fuse
from index.generations import (
    REBUILD,
    Manifest,
    check_files,
    current_generation,
    read_manifest,
)
from index.lexical import Lexical
from index.tokens import Segmenter
from index.types import Encoder, Hit, Vectors

VECTORS = "vectors.npy"
LEXICAL = "bm25"
DENSE = "chroma"
_MANY = 50  # candidates each channel offers at least
_REMEMBERED = 256  # question vectors; one question is searched several times, with other filters

Kind = Literal["item", "passage"]
Rows = NDArray[np.intp]


class Snapshot:
    """A generation that answers searches; immutable, and any number of threads may share it."""

    def __init__(self, directory: Path, manifest: Manifest, encoder: Encoder) -> None:
        """Open files that ``check_files`` has found intact; see ``open_generation``."""
        contents = read_contents(directory)
        self.generation = directory.name
        self.manifest = manifest
        self.encoder = manifest.encoder
        self.documents: Mapping[str, Document] = MappingProxyType(dict(contents.documents))
        self.sources: Mapping[str, str] = MappingProxyType(dict(contents.sources))
        self.items: Mapping[str, TaskItem] = MappingProxyType(
            {record.id: record for record in contents.records if isinstance(record, TaskItem)}
        )
        self.passages: Mapping[str, Passage] = MappingProxyType(
            {record.id: record for record in contents.records if isinstance(record, Passage)}
        )
        self.tokens = Segmenter(read_words(directory))
        self.chunks = contents.chunks
        self.vectors: Vectors = np.load(directory / VECTORS)
        self.dense = Dense(directory / DENSE)
        self._records = contents.records
        self._lexical = Lexical(directory / LEXICAL, len(contents.records))
        self._places = _place_pattern(self.documents.values())
        self._coverage = Coverage(map(covered_text, contents.records))
        self._weight = coverage_weight(manifest.encoder)
        self._index_rows(contents)
        # No method of its own is cached: without a cycle the private copy goes with the snapshot.
        self._vector_of = lru_cache(_REMEMBERED)(partial(_encode_query, encoder))

    def _index_rows(self, contents: Contents) -> None:
        row_of = {record.id: row for row, record in enumerate(contents.records)}
        owners = np.array([row_of[chunk.record_id] for chunk in contents.chunks], dtype=np.intp)
        self._row_of = row_of
        self._row_of_chunk = {chunk.id: row_of[chunk.record_id] for chunk in contents.chunks}
        self._first_chunk = np.searchsorted(owners, np.arange(len(contents.records) + 1))
        groups: dict[tuple[str, str], list[int]] = {}
        for row, record in enumerate(contents.records):
            kind = "item" if isinstance(record, TaskItem) else "passage"
            groups.setdefault((record.document_id, kind), []).append(row)
        self._groups = {key: np.array(rows, dtype=np.intp) for key, rows in groups.items()}

    def search(
        self,
        query: str,
        *,
        document_ids: Collection[str] | None = None,
        kind: Kind | None = None,
        limit: int = 20,
    ) -> list[Hit]:
        """Find the ``limit`` records nearest to ``query``, best first; ties keep document order.

        A search that names documents or a kind weighs every record of them. One over everything
        weighs those that Chroma or the lexical channel offers, each with its exact cosine.
        """
        vector = self._vector_of(self._without_places(query))
        return self.rank(vector, query, document_ids=document_ids, kind=kind, limit=limit)

    def rank(  # noqa: PLR0913 (one parameter a filter)
        self,
        vector: Vectors,
        text: str,
        *,
        document_ids: Collection[str] | None = None,
        kind: Kind | None = None,
        limit: int = 20,
        words: Sequence[str] | None = None,
    ) -> list[Hit]:
        """Rank records by a vector of shape ``(dimension,)`` and the words of ``text``.

        ``words`` are those words where they are known already; cutting loads a dictionary.
        """
        bm25 = self._lexical.score(self.tokens.informative(text) if words is None else words)
        coverage = self._coverage.score(text)
        if document_ids is None and kind is None:
            rows = self._candidates(vector, bm25, max(_MANY, 3 * limit))
        else:
            rows = self._filtered(document_ids, kind)
        cosine = self._cosines(vector, rows)
        score = fuse(cosine, coverage[rows], self._weight)
        best: list[int] = np.lexsort((rows, -score))[:limit].tolist()
        return [
            Hit(
                record=self._records[int(rows[i])],
                score=float(score[i]),
                cosine=float(cosine[i]),
                coverage=float(coverage[rows[i]]),
                bm25=float(bm25[rows[i]]),
            )
            for i in best
        ]

    def covers(self, query: str, text: str) -> float:
        """Share, in [0, 1], of ``query``'s wording that ``text`` holds; see ``Coverage``."""
        return self._coverage.share(query, text)

    def similarity(self, record_id: str, other_id: str) -> float:
        """Cosine of two records, of their nearest chunks where they have several."""
        one, other = (self._chunk_vectors(self._row_of[name]) for name in (record_id, other_id))
        return float(np.max(one @ other.T))

    def similarities(self, ids: Sequence[str], others: Sequence[str]) -> Scores:
        """``similarity`` of each record of ``ids`` (rows) to each of ``others`` (columns)."""
        if not ids or not others:
            return np.empty((len(ids), len(others)))
        (one, starts), (other, other_starts) = self._stack(ids), self._stack(others)
        cosines = (one @ other.T).astype(np.float64)
        by_row = np.maximum.reduceat(cosines, starts, axis=0)
        return np.maximum.reduceat(by_row, other_starts, axis=1)

    def _stack(self, ids: Sequence[str]) -> tuple[Vectors, Rows]:
        """Return the chunk vectors of these records, one below the other, and where each begins."""
        stacked = [self._chunk_vectors(self._row_of[name]) for name in ids]
        lengths = np.array([len(vectors) for vectors in stacked], dtype=np.intp)
        return np.concatenate(stacked), np.cumsum(lengths) - lengths

    def warm(self) -> None:
        """Load what a first search would load: segmenter, Chroma, and the encoder's first run."""
        self.search("政务公开")

    def _without_places(self, query: str) -> str:
        """Leave out names of places and plan years: no record says where and when it is from.

        Dense hit@1 on 199 questions rises from .70 to .75 by it.
        """
        return self._places.sub("", query) or query

    def _candidates(self, vector: Vectors, bm25: Scores, count: int) -> Rows:
        near = [self._row_of_chunk[name] for name in self.dense.nearest(vector, count)]
        worded = np.argsort(-bm25, kind="stable")[:count]
        return np.union1d(np.array(near, dtype=np.intp), worded[bm25[worded] > 0])

    def _filtered(self, document_ids: Collection[str] | None, kind: Kind | None) -> Rows:
        groups = [
            rows
            for (document_id, its_kind), rows in self._groups.items()
            if (document_ids is None or document_id in document_ids) and kind in (None, its_kind)
        ]
        return np.sort(np.concatenate(groups)) if groups else np.empty(0, dtype=np.intp)

    def _cosines(self, vector: Vectors, rows: Rows) -> Scores:
        """Cosine of each record's nearest chunk."""
        if not len(rows):
            return np.empty(0)
        starts, ends = self._first_chunk[rows], self._first_chunk[rows + 1]
        lengths = ends - starts
        firsts = np.cumsum(lengths) - lengths
        chunks: Rows = np.arange(int(lengths.sum())) + np.repeat(starts - firsts, lengths)
        cosines = (self.vectors[chunks] @ vector).astype(np.float64)
        return np.maximum.reduceat(cosines, firsts)

    def _chunk_vectors(self, row: int) -> Vectors:
        return self.vectors[self._first_chunk[row] : self._first_chunk[row + 1]]


def _encode_query(encoder: Encoder, query: str) -> Vectors:
    return encoder.encode_queries([query])[0]


def _place_pattern(documents: Iterable[Document]) -> re.Pattern[str]:
    places = {
        name
        for document in documents
        for name in (document.jurisdiction, *document.aliases, f"{document.year}年")
    }
    return re.compile("|".join(sorted(map(re.escape, places), key=len, reverse=True)) or r"\b\B")


def open_generation(directory: Path, encoder: Encoder) -> Snapshot:
    """Check every file of a generation and open it.

    Raises:
        IndexCorrupt: a file is missing, or is not what was built or not what is read today.
        IndexUnavailable: no room for the private copy of Chroma's files.
        EncoderError: the generation was built by another encoder.
    """
    manifest = read_manifest(directory)
    if (manifest.encoder, manifest.dimension) != (encoder.name, encoder.dimension):
        raise EncoderError(
            f"索引 {directory} 由编码器 {manifest.encoder}（{manifest.dimension} 维）建立，"
            f"当前编码器是 {encoder.name}（{encoder.dimension} 维），两者不能混用："
            f"{REBUILD}，或改回原来的 ENCODER。"
        )
    check_files(directory, manifest)
    try:
        return Snapshot(directory, manifest, encoder)
    except (DocumentError, ValueError, KeyError, TypeError) as error:
        raise IndexCorrupt(
            f"索引 {directory} 不是本版程序建立的（{error}）：{REBUILD}。"
        ) from error


def open_current(data: Path, encoder: Encoder) -> Snapshot:
    """Open the generation that serves.

    A damaged one is refused, and the one before it is not taken instead: it may hold what has been
    withdrawn since.

    Raises:
        IndexMissing: nothing has been built.
        IndexCorrupt: what was built is damaged.
        EncoderError: it was built by another encoder.
    """
    directory = current_generation(data)
    try:
        return open_generation(directory, encoder)
    except IndexCorrupt:
        # Two builds may have come and gone while we were reading; then there is a newer one.
        if current_generation(data) == directory:
            raise
        return open_current(data, encoder)
