"""What is known of a record, recognised in a sentence as a whole and replaced by marks.

A unit becomes a mark of its own, so that half a name (区政府 of 区政府办) never passes for it; so
does each deadline, so that none passes for another.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.llm.folded import fold, longest_first
from bot.llm.sheet import Sheet

LABEL = "\uf000"
_FIRST_NAME, _FIRST_DATE = 0xE000, 0xF100
NAME, DATE = "[\ue000-\uefff]", "[\uf100-\uf1ff]"

_AFTER = r"(?![前内底末初])"


@dataclass(frozen=True, slots=True)
class Marked:
    """A folded sentence with its marks; ``stated`` are the names and deadlines, folded."""

    text: str
    stated: frozenset[str]
    has_year: bool


def mark(text: str, sheet: Sheet, cited: Sequence[Sheet] = ()) -> Marked:
    """Mark the folded ``text`` by ``sheet``; places and numbers of all ``cited`` are labels."""
    stated: set[str] = set()
    has_year = re.search(rf"(?<!\d){sheet.year}年", text) is not None
    for name, sign in name_signs(sheet).items():
        if name in text:
            stated.add(name)
            text = text.replace(name, sign)
    for date, sign in date_signs(sheet).items():
        marked = re.sub(rf"(?<![\d]){_plan_year(date, sheet)}{re.escape(date)}{_AFTER}", sign, text)
        if marked != text:
            stated.add(date)
            text = marked
    year = re.compile(rf"(?<!\d){sheet.year}年(?:度|(?![\d初底末内前中]))")
    text = year.sub(LABEL, text)
    for label in _labels((sheet, *cited)):
        text = text.replace(label, LABEL)
    return Marked(text, frozenset(stated), has_year)


def mask_record(sheet: Sheet) -> str:
    """Return the record's own wording, folded and marked alike; its parts stand on lines."""
    parts = (sheet.text, *sheet.headings)
    return "\n".join(mark(fold(part).text, sheet).text for part in parts)


def name_signs(sheet: Sheet) -> dict[str, str]:
    """Return the sign of each folded name, longest name first."""
    return {
        name: chr(_FIRST_NAME + position)
        for position, name in enumerate(longest_first(sheet.names))
    }


def date_signs(sheet: Sheet) -> dict[str, str]:
    """Return the sign of each folded deadline, longest first."""
    return {
        date: chr(_FIRST_DATE + position)
        for position, date in enumerate(longest_first(sheet.stated))
    }


def row_date(sheet: Sheet) -> str:
    """Return the sign of the deadline of the row as a whole; empty for a section of the body."""
    whole = sheet.stated[0] if sheet.number and sheet.stated else ""
    return date_signs(sheet).get(fold(whole).text, "")


def _plan_year(date: str, sheet: Sheet) -> str:
    """「2022年9月底前」 says no more than 「9月底前」 in a plan of 2022; 年底 would."""
    return rf"(?:{sheet.year}年)?" if date[:1].isdigit() and "年" not in date else ""


def _labels(sheets: Iterable[Sheet]) -> list[str]:
    labels: list[str] = []
    for sheet in sheets:
        labels += [*sheet.places, f"第{sheet.number}项" if sheet.number else ""]
    return longest_first(labels)
