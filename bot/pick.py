"""One item out of a list that was shown: 第二个, 最后一项, 另一个, 下一项."""

from __future__ import annotations

from collections.abc import Sequence

from bot.types import Pick
from corpus.types import TaskItem
from index.snapshot import Snapshot

_PAIR = 2


def pick_item(pick: Pick, listed: Sequence[TaskItem], snapshot: Snapshot) -> TaskItem | None:
    """Return the item ``pick`` means among those ``listed``; None where it means none."""
    if pick.how == "nth":
        position = pick.nth - 1 if pick.nth > 0 else len(listed) + pick.nth
        return listed[position] if 0 <= position < len(listed) else None
    if pick.how == "other":
        known = pick.nth or 1
        return listed[_PAIR - known] if len(listed) == _PAIR and known <= _PAIR else None
    return _neighbour(listed, 1 if pick.how == "next" else -1, snapshot)


def _neighbour(listed: Sequence[TaskItem], step: int, snapshot: Snapshot) -> TaskItem | None:
    """Return the row below or above the one item that was shown."""
    if len(listed) != 1:
        return None
    table = [item for item in snapshot.items.values() if item.document_id == listed[0].document_id]
    position = table.index(listed[0]) + step
    return table[position] if 0 <= position < len(table) else None
