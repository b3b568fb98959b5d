"""Ask back where one word names several tasks: once, with choices that can be clicked."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from bot.evidence import load_thresholds
from bot.types import Question, Turn
from bot.wording import say
from corpus.labels import short_name
from corpus.types import TaskItem
from index.snapshot import Snapshot
from index.types import Hit

_LONGEST = 3  # characters of a topic that is one bare word
_FEWEST, _MOST = 3, 4  # different tasks that make a word unclear; choices shown
_SEARCHED = 60
_PHRASE = re.compile(r"[^，,。；;、：:（(）)“”\"《》\s]*")


def unclear_between(
    question: Question, document_ids: Collection[str], snapshot: Snapshot
) -> tuple[TaskItem, ...]:
    """Return different tasks that a topic of one bare word may mean; empty where it is clear."""
    word = question.topic
    if question.asked_back or not word.isalnum() or not 1 < len(word) <= _LONGEST:
        return ()
    same = load_thresholds(snapshot.manifest.encoder).twin
    hits = snapshot.search(word, document_ids=document_ids, kind="item", limit=_SEARCHED)
    different: list[Hit] = []
    for hit in (hit for hit in hits if word in hit.record.text):
        names = [other.record.id for other in different]
        if all(snapshot.similarity(hit.record.id, name) < same for name in names):
            different.append(hit)
    if len(different) < _FEWEST:
        return ()
    return tuple(hit.record for hit in different[:_MOST] if isinstance(hit.record, TaskItem))


def has_asked_back(history: Sequence[Turn]) -> bool:
    """Tell whether the last answer was a question back."""
    said = [turn.content for turn in history if turn.role == "assistant"]
    return bool(said) and said[-1].startswith(say("clarify.head"))


def choices_of(items: Sequence[TaskItem], question: Question, snapshot: Snapshot) -> list[str]:
    """Word each of ``items`` as the question asked about it."""
    facets = question.facets
    ask = "who" if facets.who else "when" if facets.when else "what"
    return [
        say(
            f"clarify.{ask}",
            place=short_name(snapshot.documents[item.document_id].jurisdiction),
            number=item.number,
            phrase=_phrase_around(item.text, question.topic),
        )
        for item in items
    ]


def _phrase_around(text: str, word: str) -> str:
    """Return the words of ``text`` that ``word`` stands among, up to the next punctuation."""
    found = next(match.group() for match in _PHRASE.finditer(text) if word in match.group())
    start = max(0, found.index(word) - 10)
    return found[start : start + 20 + len(word)]
