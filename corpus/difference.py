"""What has changed from one version of a document to the next, item by item and field by field.

Items are the same item where their texts agree, then where number and most of the text agree, then
where the text is alike: a row that was put in shifts the numbers of all that follow it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal, cast

from corpus.normalise import fold
from corpus.types import Document, ParsedDocument, Passage, TaskItem

ChangeKind = Literal["added", "removed", "changed"]
Run = tuple[Literal["same", "removed", "added"], str]

CHANGE_WORDS: dict[ChangeKind, str] = {"added": "新增", "removed": "删除", "changed": "修改"}

_SAME_NUMBER = 0.4  # share of the text that must agree where the number does
_ALIKE = 0.6  # and where it does not

ITEM_FIELDS = {
    "number": "编号",
    "chapter": "章",
    "section": "节",
    "text": "任务内容",
    "lead_units": "牵头单位",
    "units": "责任单位",
    "support_units": "配合单位",
    "implementing_units": "实施单位",
    "units_note": "单位说明",
    "deadline": "完成时限",
    "remarks": "备注",
}
_DOCUMENT_FIELDS = {
    "title": "标题",
    "jurisdiction": "地区",
    "year": "年份",
    "issuer": "发文机关",
    "number": "文号",
    "issued_on": "发文日期",
    "notes": "附注",
}
_PASSAGE_FIELDS = {"heading": "标题", "text": "正文", "units": "单位"}


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that differs: its name in words, and its value before and after."""

    name: str
    before: str
    after: str

    def runs(self) -> list[Run]:
        """Both values as one text, in runs that stayed, went and came."""
        return list(_runs(self.before, self.after))


@dataclass(frozen=True, slots=True)
class RecordChange:
    """A record that was added, removed or changed; ``before`` or ``after`` is None accordingly."""

    kind: ChangeKind
    before: TaskItem | Passage | None
    after: TaskItem | Passage | None
    fields: tuple[FieldChange, ...] = ()

    @property
    def record(self) -> TaskItem | Passage:
        """The record as it is now, or as it was last."""
        record = self.after or self.before
        assert record is not None
        return record


@dataclass(frozen=True, slots=True)
class Difference:
    """All that differs between two versions of one document, in printed order."""

    before: Document
    after: Document
    facts: tuple[FieldChange, ...]
    items: tuple[RecordChange, ...]
    passages: tuple[RecordChange, ...]
    unchanged: int

    @property
    def is_empty(self) -> bool:
        """Whether nothing that is published differs."""
        return not (self.facts or self.items or self.passages)

    def ids(self, kind: ChangeKind) -> tuple[str, ...]:
        """Ids of the items of one kind."""
        return tuple(change.record.id for change in self.items if change.kind == kind)


def compare_documents(before: ParsedDocument, after: ParsedDocument) -> Difference:
    """Compare two versions of one document."""
    pairs = match_items(before.items, after.items)
    items = tuple(_changes(pairs, before.items, after.items))
    by_id = {passage.id: passage for passage in after.passages}
    same = [(old, by_id[old.id]) for old in before.passages if old.id in by_id]
    return Difference(
        before=before.document,
        after=after.document,
        facts=tuple(_field_changes(before.document, after.document, _DOCUMENT_FIELDS)),
        items=items,
        passages=tuple(_changes(same, before.passages, after.passages)),
        unchanged=len(pairs) - sum(change.kind == "changed" for change in items),
    )


def match_items(
    before: Sequence[TaskItem], after: Sequence[TaskItem]
) -> list[tuple[TaskItem, TaskItem]]:
    """Pair the items that are the same task; no item stands in two pairs."""
    left, right = list(before), list(after)
    pairs: list[tuple[TaskItem, TaskItem]] = []

    def take(old: TaskItem, new: TaskItem) -> None:
        pairs.append((old, new))
        left.remove(old)
        right.remove(new)

    texts: dict[str, list[TaskItem]] = {}
    for new in after:
        texts.setdefault(fold(new.text), []).append(new)
    for old in before:
        if same := texts.get(fold(old.text)):
            take(old, same.pop(0))
    numbers = {new.number: new for new in right}
    for old in list(left):
        new = numbers.get(old.number)
        if new in right and new and _likeness(old, new, _SAME_NUMBER) >= _SAME_NUMBER:
            take(old, new)
    for old, new in _alike(left, right):
        if old in left and new in right:
            take(old, new)
    return pairs


def _alike(left: Sequence[TaskItem], right: Sequence[TaskItem]) -> list[tuple[TaskItem, TaskItem]]:
    """Pairs of items whose texts are alike, the likest first."""
    scored = [(_likeness(old, new, _ALIKE), old, new) for old in left for new in right]
    found = [one for one in scored if one[0] >= _ALIKE]
    return [(old, new) for _, old, new in sorted(found, key=lambda one: -one[0])]


def _likeness(old: TaskItem, new: TaskItem, enough: float) -> float:
    """Share of the text that agrees, in [0, 1]; 0 where it is surely less than ``enough``."""
    matcher = SequenceMatcher(None, fold(old.text), fold(new.text), autojunk=False)
    if matcher.real_quick_ratio() < enough or matcher.quick_ratio() < enough:
        return 0
    return matcher.ratio()


def _changes(
    pairs: Iterable[tuple[TaskItem | Passage, TaskItem | Passage]],
    before: Sequence[TaskItem | Passage],
    after: Sequence[TaskItem | Passage],
) -> Iterator[RecordChange]:
    """Changes in the order of ``after``; what was removed comes last."""
    old_of = {new.id: old for old, new in pairs}
    for new in after:
        old = old_of.get(new.id)
        if old is None:
            yield RecordChange("added", None, new)
            continue
        names = ITEM_FIELDS if isinstance(new, TaskItem) else _PASSAGE_FIELDS
        if fields := tuple(_field_changes(old, new, names)):
            yield RecordChange("changed", old, new, fields)
    kept = {old.id for old in old_of.values()}
    for old in before:
        if old.id not in kept:
            yield RecordChange("removed", old, None)


def _field_changes(before: object, after: object, names: dict[str, str]) -> Iterator[FieldChange]:
    for field, name in names.items():
        old, new = _words(getattr(before, field)), _words(getattr(after, field))
        if old != new:
            yield FieldChange(name, old, new)


def _words(value: object) -> str:
    """A field's value as an editor reads it."""
    if isinstance(value, tuple):
        return "、".join(map(str, cast("tuple[object, ...]", value)))
    raw = getattr(value, "raw", value)
    return "" if raw is None else str(raw)


def _runs(before: str, after: str) -> Iterator[Run]:
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            yield "same", before[a:b]
            continue
        if a < b:
            yield "removed", before[a:b]
        if c < d:
            yield "added", after[c:d]
