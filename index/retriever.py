"""A snapshot as a llama-index retriever, for programs that are built on llama-index."""

from __future__ import annotations

from collections.abc import Collection

from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from index.chunk import record_metadata
from index.snapshot import Kind, Snapshot


class RecordRetriever(BaseRetriever):
    """Retrieves whole records, best first; scores are those of ``Snapshot.search``.

    A node carries the record's id, its text and the metadata of its chunk.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        *,
        document_ids: Collection[str] | None = None,
        kind: Kind | None = None,
        limit: int = 20,
    ) -> None:
        """Retrieve from ``snapshot``, with the filters of ``Snapshot.search``."""
        super().__init__()  # pyright: ignore[reportUnknownMemberType]
        self._snapshot = snapshot
        self._document_ids = document_ids
        self._kind: Kind | None = kind
        self._limit = limit

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        hits = self._snapshot.search(
            query_bundle.query_str,
            document_ids=self._document_ids,
            kind=self._kind,
            limit=self._limit,
        )
        documents = self._snapshot.documents
        return [
            NodeWithScore(
                node=TextNode(
                    id_=hit.record.id,
                    text=hit.record.text,
                    metadata=dict(record_metadata(hit.record, documents[hit.record.document_id])),
                ),
                score=hit.score,
            )
            for hit in hits
        ]
