"""Automatic numbers of Word: what is printed before a paragraph and stands nowhere in its text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from corpus.ordinals import chinese_numeral
from corpus.readers.word import VAL, W, child, is_on, value, whole

_PLACEHOLDER = re.compile("%([1-9])")
_DIGITS = "〇一二三四五六七八九"
_MOST_LEVELS = 9


@dataclass(frozen=True, slots=True)
class _Level:
    """One level of a list: what its number looks like."""

    start: int = 1
    form: str = "decimal"
    text: str = "%1."
    suffix: str = "tab"
    is_legal: bool = False


@dataclass(slots=True)
class _List:
    """A list of the document; several ``w:num`` may count on in one."""

    levels: dict[int, _Level]
    counts: list[int | None] = field(default_factory=lambda: [None] * _MOST_LEVELS)


@dataclass(slots=True)
class _Use:
    """A ``w:num``: its list, and the levels it starts anew when it is first used."""

    of: _List
    restarts: dict[int, int]
    levels: dict[int, _Level]


class Numbering:
    """Counts the numbered paragraphs of one document in its order."""

    def __init__(self, root: Element | None, styles: Element | None) -> None:
        lists: dict[str, _List] = {}
        for abstract in _all(root, "abstractNum"):
            name = abstract.get(f"{W}abstractNumId", "")
            lists[name] = _List(dict(map(_read_level, _all(abstract, "lvl"))))
        self._uses: dict[str, _Use] = {}
        for num in _all(root, "num"):
            of = lists.get(value(num, "abstractNumId") or "")
            if of is not None:
                self._uses[num.get(f"{W}numId", "")] = _read_use(num, of)
        self._styles = {style.get(f"{W}styleId", ""): style for style in _all(styles, "style")}

    def label(self, paragraph: Element) -> str:
        """Return the number printed before ``paragraph`` (``"（一）"``), ``""`` without one."""
        use, level = self._numbered(paragraph)
        if use is None or not 0 <= level < _MOST_LEVELS:
            return ""
        counts = use.of.counts
        if level in use.restarts:
            counts[level] = use.restarts.pop(level) - 1
        shape = self._shape(use, level)
        above = counts[level]
        counts[level] = shape.start if above is None else above + 1
        counts[level + 1 :] = [None] * (_MOST_LEVELS - level - 1)
        return self._print(use, level)

    def _numbered(self, paragraph: Element) -> tuple[_Use | None, int]:
        """Find the list and level of a paragraph, its own or its style's."""
        own = child(paragraph, "pPr/numPr")
        style = value(paragraph, "pPr/pStyle")
        number, level = value(own, "numId"), value(own, "ilvl")
        seen: set[str] = set()
        while (number is None or level is None) and style and style not in seen:
            seen.add(style)
            properties = child(self._styles.get(style), "pPr/numPr")
            number = number or value(properties, "numId")
            level = level or value(properties, "ilvl")
            style = value(self._styles.get(style), "basedOn")
        return self._uses.get(number or ""), whole(level)

    @staticmethod
    def _shape(use: _Use, level: int) -> _Level:
        return use.levels.get(level) or use.of.levels.get(level) or _Level(text=f"%{level + 1}.")

    def _print(self, use: _Use, level: int) -> str:
        shape = self._shape(use, level)
        if shape.form in ("bullet", "none"):
            return ""

        def number(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            form = "decimal" if shape.is_legal else self._shape(use, at).form
            count = use.of.counts[at]
            return _printed(self._shape(use, at).start if count is None else count, form)

        text = _PLACEHOLDER.sub(number, shape.text)
        return text + (" " if shape.suffix != "nothing" and text[-1:].isalnum() else "")


def _all(parent: Element | None, name: str) -> list[Element]:
    return [] if parent is None else parent.findall(W + name)


def _read_level(level: Element) -> tuple[int, _Level]:
    return whole(level.get(f"{W}ilvl")), _Level(
        start=whole(value(level, "start"), 1),
        form=value(level, "numFmt") or "decimal",
        text=value(level, "lvlText") or "",
        suffix=value(level, "suff") or "tab",
        is_legal=is_on(level, "isLgl"),
    )


def _read_use(num: Element, of: _List) -> _Use:
    restarts: dict[int, int] = {}
    levels: dict[int, _Level] = {}
    for override in _all(num, "lvlOverride"):
        at = whole(override.get(f"{W}ilvl"))
        if (start := child(override, "startOverride")) is not None:
            restarts[at] = whole(start.get(VAL), 1)
        if (level := child(override, "lvl")) is not None:
            levels[at] = _read_level(level)[1]
    return _Use(of, restarts, levels)


def _printed(number: int, form: str) -> str:
    write = _FORMS.get(form, str)
    return write(number) if 0 < number < 10000 else str(number)


def _letters(number: int) -> str:
    """Number as letters: a to z, then aa to zz."""
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _roman(number: int) -> str:
    text = ""
    for size, numeral in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"),
        strict=True,
    ):
        text += numeral * (number // size)
        number %= size
    return text


def _circled(number: int) -> str:
    return chr(ord("①") + number - 1) if number <= 20 else f"({number})"


def _digits(number: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(number))


_FORMS: dict[str, Callable[[int], str]] = {
    "chineseCounting": chinese_numeral,
    "chineseCountingThousand": chinese_numeral,
    "taiwaneseCounting": chinese_numeral,
    "taiwaneseCountingThousand": chinese_numeral,
    "japaneseCounting": chinese_numeral,
    "ideographDigital": _digits,
    "japaneseDigitalTenThousand": _digits,
    "taiwaneseDigital": _digits,
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedParen": lambda number: f"({number})",
    "decimalEnclosedFullstop": lambda number: f"{number}.",
    "decimalZero": lambda number: f"{number:02}",
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerLetter": _letters,
    "upperRoman": lambda number: _roman(number).upper(),
    "lowerRoman": _roman,
}
