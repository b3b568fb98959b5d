"""Deadline windows a question names: 9月底前, 三季度, 下半年, 年底, 全年的, 没写时限的.

A window is a span of months of the plan's year, or one of the kinds of deadline that have no date.
「9月底前」 and 「三季度前」 are the same window: the rows due on 30 September.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from bot.understand.numbers import read_numeral
from corpus.types import DeadlineKind

WindowKind = DeadlineKind | Literal["undated"]

_FIXED = {"first_half": (1, 6), "second_half": (7, 12), "year_end": (12, 12), "dated": (1, 12)}
_KINDS: dict[str, WindowKind] = {
    "undated": "undated",
    "unstated": "unstated",
    "year_round": "year_round",
    "ongoing": "ongoing",
}


@dataclass(frozen=True, slots=True)
class Window:
    """The words of a window, where they stand, and what rows it selects.

    ``kind`` selects rows without a date (``undated``: whatever stands in its place); otherwise
    rows due in the months ``first`` to ``last``. ``negated`` selects all other rows.
    """

    text: str
    start: int
    end: int
    kind: WindowKind = "dated"
    first: int = 1
    last: int = 12
    day: int | None = None
    negated: bool = False

    def span(self, year: int) -> tuple[date, date]:
        """First and last day of the window in ``year``."""
        month_end = monthrange(year, self.last)[1]
        end = date(year, self.last, min(self.day or month_end, month_end))
        return date(year, self.first, 1), end


def find_window(text: str, patterns: Mapping[str, re.Pattern[str]]) -> Window | None:
    """Return the window ``text`` names; the first in the order of the table wins."""
    for name, pattern in patterns.items():
        match = pattern.search(text)
        if match is None:
            continue
        start, end = match.span()
        if name in _KINDS:
            return Window(match.group(), start, end, kind=_KINDS[name])
        first, last = _months(name, match)
        day = match.groupdict().get("day")
        return Window(
            match.group(), start, end, first=first, last=last, day=int(day) if day else None
        )
    return None


def negate_window(
    text: str, window: Window, before: re.Pattern[str], after: re.Pattern[str]
) -> Window:
    """Read 「除了全年的」 and 「全年的去掉」: the window with the words that turn it round."""
    if found := before.search(text[: window.start]):
        return replace(window, start=found.start(), negated=True)
    if found := after.search(text[window.end :]):
        return replace(window, end=window.end + found.end(), negated=True)
    return window


def _months(name: str, match: re.Match[str]) -> tuple[int, int]:
    if name in _FIXED:
        return _FIXED[name]
    if name == "between":
        return read_numeral(match.group("first")), read_numeral(match.group("last"))
    number = read_numeral(match.group(name))
    if name in ("after", "since"):
        return (min(number + 1, 12) if name == "after" else number), 12
    if name == "month":
        return number, number
    to_the_end = match.group().endswith(("前", "底", "末"))
    return 3 * number - (0 if to_the_end else 2), 3 * number
