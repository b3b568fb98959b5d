"""What the web needs of the rest: someone who answers, and the generation to show.

``bot.answer.Answerer`` and ``index.live.LiveIndex`` fit; the tests bring scripted ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from bot.types import Answer, Turn
from corpus.types import Document, ParsedDocument, Passage, TaskItem


class QuestionAnswerer(Protocol):
    """Answers one question; blocking, so callers on the event loop use a ``Lane``."""

    @property
    def waits(self) -> bool:
        """Whether it waits for others, a language model, rather than computing."""
        ...

    def answer(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        jurisdiction: str | None = None,
        year: int | None = None,
    ) -> Answer:
        """Answer ``question``; raises ZhengwenError with a sentence for the user."""
        ...

    def stream(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        jurisdiction: str | None = None,
        year: int | None = None,
    ) -> Iterator[Answer]:
        """Answer as it grows: each but the last is what is sure so far, the last is whole."""
        ...


class Texts(Protocol):
    """What a page reads: documents by id, records by id, source text by document id."""

    @property
    def documents(self) -> Mapping[str, Document]: ...  # noqa: D102  named by the class
    @property
    def items(self) -> Mapping[str, TaskItem]: ...  # noqa: D102
    @property
    def passages(self) -> Mapping[str, Passage]: ...  # noqa: D102
    @property
    def sources(self) -> Mapping[str, str]: ...  # noqa: D102


class Shelf(Texts, Protocol):
    """One open generation."""

    @property
    def generation(self) -> str: ...  # noqa: D102
    @property
    def encoder(self) -> str: ...  # noqa: D102

    def similarities(self, ids: Sequence[str], others: Sequence[str]) -> NDArray[np.float64]:
        """Return the cosine of each record of ``ids`` (rows) with each of ``others`` (columns)."""
        ...


class Archive(Protocol):
    """Gives documents as they were; ``corpus.store.Store`` does."""

    def version(self, document_id: str, number: int) -> ParsedDocument:
        """Return one version of a published document; raises NotFoundError or DocumentError."""
        ...


class LiveShelf(Protocol):
    """Gives the generation that is current at the moment of asking."""

    def current(self) -> Shelf:
        """Return the open generation; raises IndexMissing or IndexCorrupt."""
        ...
