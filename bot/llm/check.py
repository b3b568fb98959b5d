"""Verification after writing: a sentence passes only if every part of it stands in its record.

A sentence is held against each record it cites. What is known of the record (units, deadlines,
place, year, number) is recognised as a whole first; of the rest every run of characters must stand
in the record's text or be one of the words that carry no fact. ``check.toml`` holds the rules.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.llm.context import find_patched, find_stray_dates, find_turned
from bot.llm.cover import find_uncovered, is_anchored, stands_at_length
from bot.llm.duties import find_loose_names
from bot.llm.folded import Folded, fold
from bot.llm.mask import Marked, mark, mask_record
from bot.llm.rules import check_rules
from bot.llm.sheet import Sheet

_MARKER = re.compile(r"[\[［【](\d{1,3})[\]］】]")
_LEAD = re.compile(r"^(?:[-*•]+|\d+[.、．])\s*")
_QUOTED = re.compile(r"[“「『《\"]([^“”「」『』《》\"]+)[”」』》\"]")
_SHORTEST, _LONGEST = 6, 160
_LONG_RUN = 7
_RUN = 6  # characters that must be copied in one piece around a word that could change the sense


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a sentence: ``text`` is its printed form, empty where it was cut for ``why``.

    ``names`` and ``dates`` are what it states of each record it cites, by marker, folded.
    """

    text: str = ""
    why: str = ""
    facts: Mapping[int, frozenset[str]] | None = None


def check_sentence(raw: str, sheets: Mapping[int, Sheet]) -> Verdict:
    """Verify one sentence with its markers ``[n]`` against the sheets, by marker."""
    markers = tuple(dict.fromkeys(int(number) for number in _MARKER.findall(raw)))
    body = _LEAD.sub("", _MARKER.sub("", raw).replace("**", "").strip()).strip()
    body = body.rstrip("。.!！;；")
    if why := _find_formal_fault(body, markers, sheets):
        return Verdict(why=why)
    cited = [sheets[marker] for marker in markers]
    folded = fold(body)
    facts: dict[int, frozenset[str]] = {}
    for sheet in cited:
        marked = mark(folded.text, sheet, cited)
        if why := _find_fault(body, marked, sheet):
            return Verdict(why=why)
        facts[sheet.marker] = marked.stated
    printed = _print_names(body, folded, cited)
    return Verdict(f"{printed}。{''.join(f'[{marker}]' for marker in markers)}", "", facts)


def _find_formal_fault(body: str, markers: tuple[int, ...], sheets: Mapping[int, Sheet]) -> str:
    """Name what is wrong with a sentence whatever the records say."""
    rules = check_rules()
    if not markers:
        return "unmarked"
    if any(marker not in sheets for marker in markers):
        return "unknown_marker"
    if not _SHORTEST <= len(body) <= _LONGEST:
        return "length"
    return "foreign" if rules.foreign.search(body) else ""


def _find_fault(body: str, marked: Marked, sheet: Sheet) -> str:
    """Name the first thing that does not stand in the record; empty when all does."""
    said, record = marked.text, mask_record(sheet)
    faults = {
        "completed": lambda: _find_loose(rules.completed, said, record, _LONG_RUN, 2),
        "quote": lambda: _find_misquotes(body, sheet),
        "date": lambda: _find_loose(rules.dates, said, record, 4),
        "number": lambda: _find_loose(rules.amounts, said, record, 3, 1),
        "unit": lambda: find_loose_names(said, sheet, record),
        "negation": lambda: _find_loose(rules.negations, said, record, _RUN - 1, 2),
        "words": lambda: find_uncovered(said, record),
        "anchor": lambda: not is_anchored(said, record),
        "patched": lambda: find_patched(said, record),
        "turned": lambda: find_turned(said, record),
        "stray_date": lambda: find_stray_dates(said, sheet, record),
        "plan": lambda: not (marked.has_year and rules.planned.search(said)),
    }
    rules = check_rules()
    return next((name for name, found in faults.items() if found()), "")


def _find_loose(
    pattern: re.Pattern[str], said: str, record: str, more: int, after: int = 0
) -> list[str]:
    """Return what of ``pattern`` is not copied with ``more`` characters around it.

    ``after`` of them must follow it: 不 belongs to what comes next.
    """
    return [
        found.group()
        for found in pattern.finditer(said)
        if not stands_at_length(
            said, (found.start(), found.end() + after), record, len(found.group()) + more
        )
    ]


def _find_misquotes(body: str, sheet: Sheet) -> list[str]:
    held = [sheet.text, *sheet.headings, *sheet.stated, *sheet.names, *sheet.places]
    stands = "\n".join(fold(text).text for text in held)
    return [quote for quote in _QUOTED.findall(body) if fold(quote).text not in stands]


def _print_names(body: str, folded: Folded, cited: list[Sheet]) -> str:
    """Put every name and deadline back into its printed form (width, brackets)."""
    printed = {
        fold(text).text: text for sheet in cited for text in (*sheet.names, *sheet.stated) if text
    }
    if not printed:
        return body
    pattern = re.compile("|".join(re.escape(one) for one in sorted(printed, key=len, reverse=True)))
    for found in reversed(list(pattern.finditer(folded.text))):
        start, end = folded.origin_span(*found.span())
        body = body[:start] + printed[found.group()] + body[end:]
    return body
