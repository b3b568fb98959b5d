"""The ``zhengwen corpus`` command line; each command stands in ``corpus.commands``."""

from __future__ import annotations

import typer

from corpus.commands import checking, lifecycle, viewing

corpus_app = typer.Typer(
    name="corpus",
    help="文件与记录：添加、核对、发布、替换、废止、导出",
    no_args_is_help=True,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

for command in (
    lifecycle.add,
    lifecycle.replace,
    lifecycle.publish,
    lifecycle.withdraw,
    lifecycle.remove,
    checking.audit,
    checking.diff,
    viewing.show,
    viewing.export,
):
    corpus_app.command()(command)
corpus_app.command("list")(viewing.list_documents)
