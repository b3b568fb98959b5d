"""Records as tables for spreadsheets, for the command line and for the web's downloads.

Both files say what they hold (``about``, the filters in words) and that the source decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from corpus.labels import record_label
from corpus.sheets import Column, Sheet, Value, write_csv, write_workbook
from corpus.types import Document, ParsedDocument, Passage, Record, TaskItem

Row = tuple[Record, Document]

NOTICE = "本回答由程序依据公开文件自动生成，以原文为准"

_COLUMNS = (
    Column("引用", 22),
    Column("地区", 14),
    Column("年份", 7),
    Column("编号", 8),
    Column("章", 22),
    Column("节", 22),
    Column("任务内容", 64),
    Column("牵头单位", 22),
    Column("责任单位", 26),
    Column("配合单位", 18),
    Column("实施单位", 18),
    Column("单位说明", 14),
    Column("完成时限", 14),
    Column("截止日期", 12),
    Column("正文中的时限", 16),
    Column("备注", 18),
    Column("文件状态", 22),
    Column("记录", 20),
)
_ABOUT_COLUMNS = (Column("项目", 14), Column("说明", 90))


def items_to_xlsx(rows: Iterable[Row], *, about: str) -> bytes:
    """Write an XLSX file of records, each given with its document; ``about`` names the filters.

    Task items and passages stand on sheets of their own; the last sheet explains the file.
    """
    rows = list(rows)
    items = [row for row in rows if isinstance(row[0], TaskItem)]
    passages = [row for row in rows if not isinstance(row[0], TaskItem)]
    sheets = [Sheet("任务项", _COLUMNS, map(_cells, items))] if items or not passages else []
    if passages:
        sheets.append(Sheet("正文", _COLUMNS, map(_cells, passages)))
    return write_workbook([*sheets, Sheet("说明", _ABOUT_COLUMNS, _about_rows(rows, about))])


def items_to_csv(rows: Iterable[Row], *, about: str) -> bytes:
    """Write a CSV file of records, each given with its document; ``about`` names the filters.

    What explains the file stands below the records, after an empty row: a sheet of its own is more
    than the format has. Programs read JSONL.
    """
    rows = list(rows)
    header = [column.title for column in _COLUMNS]
    cells: list[Sequence[Value]] = [_cells(row) for row in rows]
    told = ("", *(f"{name}：{value}" for name, value in _about_rows(rows, about)))
    cells += [(line, *[""] * (len(header) - 1)) for line in told]
    return write_csv(header, cells)


def rows_of(parsed: Iterable[ParsedDocument]) -> Iterator[Row]:
    """Give every record of these documents with its document, items first, in printed order."""
    documents = list(parsed)
    for one in documents:
        for item in one.items:
            yield item, one.document
    for one in documents:
        for passage in one.passages:
            yield passage, one.document


def _about_rows(rows: Sequence[Row], about: str) -> list[tuple[str, str]]:
    documents = {document.id: document for _, document in rows}
    items = sum(isinstance(record, TaskItem) for record, _ in rows)
    counted = f"任务项 {items} 条"
    if items < len(rows):
        counted += f"，正文 {len(rows) - items} 段"
    told = [("声明", NOTICE), ("导出范围", about), ("数量", counted)]
    told.append(("导出日期", date.today().isoformat()))
    return told + [("依据文件", _source(document)) for document in documents.values()]


def _source(document: Document) -> str:
    number = f"（{document.number}）" if document.number else ""
    return f"{document.jurisdiction} {document.year} 年：{document.title}{number}"


def _cells(row: Row) -> tuple[Value, ...]:
    record, document = row
    return (
        record_label(record, document),
        document.jurisdiction,
        document.year,
        *(_item_cells(record) if isinstance(record, TaskItem) else _passage_cells(record)),
        status_of(document),
        record.id,
    )


def _item_cells(item: TaskItem) -> tuple[Value, ...]:
    end = item.deadline.end
    return (
        int(item.number) if item.number.isdecimal() else item.number,
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
    )


def _passage_cells(passage: Passage) -> tuple[Value, ...]:
    headings = (*passage.heading, "", "")
    units = "、".join(passage.units)
    return (
        "/".join(passage.path),
        headings[0],
        " ".join(headings[1:]).strip(),
        passage.text,
        "",
        units,
        *[""] * 7,
    )


def status_of(document: Document) -> str:
    """Say whether a document is in force: 「现行」, 「2023-05-01 废止（…）」."""
    end = document.withdrawn
    if end is None:
        return "现行"
    return f"{end.on.isoformat()} 废止" + (f"（{end.reason}）" if end.reason else "")
