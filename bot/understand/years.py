"""Which plan years a question names."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

_WRITTEN = re.compile(
    r"(20\d\d|(?<!\d)2\d(?=年(?![前以内底末后来])))\s*(?:年度|年版|年的|年(?![底末内]))?(?![\d])(?!年?(?:[以之][后前来]|起))"
    r"|(二[〇零○]\s*[〇零○一二三四五六七八九]{2})年(?:度|的)?"
)
_CENTURY, _SHORT = 2000, 2  # 「22年」 is 2022
_SPOKEN = {
    "前年": -2,
    "去年": -1,
    "上一年": -1,
    "今年": 0,
    "本年度": 0,
    "本年": 0,
    "明年": 1,
    "后年": 2,
}
_SPOKEN_PATTERN = re.compile(f"(?:{'|'.join(_SPOKEN)})(?!级)")  # 「要上一年级」
# What follows a year that is asked of: 「去年的计划」; and what a clause that asks holds.
_OF_THE_YEAR = re.compile(r"度?(?:的|$|[,，?？]|计划|要点|方案)")
_ASKS = re.compile(r"谁|哪|什么|啥|何|几|多少|怎|多久|吗|呢|有没有|([一-鿿])[不没]\1|[没不]$")
_CLAUSE = re.compile(r"[,，;；。?？!！]")
_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")


@dataclass(frozen=True, slots=True)
class Year:
    """One year found in a question, and where it stands; ``spoken`` like 「去年」."""

    value: int
    start: int
    end: int
    spoken: bool = False


def find_years(
    question: str, *, this_year: int, texts: Iterable[str], place_starts: Collection[int] = ()
) -> list[Year]:
    """Return the plan years of ``question``.

    A year that the searched texts themselves write with the words after it (「2022年底前」,
    「2021年重要政策文件」) belongs to the topic and is none, unless a place name follows
    (``place_starts``: 「2022年江北区」 stands in every title).
    """
    searched = "\n".join(texts)

    def is_topic(match: re.Match[str]) -> bool:
        phrase = question[match.start() : match.end() + 3]
        cut_short = len(phrase) < match.end() + 2 - match.start()
        return match.end() not in place_starts and not cut_short and phrase in searched

    found: list[Year] = []
    for match in _WRITTEN.finditer(question):
        if not is_topic(match):
            digits = match.group(1) or match.group(2).replace(" ", "").translate(_DIGITS)
            value = int(digits) if len(digits) > _SHORT else _CENTURY + int(digits)
            found.append(Year(value, match.start(), match.end()))
    for match in _SPOKEN_PATTERN.finditer(question):
        if not is_topic(match) and not _only_tells(question, match):
            value = this_year + _SPOKEN[match.group()]
            found.append(Year(value, match.start(), match.end(), spoken=True))
    return sorted(found, key=lambda year: year.start)


def _only_tells(question: str, year: re.Match[str]) -> bool:
    """Tell whether 去年 or 明年 leads up to what a later clause asks (「去年应下的事，…」).

    今年 is the year of asking wherever it stands.
    """
    rest = question[year.end() :]
    clause, *later = _CLAUSE.split(rest, maxsplit=1)
    tells = bool(later and later[0]) and not _ASKS.search(clause)
    return bool(_SPOKEN[year.group()]) and tells and not _OF_THE_YEAR.match(rest)
