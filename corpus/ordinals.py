"""Printed ordinals: 一、 opens a chapter, （一） a section, 1. a point or a row."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Level = Literal["chapter", "section", "point"]

_NUMERAL = "[一二三四五六七八九十百]+"
_PATTERNS: tuple[tuple[Level, re.Pattern[str]], ...] = (
    ("chapter", re.compile(rf"({_NUMERAL})\s*[、．.]\s*|第({_NUMERAL})(?:章|部分|篇)[、:：\s]*")),
    (
        "section",
        re.compile(rf"[（(]\s*({_NUMERAL})\s*[)）]\s*[、.．]?\s*|第({_NUMERAL})节[、:：\s]*"),
    ),
    ("point", re.compile(r"([0-9０-９]{1,3})\s*(?:[．、]|\.(?![0-9]))\s*")),
)
_CELL_NUMBER = re.compile(
    rf"(?:第|No\.?|[（(])?\s*([0-9０-９]{{1,4}}(?:[-－.][0-9０-９]{{1,3}})*|{_NUMERAL}|[①-⑳])"
    r"\s*(?:[)）项条号]|[.．、])?",
    re.IGNORECASE,
)
_LED_NUMBER = re.compile(
    rf"(?:([0-9０-９]{{1,3}})\s*(?:[．、]|\.(?![0-9]))"
    rf"|[（(]([0-9０-９]{{1,3}})[)）]|([①-⑳])|({_NUMERAL})、|第({_NUMERAL}|[0-9]+)[项条][、：:\s])\s*"
)
_DIGITS = {digit: value for value, digit in enumerate("一二三四五六七八九", start=1)}


@dataclass(frozen=True, slots=True)
class Ordinal:
    """A printed ordinal: its level, its numeral as printed, and the words after it."""

    level: Level
    numeral: str
    rest: str


@lru_cache(maxsize=4096)
def read_ordinal(text: str) -> Ordinal | None:
    """Read the ordinal a line or cell starts with, ``None`` where there is none."""
    for level, pattern in _PATTERNS:
        if match := pattern.match(text):
            numeral = next(group for group in match.groups() if group)
            return Ordinal(level, numeral, text[match.end() :])
    return None


def numeral_value(numeral: str) -> int:
    """Value of a Chinese numeral below a thousand, of digits of any width, or of ①."""
    if numeral.isdecimal():
        return int(numeral)
    if "①" <= numeral <= "⑳":
        return ord(numeral) - ord("①") + 1
    total = current = 0
    for char in numeral:
        if char in "十百":
            total += (current or 1) * (10 if char == "十" else 100)
            current = 0
        else:
            current = _DIGITS[char]
    return total + current


def chinese_numeral(number: int) -> str:
    """Write a whole number below ten thousand as Chinese counts: 12 is 十二, 105 is 一百零五."""
    text = ""
    for size, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // size % 10
        if digit:
            text += "〇一二三四五六七八九"[digit] + unit
        elif text and number % size and not text.endswith("零"):
            text += "零"
    return text.removeprefix("一") if text.startswith("一十") else text


def _plain(numeral: str) -> str:
    if numeral.isdecimal() or not set(numeral) & set("-－."):
        return str(numeral_value(numeral))
    return "-".join(str(int(part)) for part in re.split("[-－.]", numeral))


@lru_cache(maxsize=4096)
def read_number(cell: str) -> str | None:
    """Read a cell that holds a row number and nothing else, as plain digits."""
    match = _CELL_NUMBER.fullmatch(cell.strip())
    return _plain(match[1]) if match else None


@lru_cache(maxsize=4096)
def read_led_number(text: str) -> tuple[str, str] | None:
    """Read the row number a task text starts with: ``("40", "及时公开…")``."""
    if not (match := _LED_NUMBER.match(text)):
        return None
    numeral = next(group for group in match.groups() if group)
    return str(numeral_value(numeral)), text[match.end() :]
