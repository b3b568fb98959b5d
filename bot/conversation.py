"""Follow-ups: a question that leans on the one before inherits what it leaves out.

「那鄞州区呢」, 「什么时候完成」 and 「只看9月底前的」 lean; a question with a task of its own
stands alone and drops what was talked about before.
"""

from __future__ import annotations

from dataclasses import replace

from bot.types import Facets, Pick, Question, Selection
from bot.understand.lexicon import Lexicon
from bot.understand.phrases import load_phrases

_CHECKS = ("as_well", "yes_no", "compare")  # a deadline or a unit of one task
_FEW = 4  # characters that may name the task before
_ABOUT_DEADLINES = frozenset({"unstated", "undated", "dated"})


def resolve_follow_up(question: Question, context: Question | None, lexicon: Lexicon) -> Question:
    """Return ``question`` completed from ``context``, the one before as it was understood."""
    resolved = _inherit(question, context, lexicon) if context else _alone(question)
    if resolved.pick and resolved.pick.how == "nth" and resolved.jurisdictions:
        resolved = _pick_from_table(resolved)
    return resolved


def _alone(question: Question) -> Question:
    """「还有呢」 and 「刚才那条几月完成」 name no task; with nothing before them none is meant."""
    return question if _left_of(question.topic) else replace(question, topic="")


def _left_of(topic: str) -> bool:
    """Tell whether anything is left of a topic but words that point back."""
    follow = load_phrases().follow
    rest = follow["words"].sub(" ", follow["unit_back"].sub(" ", topic))
    return any(len(part) > 1 for part in rest.split())


def _pick_from_table(question: Question) -> Question:
    """「满城最后一项是什么」 with nothing before it means the last of the whole table."""
    named = question.topic or question.item_numbers or question.selection
    return question if named else replace(question, selection=Selection())


def _inherit(question: Question, context: Question, lexicon: Lexicon) -> Question:
    if question.refusal or question.errand or question.smalltalk or context.smalltalk:
        return question
    question = _read_as_facet(_read_as_role(question, context), context)
    question = _read_as_pick(question, context)
    leans = _leans(question, context)
    if leans and _other_places(question, context, lexicon) is not None:
        return lean_on(question, context, lexicon)
    if question.selection:
        return _with_place(_merge_selections(question, context), context)
    if question.pick:
        return _with_place(_pick_from(question, context), context)
    if leans and not question.item_numbers:
        return lean_on(question, context, lexicon)
    return _of_new_task(question, context)


def _other_places(
    question: Question, context: Question, lexicon: Lexicon
) -> tuple[str, ...] | None:
    """Return the places of 「其他地方呢」, no place (all) for 「各地呢」, None for neither."""
    follow = load_phrases().follow
    if question.jurisdictions or question.unknown_places:
        return None
    if follow["everywhere"].search(question.text):
        return ()
    if not (follow["elsewhere"].search(question.text) and context.jurisdictions):
        return None
    every = dict.fromkeys(document.jurisdiction for document in lexicon.documents)
    return tuple(place for place in every if place not in context.jurisdictions)


def _of_new_task(question: Question, context: Question) -> Question:
    """A new task drops what was talked about; 「政府公报呢」 asks of it what was asked before.

    「我说的是错别字」 corrects the question before, and stays in its place.
    """
    follow = load_phrases().follow
    if question.topic and follow["elliptic"].search(question.text):
        facets = question.facets if question.facets != Facets() else context.facets
        return _with_place(replace(question, facets=facets), context)
    only_place = not (context.topic or context.item_numbers or context.selection)
    stays = follow["same_place"].search(question.text) is not None
    inherits = bool(question.item_numbers) or only_place or stays
    return _with_place(question, context) if inherits else question


def _read_as_pick(question: Question, context: Question) -> Question:
    """「第一项」 after a list is the first of that list, not item 1 of the table."""
    if not (question.item_numbers and context.selection) or question.jurisdictions:
        return question
    nth = Pick("nth", int(question.item_numbers[0]))
    return replace(question, item_numbers=(), pick=nth)


