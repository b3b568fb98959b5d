"""One generation, opened: its records in memory, and the search over them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import replace
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from corpus.errors import DocumentError, EncoderError, IndexCorrupt
from corpus.types import Document, Passage, TaskItem
from index.bank import read_bank
from index.contents import Contents, read_contents, read_words
from index.coverage import Coverage, covered_text
from index.dense import Dense
from index.errands import read_errand_model
from index.fuse import Scores, blend, coverage_weight, fuse, known_settings
from index.generations import (
    REBUILD,
    Manifest,
    check_files,
    current_generation,
    read_manifest,
)
from index.known import KnownQuestions, known_of
from index.lexical import Lexical
from index.query import Channels, Query, reader_of
from index.tokens import Segmenter
from index.types import Encoder, Hit, Vectors

VECTORS = "vectors.npy"
LEXICAL = "bm25"
DENSE = "chroma"
_MANY = 50  # candidates each channel offers at least

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
        self._weight = coverage_weight(manifest.encoder)
        self._index_rows(contents)
        firsts = self.vectors[self._first_chunk[:-1]]
        bank = read_bank(manifest.encoder)
        self._errands = read_errand_model(manifest.encoder)
        self._channels = Channels(
            Lexical(directory / LEXICAL, len(contents.records)),
            Coverage(map(covered_text, contents.records)),
            KnownQuestions(bank, contents.records, firsts),
            self.tokens,
        )
        # No method of its own is cached: without a cycle the private copy goes with the snapshot.
        self._read = reader_of(encoder, self._channels, contents.documents.values())
        self._encoder = encoder

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
        asked = self._read(query, query)
        if document_ids is None and kind is None:
            rows = self._candidates(asked, max(_MANY, 3 * limit))
        else:
            rows = self._filtered(document_ids, kind)
        return list(islice(self._ranked(asked, rows), limit))

    def search_each(
        self, query: str, *, said: str, document_ids: Collection[str], kind: Kind, limit: int
    ) -> dict[str, list[Hit]]:
        """Find each document's own ``limit`` nearest records, weighing every one of them.

        ``query`` is what the sentence ``said`` is about; words are taken from it, the meaning from
        the whole sentence.
        Documents and hits come best first; a document without records of this kind is left out.
        """
        asked, found = self._read(query, said), dict[str, list[Hit]]()
        for hit in self._ranked(asked, self._filtered(document_ids, kind), each=limit):
            found.setdefault(hit.record.document_id, []).append(hit)
        return found

    def rank(
        self, vector: Vectors, text: str, words: Sequence[str] | None, *, limit: int
    ) -> list[Hit]:
        """Rank records by a vector of shape ``(dimension,)`` and ``text``; see ``Channels``."""
        asked = self._channels.read(text, vector, words)
        rows = self._candidates(asked, max(_MANY, 3 * limit))
        return list(islice(self._ranked(asked, rows), limit))

    def _ranked(self, asked: Query, rows: Rows, each: int | None = None) -> Iterator[Hit]:
        """Yield the hits of ``rows``, best first; no more than ``each`` of one document."""
        cosine = self._cosines(asked.vector, rows)
        coverage = asked.coverage[rows]
        bm25 = asked.bm25[rows] if each is None else np.full(len(rows), np.nan)
        own, other, topics = known_of(asked.recognised, rows, cosine)
        known = np.where(topics >= 0, np.maximum(own, cosine), cosine)
        score = fuse(blend(cosine, own, known_settings().share), coverage, self._weight)
        order = np.lexsort((rows, -score))
        ordered: list[int] = rows[order].tolist()
        columns = (score, cosine, coverage, bm25, known, other)
        figures: list[list[float]] = np.stack(columns)[:, order].T.tolist()
        tasks: list[int] = topics[order].tolist()
        taken = Counter[str]()
        for row, its_figures, topic in zip(ordered, figures, tasks, strict=True):
            record = self._records[row]
            taken[record.document_id] += 1
            if each is None or taken[record.document_id] <= each:
                yield Hit(record, *its_figures, topic=topic)

    def covers(self, query: str, text: str) -> float:
        """Share, in [0, 1], of ``query``'s wording that ``text`` holds; see ``Coverage``."""
        return self._channels.coverage.share(query, text)

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

    def holds_task(self, record_id: str, topic: int) -> bool:
        """Tell whether a record holds the task of a known question; see ``Hit.topic``."""
        return self._channels.known.holds(self._row_of[record_id], topic)

    def familiarity(self, query: str, *, said: str) -> float:
        """How like a question is to any known one, about on the scale of a cosine; 1 without any.

        See ``search_each`` for the two texts.
        """
        recognised = self._read(query, said).recognised
        return 1.0 if recognised is None else recognised.best

    def vote(self, record_id: str, query: str, *, said: str) -> float:
        """Share, in [0, 1], of the known questions most like a question that this record answers.

        0 without known questions. See ``search_each`` for the two texts.
        """
        recognised = self._read(query, said).recognised
        if recognised is None:
            return 0.0
        held = [self.holds_task(record_id, topic) for topic in recognised.nearest.tolist()]
        return sum(held) / len(held)

    def errand_odds(self, query: str, *, said: str) -> float:
        """Log odds that a question is about somebody's own affair; 0 where no model tells.

        See ``search_each`` for the two texts.
        """
        vector = self._read(query, said).vector
        return self._errands.log_odds(vector) if self._errands else 0.0

    def rarity(self, text: str) -> float:
        """How seldom the characters of ``text`` stand in known questions; 0 without any."""
        return self._channels.known.rarity(text)

    def forgetting(self, questions: Collection[int]) -> Snapshot:
        """Return the same snapshot as if these known questions had never been asked.

        They are told by their places in ``index.bank.in_order``.
        """
        other = copy(self)
        known = self._channels.known.without(questions)
        other._channels = replace(self._channels, known=known)
        other._read = reader_of(self._encoder, other._channels, self.documents.values())
        return other

    def _stack(self, ids: Sequence[str]) -> tuple[Vectors, Rows]:
        """Return the chunk vectors of these records, one below the other, and where each begins."""
        stacked = [self._chunk_vectors(self._row_of[name]) for name in ids]
        lengths = np.array([len(vectors) for vectors in stacked], dtype=np.intp)
        return np.concatenate(stacked), np.cumsum(lengths) - lengths

    def warm(self) -> None:
        """Load what a first search would load: segmenter, Chroma, and the encoder's first run."""
        self.search("政务公开")

    def _candidates(self, asked: Query, count: int) -> Rows:
        near = [self._row_of_chunk[name] for name in self.dense.nearest(asked.vector, count)]
        worded = np.argsort(-asked.bm25, kind="stable")[:count]
        return np.union1d(np.array(near, dtype=np.intp), worded[asked.bm25[worded] > 0])

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
