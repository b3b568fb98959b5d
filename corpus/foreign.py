"""Foreign text: advertisements and scripts planted in a page, cut out before anything is read."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.rules import any_of
from corpus.types import ForeignKind, ForeignText

_TOKEN = re.compile(r"[^\s|｜\t。，；、,;：:（）()《》“”]+")
_LATIN_BEFORE = re.compile(r"[0-9A-Za-z]+$")
_TIED_AFTER = re.compile(r"[0-9A-Za-z]*(?:[_\-—·][^\s_|。，；、]*)*")


def cut_foreign(text: str) -> tuple[str, tuple[str, ...]]:
    """Return ``text`` without the planted strings, and the strings that were cut out."""
    scripts = [match.span() for match in any_of("foreign", "script").finditer(text)]
    if not scripts and not any_of("foreign", "strong").search(text):
        return text, ()
    planted = [span for token in _TOKEN.finditer(text) if (span := _planted(token))]
    spans = sorted([*scripts, *(span for span in planted if not _within(span, scripts))])
    found = tuple(text[start:stop] for start, stop in spans)
    for start, stop in reversed(spans):
        text = text[:start] + text[stop:]
    return text, found


def kind_of(found: ForeignText) -> ForeignKind:
    """Tell a script from an advertisement; what a reader has named keeps its name."""
    is_script = found.kind == "spam" and any_of("foreign", "script").search(found.text)
    return "script" if is_script else found.kind


def _within(span: tuple[int, int], others: Sequence[tuple[int, int]]) -> bool:
    return any(start < span[1] and span[0] < stop for start, stop in others)


def _planted(token: re.Match[str]) -> tuple[int, int] | None:
    """Span of the advertisement inside one unbroken string, if it carries enough marks."""
    strong = list(any_of("foreign", "strong").finditer(token[0]))
    marks = strong + list(any_of("foreign", "weak").finditer(token[0]))
    if not strong or len({mark.span() for mark in marks}) < 2:
        return None
    start = min(mark.start() for mark in marks)
    stop = max(mark.end() for mark in marks)
    before = _LATIN_BEFORE.search(token[0], 0, start)
    after = _TIED_AFTER.match(token[0], stop)
    start = before.start() if before else start
    stop = after.end() if after else stop
    return token.start() + start, token.start() + stop
