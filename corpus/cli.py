"""The ``zhengwen corpus`` commands: add, list, show, audit, publish, withdraw, remove, export."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, Protocol

import typer
from rich.console import Console
from rich.table import Table

from corpus.audit import audit_document, audit_to_json, count_lines, finding_lines
from corpus.errors import NotFoundError, UsageError
from corpus.serialise import record_to_json, to_jsonl
from corpus.settings import DataSettings
from corpus.store import Store
from corpus.types import ParsedDocument, TaskItem

_PREVIEW_ITEMS = 3
_PIPED_WIDTH = 120


class Rebuilder(Protocol):
    """What ``ctx.obj`` must be: it indexes what a store has published."""

    def rebuild(self, store: Store) -> None:
        """Index what ``store`` has published; nothing happens when nothing changed."""
        ...


corpus_app = typer.Typer(
    name="corpus",
    help="文件与记录：添加、查看、审计、发布、导出",
    no_args_is_help=True,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _store() -> Store:
    return Store(DataSettings().data)


def _console() -> Console:
    return Console() if sys.stdout.isatty() else Console(width=_PIPED_WIDTH)


def _folding(*headers: str) -> Table:
    """Make a table that breaks long Chinese text over lines instead of cutting it off."""
    table = Table()
    for header in headers:
        table.add_column(header, overflow="fold")
    return table


def _rebuild(ctx: typer.Context, store: Store) -> None:
    rebuilder: Rebuilder = ctx.find_root().obj
    rebuilder.rebuild(store)


@corpus_app.command()
def add(  # noqa: PLR0913, PLR0917 (one parameter an option)
    ctx: typer.Context,
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="文本文件（UTF-8 或 GB18030）")
    ],
    id: Annotated[str | None, typer.Option("--id", help="文件编号，如 jiangbei-2022")] = None,  # noqa: A002
    jurisdiction: Annotated[str | None, typer.Option(help="地区全称，如 宁波市江北区")] = None,
    year: Annotated[int | None, typer.Option(help="计划的年份")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="不再确认，直接发布并更新索引")] = False,
) -> None:
    """添加文件：先解析给你看；加 --yes 直接发布。"""
    if len(files) > 1 and (id or jurisdiction or year):
        raise UsageError("--id、--jurisdiction、--year 只能用于一个文件，请逐个添加。")
    store = _store()
    entries = [store.add(file, id=id, jurisdiction=jurisdiction, year=year) for file in files]
    for entry in entries:
        _show_preview(store.preview(entry.id))
    if not yes:
        typer.echo("已暂存，尚未发布。核对无误后运行 zhengwen corpus publish。")
        return
    store.publish_staged([entry.id for entry in entries])
    _rebuild(ctx, store)
    for entry in entries:
        typer.echo(f"已发布：{entry.id}（{entry.jurisdiction}，{entry.year} 年）")


@corpus_app.command("list")
def list_documents(
    as_json: Annotated[bool, typer.Option("--json", help="一行一个 JSON 对象")] = False,
) -> None:
    """列出收录的文件。"""
    store = _store()
    rows = [(entry, "已发布") for entry in store.entries()]
    rows += [(entry, "待发布") for entry in store.staged()]
    if as_json:
        for entry, status in rows:
            fields = {"id": entry.id, "jurisdiction": entry.jurisdiction, "year": entry.year}
            _print_json({**fields, "source_file": entry.source_file, "status": status})
        return
    if not rows:
        typer.echo(
            "还没有文件。用 zhengwen corpus add FILE 添加，或 zhengwen corpus publish --shipped。"
        )
        return
    table = _folding("编号", "地区", "年份", "源文件", "状态")
    for entry, status in rows:
        table.add_row(entry.id, entry.jurisdiction, str(entry.year), entry.source_file, status)
    _console().print(table)


@corpus_app.command()
def show(
    document: Annotated[str, typer.Argument(help="文件编号")],
    number: Annotated[str | None, typer.Argument(help="任务编号；不写则列出全部")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="一行一个 JSON 对象")] = False,
) -> None:
    """查看一份文件，或其中一项。"""
    parsed = _store().preview(document)
    items = [item for item in parsed.items if number in (None, item.number)]
    if number is not None and not items:
        raise NotFoundError(
            f"“{document}”共 {len(parsed.items)} 项，没有第 {number} 项，请核对编号。"
        )
    if as_json:
        for record in items if number else (parsed.document, *items):
            _print_json(record_to_json(record))
        return
    _show_facts(parsed)
    _console().print(_item_table(items))


@corpus_app.command()
def audit(
    documents: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]...", help="文件编号")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="一行一个 JSON 对象")] = False,
) -> None:
    """审计：数目、编号缺口、整理的行、填补的格、空缺的时限、删去的外来文字。"""
    store = _store()
    parsed = [store.preview(name) for name in documents] if documents else store.published()
    if not parsed:
        typer.echo("还没有已发布的文件。", err=True)
    for one in parsed:
        if as_json:
            _print_json(audit_to_json(audit_document(one)))
        else:
            _show_audit(one)


@corpus_app.command()
def publish(
    ctx: typer.Context,
    shipped: Annotated[bool, typer.Option("--shipped", help="收录随附的五份文件")] = False,
) -> None:
    """发布暂存的文件并更新索引。"""
    store = _store()
    if shipped:
        store.add_shipped()
    for entry in store.publish_staged():
        typer.echo(f"已发布：{entry.id}（{entry.jurisdiction}，{entry.year} 年）")
    _rebuild(ctx, store)


@corpus_app.command()
def withdraw(ctx: typer.Context, document: Annotated[str, typer.Argument(help="文件编号")]) -> None:
    """撤下一份已发布的文件（源文件保留，可再次发布）。"""
    store = _store()
    store.withdraw(document)
    _rebuild(ctx, store)
    typer.echo(f"已撤下：{document}")


@corpus_app.command()
def remove(ctx: typer.Context, document: Annotated[str, typer.Argument(help="文件编号")]) -> None:
    """删除一份文件（连同源文件）并更新索引。"""
    store = _store()
    store.remove(document)
    _rebuild(ctx, store)
    typer.echo(f"已删除：{document}")


@corpus_app.command()
def export(
    kind: Annotated[
        Literal["jsonl", "csv", "xlsx"], typer.Option("--format", help="jsonl、csv 或 xlsx")
    ] = "jsonl",
    out: Annotated[Path | None, typer.Option("--out", help="写入的文件；不写则输出到屏幕")] = None,
) -> None:
    """导出全部记录（任务项和正文）；xlsx 要写明 --out。"""
    if kind == "xlsx" and out is None:
        raise UsageError("Excel 文件不能输出到屏幕，请用 --out 写明文件名，如 --out 任务.xlsx。")
    data = _exported(kind, _store().published())
    if out is None:
        sys.stdout.write(data.decode("utf-8"))
        return
    try:
        out.write_bytes(data)
    except OSError as error:
        raise UsageError(f"无法写入 {out}（{error.strerror}），请换一个 --out。") from error
    typer.echo(f"已写入 {out}", err=True)


def _exported(kind: str, parsed: Sequence[ParsedDocument]) -> bytes:
    if kind == "jsonl":
        return "".join(f"{line}\n" for line in to_jsonl(parsed)).encode()
    from corpus.export import items_to_csv, items_to_xlsx, rows_of  # noqa: PLC0415 (0.3 s)

    if kind == "csv":
        return items_to_csv(rows_of(parsed), about="")
    return items_to_xlsx(rows_of(parsed), about="全部已发布的记录")


def _print_json(data: dict[str, Any]) -> None:
    typer.echo(json.dumps(data, ensure_ascii=False))


def _show_preview(parsed: ParsedDocument) -> None:
    _show_facts(parsed)
    _console().print(_item_table(parsed.items[:_PREVIEW_ITEMS]))
    if len(parsed.items) > _PREVIEW_ITEMS:
        typer.echo(f"（前 {_PREVIEW_ITEMS} 项；全部见 zhengwen corpus show {parsed.document.id}）")
    _show_audit(parsed)


def _show_facts(parsed: ParsedDocument) -> None:
    for name, value in _facts(parsed):
        typer.echo(f"{name}：{value}")


def _facts(parsed: ParsedDocument) -> Iterator[tuple[str, str]]:
    document = parsed.document
    yield "编号", document.id
    yield "标题", document.title
    yield "地区", f"{document.jurisdiction}（{'、'.join(document.aliases)}）"
    yield "年份", str(document.year)
    if document.issuer:
        yield "发文机关", document.issuer
    if document.number:
        yield "文号", document.number
    if document.issued_on:
        yield "发文日期", document.issued_on.isoformat()
    for note in document.notes:
        yield "附注", note


def _item_table(items: Sequence[TaskItem]) -> Table:
    table = _folding("编号", "任务", "牵头单位", "责任等单位", "时限")
    table.show_lines = True
    for item in items:
        others = (*item.units, *item.support_units, *item.implementing_units)
        table.add_row(
            item.number,
            item.text,
            "、".join(item.lead_units),
            "、".join(others) + item.units_note,
            item.deadline.raw or "（未写）",
        )
    return table


def _show_audit(parsed: ParsedDocument) -> None:
    report = audit_document(parsed)
    console = _console()
    counts = _folding("项目", "结果")
    counts.title, counts.title_justify = f"{report.label}（{report.document_id}）", "left"
    for name, value in count_lines(report):
        counts.add_row(name, value)
    console.print(counts)
    findings = finding_lines(report)
    if findings:
        details = _folding("何处", "整理")
        for where, what in findings:
            details.add_row(where, what)
        console.print(details)
