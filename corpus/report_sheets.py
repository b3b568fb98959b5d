"""The same reports as spreadsheets: one sheet for findings, one for items, one for the facts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corpus.audit import sureness_word, verdict
from corpus.difference import CHANGE_WORDS, Difference
from corpus.findings import level_word, number_of
from corpus.inferred import BASIS_WORDS
from corpus.labels import record_place
from corpus.report import Report
from corpus.sheets import Column, Sheet, Value, write_workbook

_FINDINGS = (
    Column("程度", 10),
    Column("文件", 16),
    Column("编号", 12),
    Column("位置", 18),
    Column("发现", 56),
    Column("建议", 60),
)
_ITEMS = (
    Column("把握", 10),
    Column("文件", 16),
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
    Column("读作日期", 12),
    Column("要核对的", 50),
)
_FACTS = (Column("文件", 16), Column("项目", 18), Column("内容", 70), Column("依据", 24))
_CHANGES = (
    Column("变化", 9),
    Column("何处", 12),
    Column("栏目", 12),
    Column("原来", 64),
    Column("现在", 64),
)
_TINTS = {"要处理": "FDECEA", "请核对": "FFF4DF"}
_CHANGE_TINTS = {"新增": "E7F5ED", "删除": "FDECEA"}


def to_xlsx(reports: Sequence[Report]) -> bytes:
    """Write the audit of these documents as an XLSX file."""
    sheets = [
        Sheet("发现", _FINDINGS, _finding_rows(reports), tints=_TINTS),
        Sheet("任务项", _ITEMS, _item_rows(reports), frozen=3, tints=_TINTS),
        Sheet("概况", _FACTS, _fact_rows(reports)),
    ]
    sheets += [
        Sheet(
            f"变化 {one.audit.label}", _CHANGES, _change_rows(one.difference), tints=_CHANGE_TINTS
        )
        for one in reports
        if one.difference
    ]
    return write_workbook(sheets)


def difference_to_xlsx(difference: Difference) -> bytes:
    """Write what changed between two versions as an XLSX file."""
    rows = _change_rows(difference)
    return write_workbook([Sheet("变化", _CHANGES, rows, tints=_CHANGE_TINTS)])


def _finding_rows(reports: Sequence[Report]) -> Iterator[Sequence[Value]]:
    for report in reports:
        for one in report.audit.findings:
            number = number_of(one.record_id) if one.record_id else "全文"
            level = level_word(one.level)
            yield level, report.audit.label, number, one.place, one.what, one.advice


def _item_rows(reports: Sequence[Report]) -> Iterator[Sequence[Value]]:
    for report in reports:
        for item, check in zip(report.parsed.items, report.audit.checks, strict=True):
            end = item.deadline.end
            yield (
                sureness_word(check.sureness),
                report.audit.label,
                int(item.number) if item.number.isdecimal() else item.number,
                item.chapter,
                item.section,
                item.text,
                "、".join(item.lead_units),
                "、".join(item.units),
                "、".join(item.support_units),
                "、".join(item.implementing_units),
                item.units_note,
                item.deadline.raw or "（未写）",
                end.isoformat() if end else "",
                "；".join(check.reasons),
            )


def _fact_rows(reports: Sequence[Report]) -> Iterator[Sequence[Value]]:
    for report in reports:
        label = report.audit.label
        yield label, "结论", verdict(report.audit), ""
        for fact in report.audit.inferred:
            yield label, fact.name, fact.value or "—", BASIS_WORDS[fact.basis]
        for name, value in report.counts:
            yield label, name, value, "计数"


def _change_rows(difference: Difference) -> Iterator[Sequence[Value]]:
    for one in difference.facts:
        yield CHANGE_WORDS["changed"], "全文", one.name, one.before, one.after
    for change in (*difference.items, *difference.passages):
        word, where = CHANGE_WORDS[change.kind], record_place(change.record)
        if change.kind == "changed":
            for one in change.fields:
                yield word, where, one.name, one.before, one.after
            continue
        before = change.before.text if change.before else ""
        yield word, where, "全文", before, change.after.text if change.after else ""
