"""Characters of a PDF page to lines, and lines back to paragraphs.

A PDF says where each character stands and nothing more. A line goes on in the next one where the
first word of the next had no room left on it; elsewhere the writer ended it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any

Char = dict[str, Any]  # a character of pdfplumber: text, x0, x1, top, bottom, size

_COLUMN_GAP = 2.0  # of the letter size: wider gaps part columns
_TOUCH = 1.0  # points
_TOKEN = re.compile(
    r"[（(《“‘〔【「『]*(?:[0-9A-Za-z.%,-]+|.)[）)》”’〕】」』，。、；：！？,.;:!?]*"
)
_ENDED = re.compile("[。；！？;!?]$")


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line as it stands on the page; ``first`` is how wide its first word is."""

    text: str
    x0: float
    x1: float
    top: float
    size: float
    first: float


def read_text_lines(chars: Iterable[Char]) -> list[TextLine]:
    """Group characters to lines, from top to bottom."""
    rows: list[list[Char]] = []
    for char in sorted(chars, key=lambda char: (_middle(char), char["x0"])):
        above = rows[-1][0] if rows else None
        if above and abs(_middle(char) - _middle(above)) <= 0.5 * max(above["size"], 1.0):
            rows[-1].append(char)
        else:
            rows.append([char])
    lines = (_line(sorted(row, key=lambda char: char["x0"])) for row in rows)
    return [line for line in lines if line.text.strip()]


def _middle(char: Char) -> float:
    return (char["top"] + char["bottom"]) / 2


def _line(row: Sequence[Char]) -> TextLine:
    kept: list[Char] = []
    parts: list[str] = []
    for char in row:
        last = kept[-1] if kept else None
        if last and char["text"] == last["text"] and char["x0"] - last["x0"] < _TOUCH:
            continue  # bold type drawn by printing twice
        if last and char["x0"] - last["x1"] > _COLUMN_GAP * char["size"]:
            parts.append("\t")
        parts.append(char["text"])
        kept.append(char)
    inked = [char for char in kept if char["text"].strip()] or kept
    return TextLine(
        "".join(parts).strip(" "),
        inked[0]["x0"],
        inked[-1]["x1"],
        min(char["top"] for char in inked),
        max(char["size"] for char in inked),
        _first_word(inked),
    )


def _first_word(inked: Sequence[Char]) -> float:
    """Width of the part of a line that cannot be broken: a character, with its marks."""
    token = _TOKEN.match("".join(char["text"] for char in inked))
    last = inked[min(len(token[0]) if token else 1, len(inked)) - 1]
    return float(last["x1"] - inked[0]["x0"])


def right_limit(lines: Sequence[TextLine], border: float) -> float:
    """Return how far lines reach that end at ``border``: the longest, if it comes near it."""
    longest = max((line.x1 for line in lines), default=border)
    size = max((line.size for line in lines), default=10.0)
    return longest + _TOUCH if border - longest < 1.5 * size else border - _TOUCH


def is_wrapped(line: TextLine, following: TextLine, limit: float) -> bool:
    """Tell whether ``following`` goes on with ``line``, which had no room for its first word."""
    return line.x1 + following.first > limit


def room_left(line: TextLine, limit: float) -> float:
    """Return what a last line leaves free, infinite where its sentence has ended."""
    return inf if _ENDED.search(line.text) else limit - line.x1


def join_wrapped(lines: Sequence[TextLine], limit: float) -> str:
    """Join the lines of a cell: wrapped ones without a break, the others with a line feed."""
    text = ""
    for index, line in enumerate(lines):
        if index:
            text += "" if is_wrapped(lines[index - 1], line, limit) else "\n"
        text += line.text.replace("\t", " ")
    return text
