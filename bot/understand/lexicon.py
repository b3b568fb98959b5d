"""What the understanding learns from the corpus it serves, once per generation."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from bot.understand.normalise import normalise_question
from bot.understand.places import Gazetteer, build_gazetteer
from bot.understand.units import UnitBook, learn_units
from corpus.types import Document
from index.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Place names, unit names, and the normalised texts of the documents (by document id)."""

    documents: tuple[Document, ...]
    gazetteer: Gazetteer
    texts: dict[str, str]
    units: UnitBook

    def texts_of(self, jurisdictions: Collection[str]) -> list[str]:
        """Return the texts of these jurisdictions' documents; of all where none is named."""
        return [
            self.texts[document.id]
            for document in self.documents
            if not jurisdictions or document.jurisdiction in jurisdictions
        ]


def learn_lexicon(snapshot: Snapshot) -> Lexicon:
    """Collect what questions may name: jurisdictions and the wording of the records."""
    lines: dict[str, list[str]] = {document_id: [] for document_id in snapshot.documents}
    for item in snapshot.items.values():
        lines[item.document_id] += [item.chapter, item.section, item.text]
    for passage in snapshot.passages.values():
        lines[passage.document_id].append(passage.text)
    texts = {key: normalise_question("\n".join(value)) for key, value in lines.items()}
    documents = tuple(snapshot.documents.values())
    printed = {
        document: [
            unit
            for item in snapshot.items.values()
            if item.document_id == document.id
            for unit in item.all_units
        ]
        for document in documents
    }
    gazetteer = build_gazetteer(documents, texts.values())
    return Lexicon(documents, gazetteer, texts, learn_units(printed))
