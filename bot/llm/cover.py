"""How much of a sentence stands in a record: runs of characters copied from it.

All texts are folded and marked (``bot.llm.mask``). Where marks of units stand is judged apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from bot.llm.mask import DATE, LABEL, NAME
from bot.llm.rules import check_rules

_SHORTEST_RUN = 2
_ANCHOR = 4
_UNCOVERED = 1000  # worse than any number of bits
_IS_MARK = re.compile(f"{NAME}|{DATE}|{LABEL}")
_CLAUSES = re.compile(r"[,，;；:：]")


def longest_runs(said: str, record: str) -> list[int]:
    """For each position of ``said``, the length of the longest run there that ``record`` holds."""
    runs: list[int] = []
    length = 0
    for start in range(len(said)):
        length = max(0, length - 1)  # what stood one character earlier stands without its first
        while start + length < len(said) and said[start : start + length + 1] in record:
            length += 1
        runs.append(length)
    return runs


def stands_at_length(said: str, span: tuple[int, int], record: str, least: int) -> bool:
    """Tell whether ``span`` lies in a run of ``least`` characters or more of ``record``.

    A whole line of the record (a heading, a short text) is long enough.
    """
    runs = longest_runs(said, record)
    return any(
        start + runs[start] >= span[1]
        and (runs[start] >= least or said[start : start + runs[start]] in record.split("\n"))
        for start in range(span[0] + 1)
    )


def find_uncovered(said: str, record: str) -> str:
    """Return the characters that are neither copied from ``record`` nor free of fact."""
    return "".join(piece for piece, kind in cut_up(said, record) if kind == "uncovered")


def is_anchored(said: str, record: str) -> bool:
    """Tell whether each clause is copied in longer runs, not put together anew from bits.

    One short piece a clause may stand beside them, or alone.
    """
    return all(_is_clause_anchored(clause, record) for clause in _CLAUSES.split(said))


def _is_clause_anchored(clause: str, record: str) -> bool:
    kinds = [kind for _, kind in cut_up(clause, record)]
    return kinds.count("bit") <= 1


def cut_up(said: str, record: str) -> list[tuple[str, str]]:
    """Cut ``said`` into pieces, each with its kind: free, run, bit or uncovered.

    Free are words without a fact; runs and bits are copied from ``record``. The cut is the one
    with the least that is uncovered, and then the fewest bits.
    """
    runs = longest_runs(said, record)
    best: list[tuple[int, int, str]] = [(0, 0, "")] * (len(said) + 1)  # cost from here, step, kind
    for start in reversed(range(len(said))):
        best[start] = min(
            (cost + best[start + length][0], -length, kind)
            for cost, length, kind in _steps(said, start, runs[start])
        )
    pieces: list[tuple[str, str]] = []
    start = 0
    while start < len(said):
        _, step, kind = best[start]
        pieces.append((said[start : start - step], kind))
        start -= step
    return pieces


def _steps(said: str, start: int, run: int) -> Iterator[tuple[int, int, str]]:
    """Yield the ways to go on: cost, length, kind."""
    words = check_rules().connectives
    yield (0, 1, "free") if _is_free(said[start]) else (_UNCOVERED, 1, "uncovered")
    for length in range(1, min(_longest_word(), len(said) - start) + 1):
        if said[start : start + length] in words:
            yield 0, length, "free"
    for length in range(_SHORTEST_RUN, run + 1):
        yield (0, length, "run") if length >= _ANCHOR else (1, length, "bit")


@cache
def _longest_word() -> int:
    return max(map(len, check_rules().connectives))


def _is_free(character: str) -> bool:
    return character in check_rules().punctuation or bool(_IS_MARK.match(character))
