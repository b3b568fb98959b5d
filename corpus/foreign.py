"""Foreign text: advertisements planted in a page, found and cut out before anything is read."""

from __future__ import annotations

import re

from corpus.rules import any_of

_TOKEN = re.compile(r"[^\s|｜\t。，；、,;：:（）()《》“”]+")
_LATIN_BEFORE = re.compile(r"[0-9A-Za-z]+$")
_TIED_AFTER = re.compile(r"[0-9A-Za-z]*(?:[_\-—·][^\s_|。，；、]*)*")


def cut_foreign(text: str) -> tuple[str, tuple[str, ...]]:
    """Return ``text`` without the planted strings, and the strings that were cut out."""
    if not any_of("foreign", "strong").search(text):
        return text, ()
    spans = [span for token in _TOKEN.finditer(text) if (span := _planted(token))]
    found = tuple(text[start:stop] for start, stop in spans)
    for start, stop in reversed(spans):
        text = text[:start] + text[stop:]
    return text, found


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
