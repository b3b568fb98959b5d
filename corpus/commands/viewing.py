"""Looking at what is held: list, show, export."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Literal

import typer

from corpus.commands.context import open_store
from corpus.commands.lifecycle import DocumentId
from corpus.commands.printing import print_facts, print_items, print_json, print_table
from corpus.errors import NotFoundError, UsageError
from corpus.holdings import Holding, Holdings
from corpus.serialise import record_to_json, to_jsonl
from corpus.types import ParsedDocument

AsJson = Annotated[bool, typer.Option("--json", help="一行一个 JSON 对象")]


def list_documents(as_json: AsJson = False) -> None:
    """列出收录的文件。"""
    rows = list(_listed(open_store().holdings()))
    if as_json:
        for holding, status in rows:
            print_json(_fields(holding, status))
        return
    if not rows:
        typer.echo(
            "还没有文件。用 zhengwen corpus add FILE 添加，或 zhengwen corpus publish --shipped。"
        )
        return
    print_table(
        ("编号", "地区", "年份", "版本", "发布日期", "源文件", "状态"),
        [
            (
                holding.entry.id,
                holding.entry.jurisdiction,
                str(holding.entry.year),
                str(holding.version),
                holding.published_on.isoformat() if holding.published_on else "",
                holding.entry.source_file,
                status,
            )
            for holding, status in rows
        ],
    )


def _listed(holdings: Holdings) -> Iterator[tuple[Holding, str]]:
    for holding in holdings.published.values():
        end = holding.withdrawn
        yield holding, f"已废止（{end.on.isoformat()}）" if end else "已发布"
    for name, holding in holdings.staged.items():
        yield holding, "待发布（替换现有版本）" if name in holdings.published else "待发布"


def _fields(holding: Holding, status: str) -> dict[str, object]:
    end = holding.withdrawn
    return {
        "id": holding.entry.id,
        "jurisdiction": holding.entry.jurisdiction,
        "year": holding.entry.year,
        "version": holding.version,
        "published_on": holding.published_on.isoformat() if holding.published_on else None,
        "withdrawn_on": end.on.isoformat() if end else None,
        "withdrawn_reason": end.reason if end else None,
        "source_file": holding.entry.source_file,
        "status": status,
    }


def show(
    document: DocumentId,
    number: Annotated[str | None, typer.Argument(help="任务编号；不写则列出全部")] = None,
    version: Annotated[int | None, typer.Option("--version", help="看第几版；不写是最新的")] = None,
    as_json: AsJson = False,
) -> None:
    """查看一份文件，或其中一项。"""
    store = open_store()
    parsed = store.preview(document) if version is None else store.version(document, version)
    items = [item for item in parsed.items if number in (None, item.number)]
    if number is not None and not items:
        raise NotFoundError(
            f"“{document}”共 {len(parsed.items)} 项，没有第 {number} 项，请核对编号。"
        )
    if as_json:
        for record in items if number else (parsed.document, *items):
            print_json(record_to_json(record))
        return
    print_facts(parsed)
    print_items(items)


def export(
    kind: Annotated[
        Literal["jsonl", "csv", "xlsx"], typer.Option("--format", help="jsonl、csv 或 xlsx")
    ] = "jsonl",
    out: Annotated[Path | None, typer.Option("--out", help="写入的文件；不写则输出到屏幕")] = None,
) -> None:
    """导出全部记录（任务项和正文）；xlsx 要写明 --out。"""
    if kind == "xlsx" and out is None:
        raise UsageError("Excel 文件不能输出到屏幕，请用 --out 写明文件名，如 --out 任务.xlsx。")
    data = _exported(kind, open_store().published())
    if out is None:
        sys.stdout.write(data.decode("utf-8"))
    else:
        write_file(out, data, "--out")


def write_file(path: Path, data: bytes, option: str) -> None:
    """Write what ``option`` asked for; say so on stderr.

    Raises:
        UsageError: it cannot be written there.
    """
    try:
        path.write_bytes(data)
    except OSError as error:
        raise UsageError(f"无法写入 {path}（{error.strerror}），请换一个 {option}。") from error
    typer.echo(f"已写入 {path}", err=True)


def _exported(kind: str, parsed: Sequence[ParsedDocument]) -> bytes:
    if kind == "jsonl":
        return "".join(f"{line}\n" for line in to_jsonl(parsed)).encode()
    from corpus.export import items_to_csv, items_to_xlsx, rows_of  # noqa: PLC0415 (0.3 s)

    write = items_to_csv if kind == "csv" else items_to_xlsx
    return write(rows_of(parsed), about="全部已发布的记录")
