"""Sets two runs side by side: which cases turned right, which turned wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eval.metrics import sign_test
from eval.types import Score


@dataclass(frozen=True, slots=True)
class Change:
    """One case that the two runs judge differently, or whose status differs."""

    id: str
    question: str
    before: Score
    after: Score


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed; ``p_value`` says how likely so lopsided a change is by chance alone."""

    better: tuple[Change, ...]
    worse: tuple[Change, ...]
    other: tuple[Change, ...]
    shared: int
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]
    p_value: float


def compare_runs(before: Sequence[Score], after: Sequence[Score]) -> Comparison:
    """Compare two runs case by case; cases that only one run has are listed apart."""
    old, new = {score.id: score for score in before}, {score.id: score for score in after}
    changes = [Change(key, old[key].question, old[key], new[key]) for key in old if key in new]
    better = tuple(c for c in changes if c.after.right and not c.before.right)
    worse = tuple(c for c in changes if c.before.right and not c.after.right)
    other = tuple(
        c
        for c in changes
        if c.before.right == c.after.right
        and (c.before.status, c.before.faults) != (c.after.status, c.after.faults)
    )
    return Comparison(
        better=better,
        worse=worse,
        other=other,
        shared=len(changes),
        only_before=tuple(key for key in old if key not in new),
        only_after=tuple(key for key in new if key not in old),
        p_value=sign_test(len(better), len(worse)),
    )
