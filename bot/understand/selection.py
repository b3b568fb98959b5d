"""Questions for a list: by unit, by deadline, by chapter or section, or all there is.

A question asks for a list when, besides what it selects by, it holds only the words that lists are
asked for with (「区商务局要办哪几件事」). Anything else in it is a task, and is looked up as one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.types import LAST, Selection
from bot.understand.numbers import read_numeral
from bot.understand.phrases import ListPhrases, Phrases
from bot.understand.units import UnitBook, load_unit_rules
from bot.understand.windows import Window, find_window, negate_window

_GAP = "\x00"
_LONGEST_UNIT = 12
_WORD = 2  # characters
_LACKING = frozenset({"lacking", "unrelated"})
_ASKS_WHICH = re.compile(r"哪(?:一|几|些)?[项件个条些]|哪些")
_ASKS = re.compile(r"[ 谁哪什啥]")


@dataclass(frozen=True, slots=True)
class _Rest:
    """A question with spans cut out, and what stood there."""

    text: str

    def without(self, start: int, end: int) -> _Rest:
        return _Rest(self.text[:start] + _GAP + self.text[end:])


def find_selection(text: str, units: UnitBook, phrases: Phrases) -> Selection | None:
    """Return what ``text`` (places and years cut out) selects items by; None for a task."""
    words = phrases.listing
    text = _without_excluded(text, units, phrases)
    rest = _Rest(text)
    mentions = units.find(text)
    for mention in reversed(mentions):
        rest = rest.without(mention.start, mention.end)
    window, rest = _find_window(rest, phrases)
    extreme, rest = _find_extreme(rest, phrases)
    ordinal, rest = _find_ordinal(rest, words)
    section, rest = _find_ordinal(rest, words)
    mention, lacks, rest = _find_mention(rest, words)
    # Courtesies are cut only here: elsewhere one may be part of a unit's name.
    left = _residue(phrases.filler.sub(_GAP, rest.text) if mention else rest.text, words)
    heading = left if left and (ordinal or _names_heading(text, words)) else ""
    unknown = None if heading or mentions else _unknown_unit(left)
    if left and not (heading or unknown):
        return None
    alone = bool(words.alone.search(text))
    named = bool(mentions or unknown or heading or mention)
    if not (named or window or ordinal or extreme or alone or words.all.search(text)):
        return None
    return Selection(
        units=tuple((mention.text, mention.key) for mention in mentions),
        unknown_unit=unknown,
        role=next((name for name, role in phrases.role.items() if role.search(text)), None),
        window=window,
        heading=heading,
        ordinal=ordinal,
        section=section,
        extreme=extreme,
        counts=bool(words.count.search(text)),
        jointly=bool(words.jointly.search(text)),
        mention=mention,
        lacks=lacks or bool((mentions or alone) and words.lacks.search(text)),
        alone=alone,
    )


def _without_excluded(text: str, units: UnitBook, phrases: Phrases) -> str:
    """Cut 「持续推进的不算」 where the sentence says what is wanted, too."""
    rest = phrases.listing.excluded.sub(_GAP, text)
    return rest if find_window(rest, phrases.window) or units.find(rest) else text


def _find_window(rest: _Rest, phrases: Phrases) -> tuple[Window | None, _Rest]:
    """Read the deadline; one said twice (「年底12月前」) is one."""
    window = find_window(rest.text, phrases.window)
    if window is None:
        return None, rest
    words = phrases.listing
    window = negate_window(rest.text, window, words.negation, words.turned)
    rest = rest.without(window.start, window.end)
    again = find_window(rest.text, phrases.window)
    if again and (again.kind, again.first, again.last) == (window.kind, window.first, window.last):
        rest = rest.without(again.start, again.end)
    return window, rest


def _find_extreme(rest: _Rest, phrases: Phrases) -> tuple[str | None, _Rest]:
    """Read 「最早到期的是哪一项」; 「最晚什么时候完成」 asks about one task."""
    if phrases.when.search(rest.text) or not _ASKS_WHICH.search(rest.text):
        return None, rest
    for name, pattern in phrases.listing.extremes.items():
        if match := pattern.search(rest.text):
            return name, rest.without(*match.span())
    return None, rest


def _find_ordinal(rest: _Rest, words: ListPhrases) -> tuple[tuple[str, str] | None, _Rest]:
    match = words.ordinal.search(rest.text)
    if match is None:
        return None, rest
    spoken = match.group("ordinal")
    number = str(read_numeral(spoken)) if spoken else LAST
    level = match.group("level") or match.group("final") or "节"
    return (number, level), rest.without(*match.span())


def _find_mention(rest: _Rest, words: ListPhrases) -> tuple[str, bool, _Rest]:
    """Read 「跟疫情有关的任务有哪些」 and, telling that it is lacking, 「没提疫情的」.

    A word of lists itself (「有关的工作」) names nothing.
    """
    found = ((name, pattern.search(rest.text)) for name, pattern in words.mention.items())
    name, match = next(((name, match) for name, match in found if match), ("", None))
    if match is None or not (words.asks.search(rest.text) or words.all.search(rest.text)):
        return "", False, rest
    mention = match.group("mention")
    if len(words.words.sub("", mention)) < _WORD:
        return "", False, rest
    return mention, name in _LACKING, rest.without(match.start("mention"), match.end())


def _residue(text: str, words: ListPhrases) -> str:
    """Return what is left once the words of lists are taken out; a single character is noise."""
    for pattern in (words.heading, words.lacks, words.alone, words.words):
        text = pattern.sub(_GAP, text)
    parts = re.split(r"[\x00\W]+", text)
    kept = ["".join(_strip_letters(part, words)) for part in parts]
    return " ".join(part for part in kept if len(part) > 1)


def _strip_letters(part: str, words: ListPhrases) -> str:
    return part.strip("".join(words.letters))


def _names_heading(text: str, words: ListPhrases) -> bool:
    named = [match.end() for match in words.heading.finditer(text)]
    return bool(named) and (named[-1] == len(text) or bool(words.asks.search(text)))


def _unknown_unit(left: str) -> str | None:
    """Return ``left`` if it looks like the name of one unit."""
    rules = load_unit_rules()
    if rules.bodies.fullmatch(left):
        return left
    is_one_word = 2 < len(left) <= _LONGEST_UNIT and not _ASKS.search(left)
    return left if is_one_word and rules.looks_like.search(left) else None