def _read_as_facet(question: Question, context: Question) -> Question:
    """Read what names a deadline or a unit as asking after that of the task before.

    「这件事有没有写期限」 does not ask for all items without a deadline, nor 「舟山也是9月底吗」
    for all that are due then, nor 「公安局有份没」 for all of its tasks.
    """
    own, one_task = question.selection, context.topic or context.item_numbers
    if not (own and one_task) or context.selection or own.heading or own.ordinal:
        return question
    phrases = load_phrases()
    if len(context.shown) > 1 and narrows(question):
        return question
    about = own.window and own.window.kind in _ABOUT_DEADLINES and not own.units
    points = about and phrases.follow["point_back"].search(question.text)
    checks = any(phrases.follow[name].search(question.text) for name in _CHECKS)
    if not points and (not checks or phrases.listing.asks.search(question.text)):
        return question
    facets = replace(
        question.facets,
        when=question.facets.when or own.window is not None,
        who=question.facets.who or bool(own.units),
    )
    return replace(question, topic="", selection=None, facets=facets)


def _read_as_role(question: Question, context: Question) -> Question:
    """「只要牵头的」 keeps of a list what has this role; after one task it asks who."""
    roles = load_phrases().role
    role = next((name for name, words in roles.items() if words.search(question.topic)), None)
    if role is None or question.selection:
        return question
    bare = replace(question, topic=roles[role].sub(" ", question.topic))
    if not _leans(bare, context):
        return question
    if context.selection is None:
        return replace(bare, topic="", facets=replace(question.facets, who=True))
    return replace(bare, topic="", selection=replace(context.selection, role=role))


def _leans(question: Question, context: Question) -> bool:
    """Tell whether nothing is left of the question's topic but words that point back.

    A word or two of the task before (「活动在哪办」) point back, too.
    """
    named = len(question.topic) <= _FEW and question.topic in context.topic
    return named or not _left_of(question.topic)


def _with_place(question: Question, context: Question) -> Question:
    """Take over place and year where the question names none."""
    if question.jurisdictions or question.unknown_places:
        return question
    return replace(
        question,
        jurisdictions=context.jurisdictions,
        years=question.years or context.years,
    )


def lean_on(question: Question, context: Question, lexicon: Lexicon) -> Question:
    """Ask of the task of ``context`` what ``question`` asks, of the places it names if any."""
    places = _other_places(question, context, lexicon)
    completed = _complete(question, context)
    return completed if places is None else replace(completed, jurisdictions=places, shown=())


def _complete(question: Question, context: Question) -> Question:
    facets = question.facets
    completed = replace(
        question,
        topic=context.topic,
        said=context.said,
        item_numbers=context.item_numbers,
        selection=context.selection,
        pick=context.pick,
        facets=facets if facets != Facets() or question.unrecorded else context.facets,
    )
    if load_phrases().follow["compare"].search(question.text):
        both = dict.fromkeys((*context.jurisdictions, *question.jurisdictions))
        return replace(completed, jurisdictions=tuple(both), facets=context.facets)
    completed = _with_place(completed, context)
    return replace(completed, shown=context.shown) if _same_plans(completed, context) else completed


def _same_plans(question: Question, context: Question) -> bool:
    """Tell whether both ask of the same places and years."""
    same_places = question.jurisdictions == context.jurisdictions
    return same_places and question.years == context.years and not question.unknown_places


def _merge_selections(question: Question, context: Question) -> Question:
    """「其中12月底前的」 keeps the unit asked before; a new unit keeps the deadline.

    「只要公安局牵头的」 and 「这两项里」 keep the chapter or section, too.
    """
    own, before = question.selection or Selection(), context.selection
    whole = bool(question.jurisdictions and (own.units or own.window))
    if own.lacks and context.shown and not question.jurisdictions:
        return replace(question, selection=replace(own, among=frozenset(context.shown)))
    if before is None or whole or own.ordinal or own.heading or own.unknown_unit:
        return question
    merged = replace(
        own,
        units=own.units or before.units,
        role=own.role or (None if own.units else before.role),
        window=own.window or before.window,
    )
    if narrows(question):
        merged = replace(
            merged,
            heading=before.heading,
            ordinal=before.ordinal,
            section=before.section,
            mention=own.mention or before.mention,
            among=before.among,
        )
    return replace(question, selection=merged)


def narrows(question: Question) -> bool:
    """Tell whether a question keeps some of what was just listed."""
    follow = load_phrases().follow
    return any(follow[name].search(question.text) for name in ("keep", "narrow"))


def _pick_from(question: Question, context: Question) -> Question:
    """An item of the answer before; 「另一个」 is counted from the one picked last."""
    pick = question.pick
    if pick and pick.how == "other" and context.pick:
        pick = replace(pick, nth=context.pick.nth)
    return replace(
        question,
        topic=context.topic,
        said=context.said,
        item_numbers=context.item_numbers,
        selection=context.selection,
        pick=pick,
    )
