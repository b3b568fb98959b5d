"""How much of a sentence stands in a record: runs of characters copied from it.

All texts are folded and marked (``bot.llm.mask``). Where marks of units stand is judged apart.
"""

from __future__ import annotations

import re

from bot.llm.mask import DATE, LABEL, NAME
from bot.llm.rules import check_rules

_SHORTEST_RUN = 2
_ANCHOR = 4
_FREE = frozenset((DATE, LABEL))
_IS_NAME = re.compile(NAME)
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
    rules = check_rules()
    runs = longest_runs(said, record)
    longest_word = max(map(len, rules.connectives))
    cost = [0] * (len(said) + 1)  # fewest uncovered characters from here on
    step = [1] * len(said)
    for start in reversed(range(len(said))):
        ways = {1: cost[start + 1] + (not _is_free(said[start]))}
        for length in range(_SHORTEST_RUN, runs[start] + 1):
            ways[length] = cost[start + length]
        for length in range(1, min(longest_word, len(said) - start) + 1):
            if said[start : start + length] in rules.connectives:
                ways[length] = cost[start + length]
        step[start] = min(ways, key=lambda length: (ways[length], -length))
        cost[start] = ways[step[start]]
    if not cost[0]:
        return ""
    return _collect_uncovered(said, step)


def _collect_uncovered(said: str, step: list[int]) -> str:
    left: list[str] = []
    start = 0
    while start < len(said):
        alone = step[start] == 1 and not _is_free(said[start])
        if alone and said[start] not in check_rules().connectives:
            left.append(said[start])
        start += step[start]
    return "".join(left)


def is_anchored(said: str, record: str) -> bool:
    """Tell whether each clause holds one longer run, not only bits put together anew."""
    return all(_is_clause_anchored(clause, record) for clause in _CLAUSES.split(said))


def _is_clause_anchored(clause: str, record: str) -> bool:
    rest = _drop_connectives(clause)
    return max(longest_runs(clause, record), default=0) >= min(_ANCHOR, len(rest))


def _drop_connectives(clause: str) -> str:
    words = sorted(check_rules().connectives, key=len, reverse=True)
    kept = re.sub("|".join(map(re.escape, words)), "", clause)
    return "".join(one for one in kept if not _is_free(one))


def _is_free(character: str) -> bool:
    return (
        character in _FREE
        or character in check_rules().punctuation
        or bool(_IS_NAME.match(character))
    )
