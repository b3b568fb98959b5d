"""From a sentence to a ``Question``: the steps by name, in order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import get_args

from bot.types import DocumentFact, Facets, Pick, Question, Selection
from bot.understand.declined import find_errand, find_refusal
from bot.understand.lexicon import Lexicon
from bot.understand.normalise import drop_not_asked, normalise_question
from bot.understand.numbers import ItemNumber, find_item_numbers, read_numeral
from bot.understand.phrases import Phrases, load_phrases
from bot.understand.places import Place
from bot.understand.premise import Premise, find_premise
from bot.understand.selection import find_selection
from bot.understand.wanted import asks_yes_no, cut_plans, cut_wanted, find_wanted
from bot.understand.years import find_years

# Spans already understood are replaced by this mark, so that what stood on either side of them
# is not read as one word.
_GAP = "\x00"
_DENIED = re.compile(r"(?<!是)(?:不是|别说|不要)$")
# 「鄞州说要向江北学经验」 asks of 鄞州.
_LEARNT_FROM = re.compile(r"(?:向|学习?|借鉴|对标|参照|仿照|照着)$")
_QUOTED = re.compile(r"[“\"「『《][^“”\"」』》]{1,30}[”\"」』》]")


# Facts that are asked for beside who and when, and never part of a task.
_BESIDE = frozenset({"phone", "address", "link", "person", "satisfaction"})
# Facts that may only lead up to what is asked in the last clause.
_TOLD = frozenset({"progress", "satisfaction"})
_TOLD_BEFORE_YES_NO = frozenset({"reason", "tally", "headcount", "schedule", "count", "names"})
_CLAUSE = re.compile(r"[,;。?!]")
_SENTENCE_END = re.compile(r"[。?!]")
_BESIDE_PLACE = 2  # characters between a place and its item number (「江北的第3项」)
_BESIDE_PICK = 6  # characters that may be left beside what picks an item
_PICKS = {
    "last": Pick("nth", -1),
    "other": Pick("other"),
    "next": Pick("next"),
    "previous": Pick("previous"),
}


def understand(asked: str, lexicon: Lexicon, *, this_year: int) -> Question:
    """Read ``asked`` against ``lexicon``; plan years count from ``this_year`` (「今年」)."""
    phrases = load_phrases()
    mended = lexicon.vocabulary.mend(drop_not_asked(normalise_question(asked)))
    text = mended.text
    places = _asked_of(lexicon.gazetteer.find(text), text)
    ours = _meant(places, text)
    years = find_years(
        text,
        this_year=this_year,
        texts=lexicon.texts_of(ours),
        place_starts=[place.start for place in places],
    )
    numbers = find_item_numbers(text)
    rest = _cut(text, [*((p.start, p.end) for p in (*places, *years, *numbers))])
    selection = None if numbers else find_selection(rest, lexicon.units, phrases)
    selection = selection if _is_written(selection, lexicon.texts_of(ours)) else None
    pick, rest = _find_pick(rest, phrases)
    unrecorded, rest = _find_unrecorded(rest, phrases)
    document_fact = _find_document_fact(rest, phrases)
    if unrecorded and unrecorded != "names":
        selection = None
    premise = Premise(rest) if selection else find_premise(rest, lexicon.units, phrases, _GAP)
    rest = cut_plans(premise.text, _GAP)
    facets, rest = _find_facets(cut_wanted(rest, _GAP), phrases, of_plans=rest != premise.text)
    topic = _clean_topic(rest, phrases)
    facets = _confirm(facets, premise)
    return Question(
        asked=asked,
        text=text,
        mended=mended.changes,
        topic="" if unrecorded and topic in lexicon.units.names else topic,
        jurisdictions=ours,
        unknown_places=_unknown(places),
        years=tuple(dict.fromkeys(one.value for one in years if not (unrecorded and one.spoken))),
        item_numbers=tuple(dict.fromkeys(number.value for number in numbers)),
        numbers_of=_pair_numbers(places, numbers),
        facets=facets,
        unrecorded=_still_open(unrecorded, facets),
        refusal=find_refusal(text),
        errand=find_errand(text),
        presumed_units=premise.units,
        domain=bool(phrases.domain.search(text)),
        smalltalk=bool(phrases.smalltalk.search(text)),
        selection=None if pick else selection,
        pick=pick,
        document_fact=document_fact,
        wanted=find_wanted(cut_plans(text, _GAP), asks_who=facets.who),
        said=text,
    )


def _is_written(selection: Selection | None, texts: Iterable[str]) -> bool:
    """Tell whether a word to list by stands in the plans; else it is a task in other words."""
    word = selection.mention if selection else ""
    return not word or any(word in text for text in texts)


def _asked_of(places: Sequence[Place], text: str) -> list[Place]:
    """Leave 江北 of 「鄞州向江北学」 to the topic: the place that is asked of is another."""
    others = [one for one in places if not _LEARNT_FROM.search(text[: one.start])]
    return others if any(one.jurisdiction for one in others) else list(places)


def _meant(places: Sequence[Place], text: str) -> tuple[str, ...]:
    """Return the jurisdictions named, without the one of 「是满城，不是莱芜」."""
    ours = [place for place in places if place.jurisdiction]
    meant = [place for place in ours if not _DENIED.search(text[: place.start])]
    return tuple(dict.fromkeys(one.jurisdiction for one in meant or ours if one.jurisdiction))


def _confirm(facets: Facets, premise: Premise) -> Facets:
    """「是9月底前吗」 asks when, and 「归商务局吗」 who."""
    return replace(
        facets,
        who=facets.who or premise.confirms_who,
        when=facets.when or premise.confirms_when,
    )


def _pair_numbers(
    places: Iterable[Place], numbers: Iterable[ItemNumber]
) -> tuple[tuple[str, str], ...]:
    """Read 「江北第40项和舟山第38项」: each number belongs to the place right before it."""
    ours = [place for place in places if place.jurisdiction]
    pairs = [
        (place.jurisdiction, number.value)
        for number in numbers
        for place in ours
        if place.jurisdiction and 0 <= number.start - place.end <= _BESIDE_PLACE
    ]
    return tuple(pairs) if len({place for place, _ in pairs}) > 1 else ()


def _still_open(unrecorded: str | None, facets: Facets) -> str | None:
    """Drop what only describes the task where who or when is asked (「借了多少钱，谁来公开」)."""
    asks = facets.who or facets.when
    return None if asks and unrecorded not in _BESIDE else unrecorded


def _unknown(places: Iterable[Place]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(place.text for place in places if place.jurisdiction is None))


def _cut(text: str, spans: list[tuple[int, int]]) -> str:
    """Cut what is understood; a name inside quotation marks (「“精致莱芜”」) stays in the topic."""
    quoted = [match.span() for match in _QUOTED.finditer(text)]
    for start, end in sorted(spans, reverse=True):
        if not any(left <= start and end <= right for left, right in quoted):
            text = text[:start] + _GAP + text[end:]
    return text


def _find_unrecorded(text: str, phrases: Phrases) -> tuple[str | None, str]:
    """Name the kind of fact no plan records, and cut the words that ask for it."""
    found: str | None = None
    for name, pattern in phrases.unrecorded.items():
        reduced = _replace_unquoted(pattern, text)
        if reduced != text and not _is_only_told(name, text, pattern, phrases):
            found, text = found or name, reduced
    return found, text


def _is_only_told(name: str, text: str, pattern: re.Pattern[str], phrases: Phrases) -> bool:
    """Tell whether a fact is spoken of, but something else asked of it.

    「一年花多少钱，也得晒出来吗」 asks whether it is published.
    """
    match = pattern.search(text)
    if match is None or name in _BESIDE - _TOLD:
        return False
    rest = _SENTENCE_END.split(text[match.end() :])[0]
    if phrases.told.search(rest):
        return True
    *_, told, asked = ["", *_CLAUSE.split(text.rstrip("?!。"))]
    goes_on = bool(told) and not pattern.search(asked)
    if goes_on and name in _TOLD_BEFORE_YES_NO:
        return asks_yes_no(asked)
    return name in _TOLD and goes_on and bool(phrases.follow["yes_no"].search(asked))


def _find_document_fact(text: str, phrases: Phrases) -> DocumentFact | None:
    """Tell which fact of the document itself is asked for; None if a task is named too."""
    for fact in get_args(DocumentFact):
        rest = phrases.document[fact].sub(_GAP, text)
        if rest != text:
            rest = phrases.filler.sub(_GAP, phrases.document["words"].sub(_GAP, rest))
            rest = re.sub(r"20\d\d年?度?", _GAP, rest)
            return None if re.search(r"\w{3}", rest) else fact
    return None


def _find_pick(text: str, phrases: Phrases) -> tuple[Pick | None, str]:
    """Read 「第二个」, 「最后一项」, 「另一个」, 「下一项」: an item of the answer before.

    A sentence that says much besides has a topic of its own (「手机上那个码为什么变黄」).
    """
    for name, pattern in phrases.pick.items():
        match = pattern.search(text)
        if match is None:
            continue
        rest = text[: match.start()] + _GAP + text[match.end() :]
        if len(_clean_topic(_find_facets(rest, phrases)[1], phrases)) > _BESIDE_PICK:
            continue
        if name in ("nth", "back"):
            spoken = match.group("nth")
            place = read_numeral(spoken) if spoken else 1
            return Pick("nth", -place if name == "back" else place), rest
        return _PICKS[name], rest
    return None, text


def _find_facets(text: str, phrases: Phrases, *, of_plans: bool = False) -> tuple[Facets, str]:
    """Find what is asked for; which plans say something (``of_plans``) is answered by what."""
    found: dict[str, bool] = {}
    # 「什么时候」 before 「什么」: the most specific words first.
    for name, pattern in (("when", phrases.when), ("who", phrases.who), ("what", phrases.what)):
        reduced = _replace_unquoted(pattern, text)
        found[name] = reduced != text
        text = reduced
    found["what"] |= of_plans and not (found["who"] or found["when"])
    return Facets(**found), text


def _replace_unquoted(pattern: re.Pattern[str], text: str) -> str:
    parts = _QUOTED.split(text)
    quotes = _QUOTED.findall(text)
    pieces = [pattern.sub(_GAP, part) for part in parts]
    return "".join(piece + quote for piece, quote in zip(pieces, [*quotes, ""], strict=True))


def _clean_topic(text: str, phrases: Phrases) -> str:
    """Drop courtesies and empty words; single characters between gaps carry no topic."""
    parts = re.split(_GAP + "+", _replace_unquoted(phrases.filler, text))
    return " ".join(part.strip(" 的\"'()") for part in parts if len(part.strip(" 的")) > 1)
