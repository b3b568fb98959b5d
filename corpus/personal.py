"""Personal data: numbers that belong to a person, found by their check digits and masked.

Identity numbers are checked by GB 11643-1999 (date of birth, ISO 7064 MOD 11-2), bank cards by
Luhn (ISO/IEC 7812-1). A mask keeps the length of what it covers, so that every line, every
quotation and every record still agree.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date
from functools import cache
from typing import Any, TypeVar, cast

from corpus.rules import load_rules
from corpus.types import ParsedDocument, PersonalData, PersonalKind, Record

_DIGIT = "[0-9０-９]"
_KINDS: tuple[PersonalKind, ...] = ("id_card", "bank_card", "mobile")
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
_T = TypeVar("_T")


def personal_name(kind: PersonalKind) -> str:
    """What an editor calls this kind: 身份证号码, 手机号码, 银行卡号."""
    return str(load_rules("personal")[kind]["name"])


def find_personal(text: str) -> Iterator[tuple[PersonalKind, re.Match[str]]]:
    """Find every personal number, in order of kind; no place is found twice."""
    taken: list[tuple[int, int]] = []
    for kind in _KINDS:
        for match in _pattern(kind).finditer(text):
            start, stop = match.span()
            if _is_valid(kind, _bare(match[0])) and all(b <= start or stop <= a for a, b in taken):
                taken.append((start, stop))
                yield kind, match


def mask_personal(text: str) -> str:
    """Mask every personal number in ``text``; the length stays."""
    if not _has_long_number(text):
        return text
    for kind, match in list(find_personal(text)):
        text = text[: match.start()] + _masked(kind, match[0]) + text[match.end() :]
    return text


def protect(parsed: ParsedDocument, *, keep: bool) -> ParsedDocument:
    """Report the personal data of a document, and mask it everywhere unless ``keep``."""
    if not _has_long_number(parsed.source):
        return parsed
    records = (*parsed.items, *parsed.passages)
    found = tuple(
        PersonalData(kind, _masked(kind, match[0]), line, _record_at(line, records), not keep)
        for kind, match in find_personal(parsed.source)
        if (line := parsed.source.count("\n", 0, match.start()) + 1)
    )
    if found and not keep:
        parsed = _rewrite(parsed, mask_personal)
    return replace(parsed, personal=tuple(sorted(found, key=lambda one: one.line)))


def _has_long_number(text: str) -> bool:
    return re.search(rf"{_DIGIT}[- \n]?{_DIGIT}{{4}}", text) is not None


@cache
def _pattern(kind: PersonalKind) -> re.Pattern[str]:
    """Compile the pattern of a kind, not inside a longer number."""
    written = str(load_rules("personal")[kind]["pattern"]).format(d=_DIGIT)
    return re.compile(rf"(?<!{_DIGIT})(?<!{_DIGIT}[.．])(?:{written})(?!{_DIGIT})")


def _is_valid(kind: PersonalKind, number: str) -> bool:
    if kind == "id_card":
        return _is_identity_number(number)
    return kind == "mobile" or (16 <= len(number) <= 19 and _passes_luhn(number))


def _is_identity_number(number: str) -> bool:
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_ID_WEIGHTS, number[:17], strict=True))
    return born.year >= 1900 and number[17].upper() == _ID_CHECKS[total % 11]


def _passes_luhn(number: str) -> bool:
    doubled = [int(digit) * (1 + position % 2) for position, digit in enumerate(number[::-1])]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def _bare(number: str) -> str:
    return re.sub(r"[- \n]", "", unicodedata.normalize("NFKC", number))


def _masked(kind: PersonalKind, number: str) -> str:
    """Cover the middle of a number; signs between its digits stay."""
    rule = cast("dict[str, Any]", load_rules("personal")[kind])
    places = [i for i, sign in enumerate(number) if sign not in "- \n+"]
    places = places[-int(rule.get("length", len(places))) :]
    covered = set(places[int(rule["head"]) : len(places) - int(rule["tail"])])
    mask = str(load_rules("personal")["mask"])
    return "".join(mask if i in covered else sign for i, sign in enumerate(number))


def _record_at(line: int, records: tuple[Record, ...]) -> str | None:
    for record in records:
        if record.location.start_line <= line <= record.location.end_line:
            return record.id
    return None


def _rewrite(value: _T, change: Callable[[str], str]) -> _T:
    """Apply ``change`` to every text inside tuples and dataclasses."""
    made: Any = value
    if isinstance(value, str):
        made = change(value)
    elif isinstance(value, tuple):
        made = tuple(_rewrite(part, change) for part in cast("tuple[object, ...]", value))
    elif is_dataclass(value) and not isinstance(value, type):
        parts = {one.name: getattr(value, one.name) for one in fields(value)}
        made = replace(value, **{name: _rewrite(part, change) for name, part in parts.items()})
    return cast("_T", made)
