"""A document's life: add, replace, publish, withdraw, remove."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track

from corpus.catalog import CatalogEntry
from corpus.commands.context import changing, open_store, update_index
from corpus.commands.printing import print_change_counts, print_preview
from corpus.entries import Stated
from corpus.errors import NotFoundError, UsageError
from corpus.intake import Received
from corpus.store import Store
from corpus.types import Withdrawal

DocumentId = Annotated[str, typer.Argument(metavar="ID", help="文件编号")]
Yes = Annotated[bool, typer.Option("--yes", help="不再确认，直接发布并更新索引")]
KeepPersonal = Annotated[
    bool,
    typer.Option(
        "--keep-personal-data", help="已确认可以公开：身份证号、手机号、银行卡号照原样，不遮盖"
    ),
]


def add(  # noqa: PLR0913, PLR0917 (one parameter an option)
    ctx: typer.Context,
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE...", help="Word、Excel、PDF、网页或文本文件"),
    ],
    id: Annotated[str | None, typer.Option("--id", help="文件编号，如 jiangbei-2022")] = None,  # noqa: A002
    jurisdiction: Annotated[str | None, typer.Option(help="地区全称，如 宁波市江北区")] = None,
    year: Annotated[int | None, typer.Option(help="计划的年份")] = None,
    keep_personal_data: KeepPersonal = False,
    yes: Yes = False,
) -> None:
    """添加文件：先解析给你看，有一份读不出就一份也不收；加 --yes 直接发布。"""
    if len(files) > 1 and (id or jurisdiction or year):
        raise UsageError("--id、--jurisdiction、--year 只能用于一个文件，请逐个添加。")
    store = open_store()
    stated = Stated(id, jurisdiction, year)
    with changing(store):
        received = [
            store.receive(file, stated, keep_personal_data=keep_personal_data)
            for file in _with_progress(files)
        ]
        _stage(ctx, store, received, publish_now=yes)


def replace(
    ctx: typer.Context,
    document: DocumentId,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="新版本的文件")],
    keep_personal_data: KeepPersonal = False,
    yes: Yes = False,
) -> None:
    """用新版本替换一份已发布的文件：逐项列出新旧差别；旧版本留存可查。"""
    store = open_store()
    with changing(store):
        received = store.receive_version(document, file, keep_personal_data=keep_personal_data)
        _stage(ctx, store, [received], publish_now=yes)


def publish(
    ctx: typer.Context,
    documents: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]...", help="只发布这些编号；不写则全部")
    ] = None,
    shipped: Annotated[bool, typer.Option("--shipped", help="收录随附的五份文件")] = False,
) -> None:
    """发布暂存的文件并更新索引。"""
    store = open_store()
    with changing(store):
        if shipped:
            store.add_shipped()
        waiting = [entry.id for entry in store.staged()]
        for name in documents or ():
            if name not in waiting:
                raise NotFoundError(
                    f"“{name}”没有暂存的文件，正在等待发布的：{'、'.join(waiting) or '（没有）'}。"
                )
        _publish(ctx, store, documents or waiting)
    if not waiting:
        typer.echo("没有等待发布的文件，索引与已发布的文件一致。", err=True)


def withdraw(
    ctx: typer.Context,
    document: DocumentId,
    reason: Annotated[
        str | None, typer.Option("--reason", help="废止的原因或依据，会写在回答里")
    ] = None,
    on: Annotated[
        datetime | None,
        typer.Option("--date", formats=["%Y-%m-%d"], help="废止日期，如 2023-05-01；不写是今天"),
    ] = None,
    undo: Annotated[bool, typer.Option("--undo", help="撤销废止，恢复为现行")] = False,
) -> None:
    """废止一份已发布的文件：记录仍可查到，回答会说明已经废止。"""
    if undo and (reason or on):
        raise UsageError("--undo 是恢复现行，不能同时写 --reason 或 --date。")
    since = on.date() if on else date.today()
    if since > date.today():
        raise UsageError(f"废止日期 {since} 还没有到，请到那一天再废止。")
    store = open_store()
    with changing(store):
        if undo:
            store.reinstate(document)
        else:
            store.withdraw(document, Withdrawal(since, reason.strip() if reason else None))
        update_index(ctx, store)
    typer.echo(f"已恢复现行：{document}" if undo else f"已废止：{document}（自 {since} 起）")


def remove(
    ctx: typer.Context,
    document: DocumentId,
    staged: Annotated[
        bool, typer.Option("--staged", help="只删去等待发布的文件，已发布的不动")
    ] = False,
) -> None:
    """删除一份文件（连同源文件和各个旧版本）并更新索引。"""
    store = open_store()
    with changing(store):
        if staged:
            store.discard(document)
        else:
            store.remove(document)
            update_index(ctx, store)
    typer.echo(f"已删去等待发布的文件：{document}" if staged else f"已删除：{document}")


def _with_progress(files: Sequence[Path]) -> Iterable[Path]:
    """Show on stderr how many of several files are read."""
    console = Console(stderr=True)
    return track(files, "读取文件", console=console, disable=len(files) == 1, transient=True)


def _stage(
    ctx: typer.Context, store: Store, received: Sequence[Received], *, publish_now: bool
) -> None:
    entries = store.stage(received)
    for entry in entries:
        print_preview(store.preview(entry.id), store.difference(entry.id))
    ids = [entry.id for entry in entries]
    if publish_now:
        _publish(ctx, store, ids)
        return
    typer.echo(
        "\n已暂存，尚未发布。下一步：\n"
        f"  逐项核对    zhengwen corpus audit {' '.join(ids)} --html 核对.html\n"
        f"  核对无误    zhengwen corpus publish {' '.join(ids)}\n"
        f"  不要它了    zhengwen corpus remove {ids[0]} --staged"
    )


def _publish(ctx: typer.Context, store: Store, ids: Sequence[str]) -> None:
    differences = {name: store.difference(name) for name in ids}
    published = store.publish_staged(ids)
    update_index(ctx, store)
    for entry in published:
        typer.echo(f"已发布：{_told(entry)}")
        if difference := differences[entry.id]:
            print_change_counts(difference)


def _told(entry: CatalogEntry) -> str:
    return f"{entry.id}（{entry.jurisdiction}，{entry.year} 年）"
