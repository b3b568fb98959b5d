"""What the understanding learns from the corpus it serves, once per generation."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from bot.understand.normalise import normalise_question
from bot.understand.phrases import load_phrases
from bot.understand.places import Gazetteer, build_gazetteer, short_of
from bot.understand.typos import Vocabulary, learn_vocabulary
from bot.understand.units import UnitBook, learn_units
from corpus.labels import short_name
from corpus.types import Document
from index.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Place names, unit names, and the normalised texts of the documents (by document id).

    ``vocabulary`` is what typos are mended against.
    """

    documents: tuple[Document, ...]
    gazetteer: Gazetteer
    texts: dict[str, str]
    units: UnitBook
    vocabulary: Vocabulary

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
    written = [*texts.values(), *(unit for units in printed.values() for unit in units)]
    vocabulary = learn_vocabulary(written, _spoken(documents), snapshot.tokens)
    return Lexicon(documents, gazetteer, texts, learn_units(printed), vocabulary)


def _spoken(documents: Iterable[Document]) -> list[str]:
    """Words that questions use and records need not: names of places, and how one asks."""
    places = [short_of(short_name(one.jurisdiction)) for one in documents]
    return [*places, *load_phrases().asking]
