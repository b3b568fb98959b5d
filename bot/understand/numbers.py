"""Item numbers in a question: 第40项, 40号任务, 第四十条."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.ordinals import numeral_value

_NUMERAL = r"(?:\d{1,4}|[〇零一二两三四五六七八九十百]{1,6})"
_COUNTER = r"(?:项|条|款|号|个任务|件|行|点)"
_PATTERN = re.compile(
    rf"(?<!倒数)第\s*(-?{_NUMERAL})\s*{_COUNTER}(?:工作|重点)?(?:任务|工作|事项)?"
    r"|(?:任务|事项|序号|编号|项目)\s*第?\s*(\d{1,4})(?:号|项)?(?![\d个件年月日项])"
    rf"|(?:任务|序号|编号)\s*第?([一二三四五六七八九十百]{{2,5}})(?:号|项)?(?![一-鿿]*(?:个|类|批))"
    rf"|(?<![\d第])(\d{{1,4}})\s*号(?:工作|重点)?(?:任务|事项|项目|工作)"
    r"|(?<![\d第a-z+共有前后这那哪余近约达剩部总满])(\d{1,3})项(?=谁|什么|是|的|归|由|何时|[?？。]|$)"
    r"|(?:no\.?|#)\s*(\d{1,4})(?![\da-z])"
)
# 「第3到5项」, 「前3项」
_RANGE = re.compile(
    rf"第?({_NUMERAL})项?(?:到|至|-|—|~)第?({_NUMERAL})项|(?<![目以之])前({_NUMERAL})项"
)
_LONGEST_RANGE = 30
# 「《条例》第二十条」 is an article of a law, 「第一时间」 no number at all.
_LAW_BEFORE = re.compile(r"(?:》|条例|办法|规定|法)(?:的)?$")
_SPOKEN = str.maketrans({"〇": "", "零": "", "两": "二"})


@dataclass(frozen=True, slots=True)
class ItemNumber:
    """One item number found in a question, in Arabic digits, and where it stands."""

    value: str
    start: int
    end: int


def read_numeral(numeral: str) -> int:
    """Return the value of a Chinese or Arabic numeral below 1000, as people say it."""
    if numeral.startswith("-"):
        return -read_numeral(numeral[1:])
    return numeral_value(numeral.translate(_SPOKEN))


def find_item_numbers(question: str) -> list[ItemNumber]:
    """Return the item numbers of ``question`` in order, without articles of laws."""
    found: list[ItemNumber] = _find_range(question)
    taken = found[0].start if found else len(question)
    for match in _PATTERN.finditer(question):
        if found and taken <= match.start() < found[0].end:
            continue
        if _LAW_BEFORE.search(question[: match.start()]):
            continue
        numeral = next(group for group in match.groups() if group)
        found.append(ItemNumber(str(read_numeral(numeral)), match.start(), match.end()))
    return found


def _find_range(question: str) -> list[ItemNumber]:
    """Return each number of the first range; only one of them spans its words."""
    match = _RANGE.search(question)
    if match is None:
        return []
    first, last = (match.group(1), match.group(2)) if match.group(1) else ("1", match.group(3))
    numbers = range(read_numeral(first), read_numeral(last) + 1)
    if not 1 < len(numbers) <= _LONGEST_RANGE:
        return []
    starts = [match.start(), *[match.end()] * (len(numbers) - 1)]
    return [
        ItemNumber(str(number), start, match.end())
        for number, start in zip(numbers, starts, strict=True)
    ]
