"""Whether a few words are about what was just shown, though nothing in them points back.

「贴哪儿」 and 「一年最少几次」 are put like questions of their own; what is found tells them apart.
"""

from __future__ import annotations

from dataclasses import replace

from bot.evidence import load_thresholds
from bot.finding import Finding
from bot.types import Question
from bot.understand.phrases import load_phrases
from index.snapshot import Snapshot

FOUND_NOTHING = frozenset({"out_of_scope", "no_such_item"})

_SHORT = 10  # characters of a question that may be about a task without pointing back
_NAME, _NAMED = 4, 0.6  # characters of a task's name, and the share of it that its row holds
# Mean inverse document frequency: 「红烧肉放多少糖」 5.1, 「起码听几回」 3.5 (docs/adr/0013).
_SELDOM = 3.5


def with_shown(before: Finding) -> Question:
    """Return the question before, with the items it was answered by."""
    shown = tuple(item.id for item in (*before.items, *before.silent))
    return replace(before.question, shown=shown)


def is_more_of(context: Question, question: Question, alone: Finding, snapshot: Snapshot) -> bool:
    """Tell whether ``question``, for which ``alone`` is found, asks more of the task shown.

    What is asked in few words and fits the task shown almost as well as any other is about it; so
    are everyday words that fit nothing and are like nothing anybody asks.
    """
    if not context.shown or context.selection:
        return False
    if question.jurisdictions or question.unknown_places or _asks_where(question):
        return False
    if len(question.topic) > _SHORT or _names(context.shown, question, snapshot):
        return False
    limits = load_thresholds(snapshot.manifest.encoder)
    if alone.status in FOUND_NOTHING:
        return not has_own_words(question, snapshot, limits.own_matter)
    return _behind(context.shown, question, snapshot) <= limits.near_shown


def is_same_of(question: Question, snapshot: Snapshot) -> bool:
    """Tell whether a question that names places (「鄞州要求一年几次」) has no task of its own."""
    limits = load_thresholds(snapshot.manifest.encoder)
    short = bool(question.jurisdictions) and len(question.topic) <= _SHORT
    return short and not has_own_words(question, snapshot, limits.own_matter)


def has_own_words(question: Question, snapshot: Snapshot, familiar: float) -> bool:
    """Tell whether its words are seldom heard, or it is like a known question.

    The names of places are no words of its own.
    """
    own = question.topic if question.jurisdictions else question.text
    return snapshot.rarity(own) >= _SELDOM or familiarity(question, snapshot) >= familiar


def familiarity(question: Question, snapshot: Snapshot) -> float:
    """How like ``question`` is to any known one; see ``Snapshot.familiarity``."""
    return snapshot.familiarity(question.topic, said=question.said)


def _names(shown: tuple[str, ...], question: Question, snapshot: Snapshot) -> bool:
    """Tell whether a question names the task shown, as one asked anew by whoever does."""
    name = load_phrases().follow["words"].sub("", question.topic).strip()
    if len(name) < _NAME or not (question.facets.who or question.facets.when):
        return False
    texts = (snapshot.items[one].text for one in shown)
    return any(snapshot.covers(name, text) >= _NAMED for text in texts)


def _asks_where(question: Question) -> bool:
    """Tell whether other places are asked for, or some of several shown."""
    follow = load_phrases().follow
    return any(follow[name].search(question.text) for name in ("everywhere", "elsewhere", "narrow"))


def _behind(shown: tuple[str, ...], question: Question, snapshot: Snapshot) -> float:
    """How much worse than the best record those shown fit the question, as a score in [0, 1]."""
    groups = snapshot.search_each(
        question.topic,
        said=question.said,
        document_ids=frozenset(snapshot.documents),
        kind="item",
        limit=len(snapshot.items),
    )
    scores = {hit.record.id: hit.score for group in groups.values() for hit in group}
    return max(scores.values()) - max(scores[one] for one in shown)
