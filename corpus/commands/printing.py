"""How documents, audits and differences look in a terminal."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from corpus.audit import Audit, audit_document, count_lines, verdict
from corpus.difference import CHANGE_WORDS, Difference, FieldChange, RecordChange
from corpus.export import status_of
from corpus.findings import GroupedFinding, group_findings
from corpus.inferred import BASIS_WORDS
from corpus.labels import record_place
from corpus.types import ParsedDocument, TaskItem

_PREVIEW_ITEMS = 3
_PIPED_WIDTH = 120
_MANY_PLACES = 3
_STYLES = {"added": "green", "removed": "red", "changed": "yellow", "problem": "bold red"}


def print_json(data: Mapping[str, object]) -> None:
    """Print one object on one line."""
    typer.echo(json.dumps(data, ensure_ascii=False))


def print_table(headers: Sequence[str], rows: Sequence[Sequence[str | Text]]) -> None:
    """Print a table that breaks long Chinese text over lines instead of cutting it off."""
    table = Table(show_lines=any(len(str(cell)) > 40 for row in rows for cell in row))
    for header in headers:
        table.add_column(header, overflow="fold")
    for row in rows:
        table.add_row(*(cell if isinstance(cell, Text) else Text(cell) for cell in row))
    _console().print(table)


def _console() -> Console:
    return Console() if sys.stdout.isatty() else Console(width=_PIPED_WIDTH)


def print_preview(parsed: ParsedDocument, difference: Difference | None) -> None:
    """Print what was read from a file that was just added, and what to look at."""
    audit = audit_document(parsed)
    typer.echo(f"\n{audit.label}（{audit.document_id}）")
    print_inferred(audit)
    print_items(parsed.items[:_PREVIEW_ITEMS])
    if len(parsed.items) > _PREVIEW_ITEMS:
        typer.echo(f"（前 {_PREVIEW_ITEMS} 项；全部见 zhengwen corpus show {parsed.document.id}）")
    if difference is not None:
        print_change_counts(difference)
        typer.echo(f"（逐项差别见 zhengwen corpus diff {parsed.document.id}）")
    print_findings(audit)


def print_facts(parsed: ParsedDocument) -> None:
    """Print what a document says of itself."""
    document = parsed.document
    dated = document.issued_on.isoformat() if document.issued_on else None
    facts = {
        "编号": document.id,
        "标题": document.title,
        "地区": f"{document.jurisdiction}（{'、'.join(document.aliases)}）",
        "年份": str(document.year),
        "发文机关": document.issuer,
        "文号": document.number,
        "发文日期": dated,
        "状态": status_of(document),
    }
    for name, value in facts.items():
        if value:
            typer.echo(f"{name}：{value}")
    for note in document.notes:
        typer.echo(f"附注：{note}")
    for version in document.versions:
        told = version.published_on.isoformat() if version.published_on else "日期不详"
        typer.echo(f"第 {version.number} 版：{told}，{version.source_file}")


def print_inferred(audit: Audit) -> None:
    """Print what was inferred of a document, and what each rests on."""
    rows = [(fact.name, fact.value or "—", BASIS_WORDS[fact.basis]) for fact in audit.inferred]
    print_table(("读出的信息", "内容", "依据"), rows)


def print_items(items: Sequence[TaskItem]) -> None:
    """Print items as a table."""
    rows = [
        (
            item.number,
            item.text,
            "、".join(item.lead_units),
            "、".join((*item.units, *item.support_units, *item.implementing_units))
            + item.units_note,
            item.deadline.raw or "（未写）",
        )
        for item in items
    ]
    if rows:
        print_table(("编号", "任务", "牵头单位", "责任等单位", "时限"), rows)


def print_audit(audit: Audit) -> None:
    """Print the counts and the findings of one document."""
    typer.echo(f"{audit.label}（{audit.document_id}）")
    print_inferred(audit)
    print_table(("项目", "结果"), count_lines(audit))
    print_findings(audit)


def print_findings(audit: Audit) -> None:
    """Print the verdict and, grouped by what they say, the findings behind it."""
    if audit.findings:
        rows = [
            (Text(one.level_word, _STYLES.get(one.level, "")), _places(one), one.what, one.advice)
            for one in group_findings(audit.findings)
        ]
        print_table(("程度", "何处", "发现", "怎么办"), rows)
    typer.echo(verdict(audit))


def _places(finding: GroupedFinding) -> str:
    """Name the places of a finding; where there are many, their numbers are enough."""
    is_long = len(finding.places) > _MANY_PLACES
    told: list[str] = []
    for one in finding.places:
        number = f"第{one.number}项" if one.number else ""
        place = "" if number and is_long else one.place
        told.append(f"{number}（{place}）" if number and place else number or place or "全文")
    return "、".join(told)


def print_difference(difference: Difference) -> None:
    """Print what changed, item by item and field by field."""
    print_change_counts(difference)
    rows = [_change_row("全文", "修改", change) for change in difference.facts]
    for change in (*difference.items, *difference.passages):
        rows += _record_rows(change)
    if rows:
        print_table(("何处", "变化", "栏目", "原来", "现在"), rows)


def print_change_counts(difference: Difference) -> None:
    """Print in one line how many items and passages changed."""
    told = "，".join(
        f"{word} {len(difference.ids(kind))} 项" for kind, word in CHANGE_WORDS.items()
    )
    passages = f"，正文变化 {len(difference.passages)} 段" if difference.passages else ""
    same = f"，{difference.unchanged} 项未变"
    typer.echo(
        f"与原来的版本相比：{told}{same}{passages}"
        + ("（没有差别）" if difference.is_empty else "")
    )


def _record_rows(change: RecordChange) -> list[tuple[str | Text, ...]]:
    record = change.record
    where = record_place(record)
    word = Text(CHANGE_WORDS[change.kind], _STYLES[change.kind])
    if change.kind == "changed":
        return [_change_row(where, word, one) for one in change.fields]
    name = "任务内容" if isinstance(record, TaskItem) else "正文"
    pair = ("", record.text) if change.kind == "added" else (record.text, "")
    return [(where, word, name, *pair)]


def _change_row(where: str, word: str | Text, change: FieldChange) -> tuple[str | Text, ...]:
    """One field before and after; what went is red, what came is green."""
    before, after = Text(), Text()
    for kind, text in change.runs():
        if kind != "added":
            before.append(text, "red" if kind == "removed" else "")
        if kind != "removed":
            after.append(text, "green" if kind == "added" else "")
    return where, word, change.name, before, after
