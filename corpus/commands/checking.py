"""Checking before and after publishing: audit, diff."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from corpus.audit import audit_document, audit_to_json
from corpus.commands.context import open_store
from corpus.commands.lifecycle import DocumentId
from corpus.commands.printing import print_audit, print_difference, print_json
from corpus.commands.viewing import AsJson, write_file
from corpus.difference import compare_documents
from corpus.errors import NotFoundError, UsageError

HtmlFile = Annotated[
    Path | None, typer.Option("--html", metavar="FILE", help="写成网页报告，可打印")
]
XlsxFile = Annotated[
    Path | None, typer.Option("--xlsx", metavar="FILE", help="写成 Excel 报告，可筛选")
]


def audit(
    documents: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]...", help="文件编号；不写则全部")
    ] = None,
    html: HtmlFile = None,
    xlsx: XlsxFile = None,
    as_json: AsJson = False,
) -> None:
    """审计：读出了什么、有多大把握、哪里要核对；待发布的文件看的是待发布的版本。"""
    store = open_store()
    names = documents or store.holdings().ids()
    parsed = [store.preview(name) for name in names]
    if not parsed:
        typer.echo("还没有文件。用 zhengwen corpus add FILE 添加。", err=True)
        return
    audits = [audit_document(one) for one in parsed]
    if html or xlsx:
        from corpus.report import Report, to_html  # noqa: PLC0415 (jinja2, openpyxl)
        from corpus.report_sheets import to_xlsx  # noqa: PLC0415

        reports = [
            Report(one, found, store.difference(one.document.id))
            for one, found in zip(parsed, audits, strict=True)
        ]
        if html:
            write_file(html, to_html(reports).encode(), "--html")
        if xlsx:
            write_file(xlsx, to_xlsx(reports), "--xlsx")
        return
    for found in audits:
        if as_json:
            print_json(audit_to_json(found))
        else:
            print_audit(found)


def diff(
    document: DocumentId,
    before: Annotated[
        int | None, typer.Option("--from", help="从第几版；不写是待发布之前或上一版")
    ] = None,
    after: Annotated[int | None, typer.Option("--to", help="到第几版；不写是最新的")] = None,
    html: HtmlFile = None,
    xlsx: XlsxFile = None,
) -> None:
    """比较新旧版本：逐项列出新增、删除和修改的栏目。"""
    store = open_store()
    if before is not None:
        new = store.preview(document) if after is None else store.version(document, after)
        difference = compare_documents(store.version(document, before), new)
    elif after is not None:
        raise UsageError("--to 要和 --from 一起用，如 --from 1 --to 2。")
    elif (difference := store.difference(document)) is None:
        raise NotFoundError(f"“{document}”只有一个版本，没有可以比较的。")
    if html or xlsx:
        from corpus.report import difference_to_html  # noqa: PLC0415 (jinja2, openpyxl)
        from corpus.report_sheets import difference_to_xlsx  # noqa: PLC0415

        if html:
            write_file(html, difference_to_html(difference).encode(), "--html")
        if xlsx:
            write_file(xlsx, difference_to_xlsx(difference), "--xlsx")
        return
    print_difference(difference)
