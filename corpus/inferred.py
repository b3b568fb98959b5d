"""What is said of a document as a whole, and how sure it is: does its own text say it?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from corpus.labels import short_name
from corpus.normalise import fold
from corpus.types import Document, ParsedDocument

Basis = Literal["stated", "derived", "given", "missing"]

BASIS_WORDS: dict[Basis, str] = {
    "stated": "原文写明",
    "derived": "由原文推断",
    "given": "添加时写明，原文没有",
    "missing": "原文没有写",
}
_YEAR = re.compile(r"(?<![0-9—–~至-])((?:19|20)[0-9]{2})\s*年")  # no end of a range of years
_HEAD = 1500  # characters in which a file says whose it is


@dataclass(frozen=True, slots=True)
class Inferred:
    """One fact: its name in words, its value (empty if missing) and what it rests on."""

    name: str
    value: str
    basis: Basis


def infer_facts(parsed: ParsedDocument) -> tuple[Inferred, ...]:
    """Give title, jurisdiction, year, 文号, issuer and date, each with what it rests on."""
    return tuple(_facts(parsed))


def title_year(document: Document) -> int | None:
    """Year that the title states, if it states just one."""
    years = {int(year) for year in _YEAR.findall(document.title)}
    return years.pop() if len(years) == 1 else None


def _facts(parsed: ParsedDocument) -> Iterator[Inferred]:
    document = parsed.document
    source = fold(parsed.source)
    is_printed = fold(document.title) in source
    yield Inferred("标题", document.title, "stated" if is_printed else "given")
    yield Inferred("地区", document.jurisdiction, _place_basis(document, source))
    yield Inferred("年份", f"{document.year}", _year_basis(document, source))
    yield _found("文号", document.number)
    yield _found("发文机关", document.issuer)
    yield _found("发文日期", document.issued_on.isoformat() if document.issued_on else None)


def _place_basis(document: Document, source: str) -> Basis:
    if fold(document.jurisdiction) in source:
        return "stated"
    return "derived" if fold(short_name(document.jurisdiction)) in source else "given"


def _year_basis(document: Document, source: str) -> Basis:
    year = str(document.year)
    if title_year(document) == document.year:
        return "stated"
    dated = document.issued_on and document.issued_on.year == document.year
    if dated or (document.number and year in document.number) or f"{year}年" in source[:_HEAD]:
        return "derived"
    return "given"


def _found(name: str, value: str | None) -> Inferred:
    return Inferred(name, value or "", "stated" if value else "missing")
