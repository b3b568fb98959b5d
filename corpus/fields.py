"""Deadlines: what a deadline cell or a sentence says about when, as printed and as a date."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Any, cast

from corpus.normalise import tidy
from corpus.ordinals import numeral_value
from corpus.rules import any_of, load_rules
from corpus.types import Deadline

UNSTATED = Deadline(raw="", kind="unstated")

_CLASSES = {
    "YEAR": "[0-9]{4}|[一二三四五六七八九〇零○]{4}",
    "MONTH": "1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九]",
    "CNDAY": "[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九]",
}
_PART_ENDS = {"初": 10, "上旬": 10, "中": 20, "中旬": 20}
_WIDE = str.maketrans("０１２３４５６７８９－．／", "0123456789-./")
_JOINT = re.compile(r"\s*[、和及与]\s*")
_LONGEST_CELL = 40
_LONGEST_PHRASE = 12


@dataclass(frozen=True, slots=True)
class _Rule:
    pattern: re.Pattern[str]
    suffix: re.Pattern[str]
    end: str


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    stop: int
    end: date


@cache
def _rules() -> tuple[_Rule, ...]:
    tables = cast("list[dict[str, str]]", load_rules("deadlines")["dated"])
    return tuple(_compile(table) for table in tables)


def _compile(table: dict[str, str]) -> _Rule:
    pattern = table["pattern"]
    for name, numerals in _CLASSES.items():
        pattern = pattern.replace("{" + name + "}", numerals)
    return _Rule(re.compile(r"(?<![0-9])" + pattern), re.compile(table["in_text"]), table["end"])


@cache
def _beside(key: str) -> re.Pattern[str]:
    """Words that stand right before or after a date and say what it is, or is not."""
    return re.compile(cast("str", load_rules("deadlines")[key]))


def parse_deadline(raw: str, year: int) -> Deadline:
    """Understand a deadline cell of a plan of ``year``; of several dates the last one counts.

    A cell that names no date has kind ``year_round`` or ``ongoing``; a recurring duty (每年,
    工作日内) is kept as printed and given no date.
    """
    raw = tidy(raw)
    if not raw:
        return UNSTATED
    plain = raw.translate(_WIDE)
    found = [] if any_of("deadlines", "recurring").search(plain) else _dates(plain, year)
    if found:
        return Deadline(raw, "dated", max(hit.end for hit in found), "column")
    is_year_round = any_of("deadlines", "year_round").search(plain)
    return Deadline(raw, "year_round" if is_year_round else "ongoing", None, "column")


@lru_cache(maxsize=8192)
def find_deadlines(text: str, year: int) -> tuple[Deadline, ...]:
    """Find every deadline a sentence states, in the order of the text, each as printed."""
    plain = text.translate(_WIDE)
    found: list[Deadline] = []
    after = -1  # where the deadline stands that was found last, going backwards
    for rule, match in reversed(_matches(plain)):
        end = _end_of(rule, match, year)
        stop = _stated_until(rule, match, plain, after)
        if end is None or stop is None:
            continue
        after = match.start()
        found.append(Deadline(text[after:stop].strip(), "dated", end, "text"))
    return tuple(reversed(found))


def _stated_until(rule: _Rule, match: re.Match[str], plain: str, after: int) -> int | None:
    """Where the words end that make a date in a sentence a deadline, ``None`` without them.

    A date joined to the deadline at ``after`` (「6月30日、12月30日前」) shares its words.
    """
    before = plain[max(0, match.start() - 4) : match.start()]
    if _beside("not_since").search(before) or _is_start(plain, match):
        return None
    if suffix := rule.suffix.match(plain, match.end()):
        return suffix.end()
    is_joined = after >= 0 and _JOINT.fullmatch(plain, match.end(), after)
    return match.end() if is_joined or _beside("until").search(before) else None


@lru_cache(maxsize=8192)
def looks_like_deadline(cell: str) -> bool:
    """Tell whether a cell could stand in a deadline column."""
    plain = tidy(cell).translate(_WIDE)
    if not plain or len(plain) > _LONGEST_CELL or plain[-1] in "。；":
        return False
    if _matches(plain) or any_of("deadlines", "relative").search(plain):
        return True
    if len(plain) > _LONGEST_PHRASE:
        return False
    kinds = ("year_round", "ongoing")
    is_lasting = any(any_of("deadlines", kind).match(plain) for kind in kinds)
    return is_lasting or any_of("deadlines", "recurring").search(plain) is not None


def deadline_start(row: str) -> int:
    """Find where the deadline at the end of a row begins; the row's end if there is none."""
    plain = row.rstrip().translate(_WIDE)
    for rule, match in _matches(plain):
        suffix = rule.suffix.match(plain, match.end())
        if (suffix.end() if suffix else match.end()) >= len(plain):
            return match.start()
    for start in range(max(0, len(plain) - _LONGEST_PHRASE), len(plain) - 1):
        kinds = ("year_round", "ongoing", "recurring")
        if any(any_of("deadlines", kind).match(plain, start) for kind in kinds):
            return start
    return len(row)


