"""What the evidence came to, before it is put into words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.types import DocumentFact, Kind, Question, Status
from corpus.types import Document, Passage, Record, TaskItem

Source = Record | Document


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact a document states of itself: its parts as printed, each of which is quoted."""

    document: Document
    name: DocumentFact
    printed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Close:
    """A record shown as related, with the key of the reason in the wording."""

    record: Record
    reason: str


@dataclass(frozen=True, slots=True)
class Finding:
    """The records that answer a question, or the key of the sentence that says why none does.

    ``documents`` are those the question is about; ``unanswered`` those of them, named by the
    asker, in which nothing was found. ``silent`` are items that exist but do not state what was
    asked: they are cited, and are no answer. ``count`` is the length of a list, counted from the
    records. ``quotes`` holds what is to be quoted of a record where that is known better than by
    its wording. ``choices`` are the tasks a word may mean. ``blanks`` fill the
    sentence ``no`` of the wording.
    """

    question: Question
    documents: tuple[Document, ...]
    status: Status
    kind: Kind = "none"
    items: tuple[TaskItem, ...] = ()
    passages: tuple[Passage, ...] = ()
    silent: tuple[TaskItem, ...] = ()
    facts: tuple[Fact, ...] = ()
    count: int | None = None
    quotes: Mapping[str, str] = field(default_factory=dict[str, str])
    related: tuple[Close, ...] = ()
    unanswered: tuple[Document, ...] = ()
    choices: tuple[TaskItem, ...] = ()
    no: str = ""
    blanks: Mapping[str, object] = field(default_factory=dict[str, object])

    @property
    def cited(self) -> tuple[Source, ...]:
        """What the text cites, in the order of the markers."""
        facts = (fact.document for fact in self.facts)
        return (*self.items, *self.silent, *self.passages, *facts)
