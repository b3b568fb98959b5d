"""What the flow of an answer needs of a model: somebody who helps with one question at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from bot.finding import Finding
from bot.types import Answer, Question, Turn
from index.snapshot import Snapshot


class Assist(Protocol):
    """Help with one question, within one budget of time."""

    def reconsider(
        self,
        finding: Finding,
        history: Sequence[Turn],
        read: Callable[[str], Question],
        find: Callable[[Question], Finding],
    ) -> Finding:
        """Return ``finding``, or a better one where the rules were unsure.

        ``read`` understands a sentence by the rules, ``find`` looks a question up by them.
        """
        ...

    def phrase(self, finding: Finding, answer: Answer, snapshot: Snapshot) -> Iterator[Answer]:
        """Yield ``answer`` as it grows in better words; the last one is whole."""
        ...


class Writer(Protocol):
    """A model that may help."""

    def begin(self, *, streaming: bool) -> Assist:
        """Start the clock for one question."""
        ...