def _matches(plain: str) -> list[tuple[_Rule, re.Match[str]]]:
    """Match each rule where no earlier, more exact one has matched; in the order of the text."""
    if not any(mark in plain for mark in "年月季-./"):
        return []
    hits: list[tuple[_Rule, re.Match[str]]] = []
    for rule in _rules():
        for match in rule.pattern.finditer(plain):
            start, stop = match.span()
            if not any(start < hit.end() and hit.start() < stop for _, hit in hits):
                hits.append((rule, match))
    hits.sort(key=lambda hit: hit[1].start())
    return _without_recurring(plain, hits)


def _without_recurring(
    plain: str, hits: list[tuple[_Rule, re.Match[str]]]
) -> list[tuple[_Rule, re.Match[str]]]:
    """Drop the dates of every month or year, and those joined to them."""
    kept: list[tuple[_Rule, re.Match[str]]] = []
    recurring = -1  # where the last of them ends
    for rule, match in hits:
        start, stop = match.span()
        is_joined = recurring >= 0 and _JOINT.fullmatch(plain, recurring, start)
        if match["year"] is None and (is_joined or _is_recurring(plain, start)):
            suffix = rule.suffix.match(plain, stop)
            recurring = suffix.end() if suffix else stop
        else:
            kept.append((rule, match))
    return kept


def _is_recurring(plain: str, start: int) -> bool:
    return _beside("not_after").search(plain, max(0, start - 4), start) is not None


def _is_start(plain: str, match: re.Match[str]) -> bool:
    return _beside("not_before").match(plain, match.end()) is not None


def _dates(plain: str, year: int) -> list[_Found]:
    found: list[_Found] = []
    for rule, match in _matches(plain):
        end = _end_of(rule, match, found[-1].end.year if found else year)
        if end is not None and not _is_start(plain, match):
            found.append(_Found(match.start(), match.end(), end))
    return found


def _end_of(rule: _Rule, match: re.Match[str], year: int) -> date | None:
    groups: dict[str, Any] = match.groupdict()
    printed = groups.get("year")
    year = _year_value(printed) if printed else year + (1 if groups.get("next") else 0)
    if not 1900 <= year <= 2200:
        return None
    if rule.end == "year":
        return date(year, 12, 31)
    if rule.end == "half":
        return date(year, 6, 30) if groups["half"] == "上" else date(year, 12, 31)
    if rule.end == "quarter":
        return _month_end(year, 3 * numeral_value(groups["quarter"]))
    month = numeral_value(groups["month"])
    if not 1 <= month <= 12:
        return None
    last = monthrange(year, month)[1]
    day = numeral_value(groups["day"]) if groups.get("day") else last
    day = _PART_ENDS.get(groups.get("part") or "", day)
    return date(year, month, min(day, last)) if day else None


def _month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _year_value(printed: str) -> int:
    if printed.isdecimal():
        return int(printed)
    return int("".join("0" if char in "〇零○" else str(numeral_value(char)) for char in printed))
