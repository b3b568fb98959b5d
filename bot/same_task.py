"""The same task in several plans: which items of different documents say the same thing.

Plans of one year copy their sentences from the plan above them, each with changes of its own. Two
items are the same task where every pair of the group is at least as alike as two records that the
answers take for twins (``evidence.toml``); each document gives at most one item to a group.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from bot.ledger import Records
from corpus.types import TaskItem

Scores = NDArray[np.float64]


class Compared(Records, Protocol):
    """Records that can be compared by what they say."""

    def similarities(self, ids: Sequence[str], others: Sequence[str]) -> Scores:
        """Return the cosine of each record of ``ids`` (rows) with each of ``others`` (columns)."""
        ...


@dataclass(frozen=True, slots=True)
class SameTask:
    """One task and the item that sets it, by document id; two documents at least."""

    items: Mapping[str, TaskItem]

    @property
    def shortest(self) -> TaskItem:
        """The item that says it in the fewest characters."""
        return min(self.items.values(), key=lambda item: len(item.text))


def group_tasks(held: Compared, *, alike: float) -> tuple[SameTask, ...]:
    """Return the tasks that at least two documents in force share, the most shared first.

    ``alike`` is the least cosine, in [-1, 1], of any two items of a group. Pairs are joined from
    the most alike downwards (complete linkage), so the result does not depend on any order.
    """
    items = {one.id: one for one in held.items.values() if held.documents[one.document_id].in_force}
    pairs = _alike_pairs(held, items, alike)
    group_of = {name: [name] for name in items}
    for pair in sorted(pairs, key=lambda pair: (-pairs[pair], sorted(pair))):
        left, right = (group_of[name] for name in sorted(pair))
        if left is not right and all(frozenset({a, b}) in pairs for a in left for b in right):
            left += right
            group_of.update(dict.fromkeys(right, left))
    order = {name: place for place, name in enumerate(items)}
    groups = {id(group): sorted(group, key=order.__getitem__) for group in group_of.values()}
    shared = [group for group in groups.values() if len(group) > 1]
    shared.sort(key=lambda group: (-len(group), order[group[0]]))
    return tuple(SameTask({items[name].document_id: items[name] for name in one}) for one in shared)


def _alike_pairs(
    held: Compared, items: Mapping[str, TaskItem], alike: float
) -> dict[frozenset[str], float]:
    """Return each pair of items of two documents that is alike enough, with its cosine."""
    of_document: dict[str, list[str]] = {}
    for name, item in items.items():
        of_document.setdefault(item.document_id, []).append(name)
    pairs: dict[frozenset[str], float] = {}
    for ones, others in combinations(of_document.values(), 2):
        cosines = held.similarities(ones, others)
        for row, column in np.argwhere(cosines >= alike).tolist():
            pairs[frozenset({ones[row], others[column]})] = float(cosines[row, column])
    return pairs
