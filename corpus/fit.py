"""How well a cell fits a place in a row: 0 is perfect, 5 and more is absurd."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from corpus.columns import UNIT_ROLES, Role
from corpus.fields import looks_like_deadline
from corpus.normalise import tidy
from corpus.ordinals import Level, read_led_number, read_number, read_ordinal
from corpus.rules import words
from corpus.units import looks_like_units

Depth = Literal["outer", "inner", "line"]

_LONGEST_HEADING = 60
_LONGEST_PHRASE = 12
_LONGEST_PERSON = 3
_UNFINISHED = "，、,："


@lru_cache(maxsize=16384)
def line_misfit(text: str, level: Level, is_alone: bool) -> float:
    """Misfit of a cell as a heading line across the table: 0 is perfect."""
    ordinal = read_ordinal(text)
    if ordinal and ordinal.level == level and len(text) <= _LONGEST_HEADING:
        return 0.0
    if len(text) > _LONGEST_HEADING or (text[-1:] in "。；" and not ordinal):
        return 10.0
    if ordinal:
        return 4.0 if ordinal.level != "point" else 6.0
    return 1.0 if is_alone else 5.0


@lru_cache(maxsize=16384)
def heading_misfit(text: str, depth: Depth) -> float:
    """Misfit of a cell in a heading column; a lone heading rather is the inner level."""
    ordinal = read_ordinal(text)
    if read_number(text) is not None:
        return 8.0
    if ordinal and ordinal.level != "point":
        wanted = "chapter" if depth == "outer" else "section"
        return 0.0 if ordinal.level == wanted else 3.0
    if ordinal or len(text) > _LONGEST_HEADING or text[-1:] in _UNFINISHED + "。；":
        return 5.0
    return 0.5 if depth == "outer" else 0.4


@lru_cache(maxsize=32768)
def column_misfit(text: str, role: Role) -> float:
    """Misfit of a cell in a column of ``role``: 0 is perfect, 5 and more is absurd."""
    if role == "number":
        return 0.0 if read_number(text) is not None and not looks_like_deadline(text) else 8.0
    if role == "remark":
        return 1.0
    if role == "text":
        return _text_misfit(tidy(text))
    if role == "deadline":
        return _deadline_misfit(text)
    return _units_misfit(text)


def _text_misfit(text: str) -> float:
    if read_number(text) is not None:
        return 8.0
    if looks_like_deadline(text):
        return 6.0
    if read_led_number(text) or text[-1:] in "。；":
        return 0.6 if _is_heading(text) else 0.0
    if looks_like_units(text) > 0.5:
        return 4.0
    if len(text) <= _LONGEST_PERSON:
        return 4.0
    return 0.3 if len(text) >= 30 else 1.5


def _deadline_misfit(text: str) -> float:
    if looks_like_deadline(text):
        return 0.0
    if read_number(text) is not None:
        return 8.0
    if _is_heading(text) or looks_like_units(text) >= 0.5:
        return 6.0
    if len(text) > _LONGEST_PHRASE:
        return 5.0
    return 3.0 if _sounds_like_task(text) else 1.5


def _units_misfit(text: str) -> float:
    if read_number(text) is not None:
        return 8.0
    if looks_like_deadline(text) or read_led_number(text) or _is_heading(text):
        return 6.0
    share = looks_like_units(text)
    if share > 0:
        sentence = 0.8 if text.rstrip().endswith("。") else 0.0
        return (0.7 if share > 0.5 else 3.0) * (1 - share) + sentence
    if "。" in text or len(text) > _LONGEST_HEADING:
        return 5.0
    return 4.0 if _sounds_like_task(text) else 2.0


def _sounds_like_task(text: str) -> bool:
    return text.startswith(words("layout", "task_start")) or text.endswith(
        words("layout", "task_end")
    )


def _is_heading(text: str) -> bool:
    ordinal = read_ordinal(text)
    return ordinal is not None and ordinal.level != "point" and len(text) <= _LONGEST_HEADING


@lru_cache(maxsize=16384)
def stay_misfit(above: str, text: str, role: Role) -> float:
    """Misfit of a cell as more of the cell above it in the same column."""
    if role == "text":
        if read_led_number(text) or read_number(text) is not None:
            return 8.0
        if above.rstrip()[-1:] in _UNFINISHED:
            return 0.2
        return 4.0 if above.rstrip()[-1:] in "。；" else 1.5
    if role in UNIT_ROLES:
        shares = min(looks_like_units(above), looks_like_units(text))
        return (1.8 if role == "lead" else 1.5) + 2 * (1 - shares)
    return 8.0
