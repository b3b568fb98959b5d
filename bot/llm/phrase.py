"""Phrasing: the model's sentences as they come in, each verified before anybody sees it."""

from __future__ import annotations

import re
import time
from collections.abc import Generator, Iterator, Mapping, Sequence

from bot.llm.calls import Session
from bot.llm.check import check_sentence
from bot.llm.faults import Endless, TooSlow, Unproven
from bot.llm.folded import fold
from bot.llm.metrics import SENTENCES
from bot.llm.sheet import Sheet
from bot.llm.types import Prompt

_MARKS = r"(?:\s*[\[［【]\d{1,3}[\]］】])*"
_SENTENCE = re.compile(rf"[^。！？!?\n]*[。！？!?\n]+{_MARKS}[。]?")
_OPEN = re.compile(r"\s*(?:[\[［【]\d{0,3})?")  # after a sentence: a marker may still follow
_LONGEST_SENTENCE = 400
_LONGEST_FIRST, _LONGEST_MORE = 400, 300


def write_sentences(session: Session, prompt: Prompt, sheets: Sequence[Sheet]) -> Iterator[str]:
    """Yield the verified sentences one by one, the others are cut.

    Raises a ModelFault where the model fails, and Unproven at the end where what is left does not
    give all that was asked of every record.
    """
    by_marker = {sheet.marker: sheet for sheet in sheets}
    stated: dict[int, set[str]] = {}
    reasons: list[str] = []
    said: set[str] = set()
    pieces = session.stream(prompt)
    for raw in split_sentences(pieces, len(sheets)):
        verdict = check_sentence(raw, by_marker)
        why = "repeated" if verdict.text in said else verdict.why
        SENTENCES.labels(why or "kept").inc()
        if why:
            session.bill.cut += 1
            reasons.append(why)
        else:
            session.bill.kept += 1
            said.add(verdict.text)
            for marker, facts in (verdict.facts or {}).items():
                stated.setdefault(marker, set()).update(facts)
            yield verdict.text
        if not said and time.monotonic() > session.patience.until:
            pieces.throw(TooSlow("the first sentence"))
    if missing := find_missing(sheets, stated):
        raise Unproven(f"missing {missing}, cut for {sorted(set(reasons))}")


def split_sentences(pieces: Generator[str], records: int) -> Iterator[str]:
    """Join pieces and yield whole sentences with their markers; throws Endless into ``pieces``."""
    waiting, length = "", 0
    for piece in pieces:
        waiting, length = waiting + piece, length + len(piece)
        too_long = length > _LONGEST_FIRST + _LONGEST_MORE * records
        if too_long or len(waiting) > _LONGEST_SENTENCE + len(piece):
            pieces.throw(Endless(f"{length} characters"))
        while (found := _SENTENCE.match(waiting)) and not _OPEN.fullmatch(waiting, found.end()):
            waiting = waiting[found.end() :]
            if found.group().strip():
                yield found.group().strip()
    for found in re.findall(rf"{_SENTENCE.pattern}|.+", waiting):
        if found.strip():
            yield found.strip()


def find_missing(sheets: Sequence[Sheet], stated: Mapping[int, set[str]]) -> list[str]:
    """Return what an answer must give and the sentences do not: records, units, deadlines."""
    missing: list[str] = []
    for sheet in sheets:
        if sheet.marker not in stated:
            missing.append(sheet.id)
            continue
        asked = (*sheet.asked_names, *(date for date in sheet.asked_dates if date))
        missing += [one for one in asked if fold(one).text not in stated[sheet.marker]]
    return missing
