"""Task items as a table for spreadsheets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from corpus.labels import item_label
from corpus.types import ParsedDocument, TaskItem

_HEADER = (
    "引用",
    "地区",
    "年份",
    "编号",
    "章",
    "节",
    "任务内容",
    "牵头单位",
    "责任单位",
    "配合单位",
    "实施单位",
    "单位说明",
    "完成时限",
    "截止日期",
    "正文中的时限",
    "备注",
    "记录",
)
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def csv_rows(parsed: Iterable[ParsedDocument]) -> Iterator[tuple[str, ...]]:
    """Give a header row, then one row an item; names are joined by 、."""
    yield _HEADER
    for document in parsed:
        for item in document.items:
            yield tuple(map(_harmless, _row(item, document)))


def _row(item: TaskItem, parsed: ParsedDocument) -> tuple[str, ...]:
    end = item.deadline.end
    return (
        item_label(item, parsed.document),
        parsed.document.jurisdiction,
        str(parsed.document.year),
        item.number,
        item.chapter,
        item.section,
        item.text,
        "、".join(item.lead_units),
        "、".join(item.units),
        "、".join(item.support_units),
        "、".join(item.implementing_units),
        item.units_note,
        item.deadline.raw,
        end.isoformat() if end else "",
        "、".join(item.deadline_in_text),
        "；".join(item.remarks),
        item.id,
    )


def _harmless(cell: str) -> str:
    """Keep a spreadsheet from reading a cell as a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell
