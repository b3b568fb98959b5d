"""What an editor checks after parsing: counts, gaps, repairs, blanks and foreign text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from pydantic import TypeAdapter

from corpus.labels import document_label
from corpus.types import ForeignText, ParsedDocument, Repair, TaskItem


@dataclass(frozen=True, slots=True)
class Audit:
    """The findings on one document.

    ``gaps`` are numbers missing between printed ones; ``filled`` are heading cells that were
    blank and took the heading above; ``blank_deadlines`` and ``without_units`` are item ids.
    ``has_deadline_column`` is false where no item has a deadline of its own column.
    """

    document_id: str
    label: str
    items: int
    numbered: int
    passages: int
    chapters: int
    sections: int
    merged_roles: int
    gaps: tuple[str, ...]
    repairs: tuple[Repair, ...]
    filled: tuple[Repair, ...]
    has_deadline_column: bool
    blank_deadlines: tuple[str, ...]
    without_units: tuple[str, ...]
    foreign: tuple[ForeignText, ...]
    notes: tuple[str, ...]


_ADAPTER: TypeAdapter[Any] = TypeAdapter(Audit)


def audit_document(parsed: ParsedDocument) -> Audit:
    """Collect the findings on one parsed document."""
    items = parsed.items
    return Audit(
        document_id=parsed.document.id,
        label=document_label(parsed.document),
        items=len(items),
        numbered=sum(item.numbered for item in items),
        passages=len(parsed.passages),
        chapters=len({item.chapter for item in items if item.chapter}),
        sections=len({(item.chapter, item.section) for item in items if item.section}),
        merged_roles=sum(item.merged_roles for item in items),
        gaps=find_gaps(items),
        repairs=tuple(repair for repair in parsed.repairs if repair.kind != "filled"),
        filled=tuple(repair for repair in parsed.repairs if repair.kind == "filled"),
        has_deadline_column=any(item.deadline.source == "column" for item in items),
        blank_deadlines=tuple(item.id for item in items if item.deadline.kind == "unstated"),
        without_units=tuple(item.id for item in items if not _has_units(item)),
        foreign=parsed.foreign,
        notes=parsed.document.notes,
    )


def find_gaps(items: Sequence[TaskItem]) -> tuple[str, ...]:
    """Numbers missing in the run from 1 to the last printed one."""
    values = sorted({int(item.number.split("-")[0]) for item in items})
    missing = [number for low, high in pairwise([0, *values]) for number in range(low + 1, high)]
    return tuple(map(str, missing))


def _has_units(item: TaskItem) -> bool:
    return bool(item.lead_units or item.units or item.support_units or item.implementing_units)


def audit_to_json(audit: Audit) -> dict[str, object]:
    """Turn an audit into its JSON form."""
    return _ADAPTER.dump_python(audit, mode="json")


def count_lines(audit: Audit) -> list[tuple[str, str]]:
    """Give the counts of an audit as named values, in the order an editor reads them."""
    numbering = "全部有编号" if audit.numbered == audit.items else f"{audit.numbered} 项有编号"
    if audit.items and not audit.numbered:
        numbering = "原表未编号，按表内顺序"
    return [
        ("任务项", f"{audit.items}（{numbering}）"),
        ("编号缺口", "、".join(audit.gaps) or "无"),
        ("章 / 节", f"{audit.chapters} / {audit.sections}"),
        ("正文段落", str(audit.passages)),
        ("整理的行", f"{len({repair.record_id for repair in audit.repairs})}"),
        ("填补的标题格", str(len(audit.filled))),
        ("牵头、责任合为一格", str(audit.merged_roles)),
        ("时限空缺", _blank_line(audit)),
        ("没有单位", "、".join(map(_number, audit.without_units)) or "无"),
        ("删去的外来文字", str(len(audit.foreign))),
    ]


def _blank_line(audit: Audit) -> str:
    if audit.items and not audit.has_deadline_column:
        return f"{len(audit.blank_deadlines)}（原表没有时限栏）"
    return "、".join(map(_number, audit.blank_deadlines)) or "无"


def _number(record_id: str) -> str:
    return record_id.rpartition("#")[2]


def finding_lines(audit: Audit) -> list[tuple[str, str]]:
    """Give each finding as where and what; equal repairs of several rows on one line."""
    grouped: dict[tuple[str, str], list[Repair]] = {}
    for repair in audit.repairs:
        grouped.setdefault((repair.kind, repair.what), []).append(repair)
    lines = [
        (_where([(repair.record_id, repair.line) for repair in repairs]), what)
        for (_, what), repairs in grouped.items()
    ]
    lines += _filled_lines(audit.filled)
    for text in audit.foreign:
        place = [(text.record_id, text.line)] if text.record_id else []
        where = _where(place) if place else f"第{text.line}行"
        lines.append((where, f"删去外来文字：{text.text}"))
    return lines + [("全表", f"附注：{note}") for note in audit.notes]


def _where(places: Sequence[tuple[str, int]]) -> str:
    return "、".join(f"{_number(record_id)}（第{line}行）" for record_id, line in places)


def _filled_lines(filled: Sequence[Repair]) -> list[tuple[str, str]]:
    grouped: dict[str, list[str]] = {}
    for repair in filled:
        grouped.setdefault(repair.what, []).append(_number(repair.record_id))
    return [("、".join(numbers), f"填补{what}") for what, numbers in grouped.items()]
