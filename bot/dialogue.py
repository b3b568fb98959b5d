"""A question in a conversation: on its own, about what was just shown, or leaning on it.

``bot/conversation.py`` reads how a sentence is put. Where that tells nothing, what is found does:
a question that points back, or is like no known one, is about the place before if it finds there a
record just shown, and if it finds nothing it asks of the task before.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.clarify import has_asked_back
from bot.conversation import lean_on, narrows, resolve_follow_up
from bot.evidence import load_thresholds
from bot.finding import Finding
from bot.leaning import (
    FOUND_NOTHING,
    familiarity,
    has_own_words,
    is_more_of,
    is_same_of,
    with_shown,
)
from bot.types import Facets, Question, Turn
from bot.understand.lexicon import Lexicon
from bot.understand.phrases import load_phrases
from bot.understand.units import is_collective
from corpus.types import TaskItem
from index.snapshot import Snapshot

_REMEMBERED = 6  # earlier questions; older ones are no longer what people refer to


@dataclass(frozen=True, slots=True)
class Desk:
    """What a conversation is read with: ``read`` a sentence, ``find`` what a question is about."""

    lexicon: Lexicon
    snapshot: Snapshot
    read: Callable[[str], Question]
    find: Callable[[Question], Finding]


def find_in_conversation(question: Question, history: Sequence[Turn], desk: Desk) -> Finding:
    """Find what ``question`` asks for, completed from the earlier questions of ``history``."""
    before: Finding | None = None
    asked = [turn.content for turn in history if turn.role == "user" and turn.content.strip()]
    for earlier in asked[-_REMEMBERED:]:
        before = _find_in_turn(desk.read(earlier), before, desk)
    asked_back = has_asked_back(history)
    return _find_in_turn(replace(question, asked_back=asked_back), before, desk)


def _find_in_turn(question: Question, before: Finding | None, desk: Desk) -> Finding:
    if before:
        question = _name_the_unit(question, before, desk)
    context = with_shown(before) if before else None
    resolved = resolve_follow_up(question, context, desk.lexicon)
    if before:
        resolved = _of_the_shown(resolved, question, before)
    finding = desk.find(resolved)
    if before is None or not _is_task(resolved) or resolved.topic != question.topic:
        return finding
    return (
        _more_of_the_shown(resolved, finding, before, desk)
        or _among_the_shown(resolved, before, desk)
        or _leaning(resolved, finding, before, desk)
        or finding
    )


def _name_the_unit(question: Question, before: Finding, desk: Desk) -> Question:
    """「这个局总共牵头几项」: read it with the name of the unit that was just shown."""
    match = load_phrases().follow["unit_back"].search(question.text)
    if match is None or question.jurisdictions:
        return question
    shown, kind = _units_shown(before), match.group()[-1]
    names = [name for name in shown if name.endswith(kind)] or shown
    if len(names) != 1:
        return question
    start, end = match.span()
    named = desk.read(f"{question.text[:start]}{names[0]}{question.text[end:]}")
    if named.selection is None or not named.selection.units:
        return question
    return replace(named, asked=question.asked, asked_back=question.asked_back)


def _units_shown(before: Finding) -> list[str]:
    """Name the units of a list by unit, or those that lead what was shown."""
    selection = before.question.selection
    if selection and selection.units:
        return [name for name, _ in selection.units]
    leading = (name for item in before.items for name in item.lead_units or item.all_units)
    return [name for name in dict.fromkeys(leading) if not is_collective(name)]


def _of_the_shown(resolved: Question, question: Question, before: Finding) -> Question:
    """「里面只要公安局牵头的」 selects among the items found by what they are about."""
    own = question.selection
    selects = own and (own.units or own.window or own.role or own.mention or own.alone)
    found = before.question.selection is None and len(before.items) > 1
    if question.jurisdictions or not (
        resolved.selection and selects and found and narrows(question)
    ):
        return resolved
    shown = frozenset(item.id for item in before.items)
    return replace(resolved, selection=replace(resolved.selection, among=shown))


def _is_task(question: Question) -> bool:
    """Tell whether a question is looked up by what it is about."""
    declined = question.refusal or question.errand or question.smalltalk
    listed = question.selection or question.pick or question.item_numbers
    return bool(question.topic) and not (declined or listed or question.document_fact)


def _more_of_the_shown(
    question: Question, alone: Finding, before: Finding, desk: Desk
) -> Finding | None:
    """Answer 「贴哪儿」 and 「一年最少几次」 from the task that was just shown."""
    context = with_shown(before)
    if not is_more_of(context, question, alone, desk.snapshot):
        return None
    more = lean_on(question, context, desk.lexicon)
    return desk.find(replace(more, facets=question.facets))


def _among_the_shown(question: Question, before: Finding, desk: Desk) -> Finding | None:
    """Return what is found in the place before, if some of it was just shown."""
    context = before.question
    everywhere = load_phrases().follow["everywhere"].search(question.text)
    if question.jurisdictions or question.unknown_places or everywhere:
        return None
    if not context.jurisdictions or _stands_alone(question, desk):
        return None
    years = question.years or context.years
    here = desk.find(replace(question, jurisdictions=context.jurisdictions, years=years))
    found = {item.id for item in (*here.items, *here.silent)}
    shown = {item.id for item in (*before.items, *before.silent)}
    return here if found & shown else None


def _leaning(question: Question, alone: Finding, before: Finding, desk: Desk) -> Finding | None:
    """Return what a question that finds nothing alone asks of what was shown before."""
    if alone.status not in FOUND_NOTHING or not (before.items or question.jurisdictions):
        return None
    limits = load_thresholds(desk.snapshot.manifest.encoder)
    follow, several = load_phrases().follow, len(before.items) > 1 and not question.jurisdictions
    picks = several and follow["narrow"].search(question.text)
    swaps = question.jurisdictions and follow["swap"].search(question.text)
    loose = follow["loose"].search(question.text)
    leans = loose and not has_own_words(question, desk.snapshot, limits.familiar)
    if not (picks or swaps or leans or is_same_of(question, desk.snapshot)):
        return None
    if several:
        return _nearest_of(before.items, question, desk)
    found = desk.find(lean_on(question, with_shown(before), desk.lexicon))
    return found if found.status not in FOUND_NOTHING else None


def _stands_alone(question: Question, desk: Desk) -> bool:
    """Tell whether nothing in a question points back and it is like one that is known."""
    follow = load_phrases().follow
    points = any(follow[name].search(question.text) for name in ("point_back", "narrow"))
    limits = load_thresholds(desk.snapshot.manifest.encoder)
    return not points and familiarity(question, desk.snapshot) >= limits.familiar


def _nearest_of(items: Sequence[TaskItem], question: Question, desk: Desk) -> Finding | None:
    """Return the item of a list that a question like 「照顾老人的是哪条」 picks out."""
    groups = desk.snapshot.search_each(
        question.topic,
        said=question.said,
        document_ids={item.document_id for item in items},
        kind="item",
        limit=len(desk.snapshot.items),
    )
    shown = {item.id: item for item in items}
    hits = [hit for group in groups.values() for hit in group if hit.record.id in shown]
    best = shown[max(hits, key=lambda hit: hit.score).record.id]
    document = desk.snapshot.documents[best.document_id]
    return desk.find(
        replace(
            question,
            topic="",
            item_numbers=(best.number,),
            jurisdictions=(document.jurisdiction,),
            years=(document.year,),
            facets=question.facets if question.facets != Facets() else Facets(what=True),
        )
    )
