"""``zhengwen index``: build, inspect, verify and search the index by hand."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Annotated

import typer

from corpus.errors import QuestionError, UnknownJurisdiction
from corpus.types import Document
from index.settings import IndexSettings
from index.types import Hit

index_app = typer.Typer(
    no_args_is_help=True,
    help="索引：建立、状态、校验、检索。",
    context_settings={"help_option_names": ["-h", "--help"]},
)

_LONGEST = 500


@index_app.command()
def build() -> None:
    """用已发布的文件重新建立索引；原有索引在新索引校验通过之前照常可用。"""
    from corpus.store import Store  # noqa: PLC0415 (each command imports what it needs)
    from corpus.writer import one_writer  # noqa: PLC0415
    from index.generations import missing_index  # noqa: PLC0415
    from index.publish import rebuild  # noqa: PLC0415

    settings = IndexSettings()
    store = Store(settings.data)
    if not store.entries():
        raise missing_index(settings.data)
    with one_writer(settings.data, lambda told: typer.echo(told, err=True)):
        directory = rebuild(settings.data, store.published(), settings)
    typer.echo(f"索引已建立：{directory}")


@index_app.command()
def status(
    as_json: Annotated[bool, typer.Option("--json", help="输出一行 JSON")] = False,
) -> None:
    """显示当前索引：编码器、记录数、建立时间。"""
    from index.generations import current_generation, read_manifest  # noqa: PLC0415

    directory = current_generation(IndexSettings().data)
    manifest = read_manifest(directory)
    if as_json:
        fields = manifest.model_dump(mode="json", exclude={"files"})
        typer.echo(json.dumps({"generation": directory.name, **fields}, ensure_ascii=False))
        return
    typer.echo(
        f"索引 {directory}\n"
        f"编码器 {manifest.encoder}（{manifest.dimension} 维）\n"
        f"文件 {manifest.documents} 份，任务项 {manifest.items} 条，"
        f"正文段落 {manifest.passages} 段，向量 {manifest.chunks} 个\n"
        f"建立于 {manifest.built_at.astimezone():%Y-%m-%d %H:%M:%S}"
    )


@index_app.command()
def verify() -> None:
    """逐一核对当前索引的文件，并在子进程里试检索。"""
    from index.generations import check_files, current_generation, read_manifest  # noqa: PLC0415
    from index.verify import verify_in_child  # noqa: PLC0415

    directory = current_generation(IndexSettings().data)
    manifest = read_manifest(directory)
    check_files(directory, manifest)
    verify_in_child(directory)
    typer.echo(f"索引 {directory} 完好：{len(manifest.files)} 个文件与清单一致，检索正常。")


@index_app.command()
def search(
    question: Annotated[str, typer.Argument(help="要检索的话")],
    as_json: Annotated[bool, typer.Option("--json", help="每条结果输出一行 JSON")] = False,
    jurisdiction: Annotated[
        str | None, typer.Option("--jurisdiction", help="只在这个地方的文件里检索")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=1000, help="最多几条")] = 10,
) -> None:
    """只检索，不作答：列出最接近的记录和得分（由高到低）。"""
    from corpus.labels import record_label  # noqa: PLC0415
    from index.encoder.load import load_encoder  # noqa: PLC0415
    from index.snapshot import open_current  # noqa: PLC0415

    if not question.strip() or len(question) > _LONGEST:
        raise QuestionError(f"要检索的话应有 1 到 {_LONGEST} 个字，收到 {len(question)} 个字。")
    settings = IndexSettings()
    snapshot = open_current(settings.data, load_encoder(settings))
    wanted = _document_ids(snapshot.documents.values(), jurisdiction)
    for hit in snapshot.search(question, document_ids=wanted, limit=limit):
        label = record_label(hit.record, snapshot.documents[hit.record.document_id])
        typer.echo(_json_line(hit, label) if as_json else _text_line(hit, label))


def _document_ids(documents: Iterable[Document], jurisdiction: str | None) -> list[str] | None:
    if jurisdiction is None:
        return None
    named = [one for one in documents if jurisdiction in (one.jurisdiction, *one.aliases)]
    if not named:
        known = "、".join(sorted({one.jurisdiction for one in documents}))
        raise UnknownJurisdiction(f"没有“{jurisdiction}”的文件；现有：{known}。")
    return [one.id for one in named]


def _text_line(hit: Hit, label: str) -> str:
    shares = f"余弦 {hit.cosine:.3f}  覆盖 {hit.coverage:.3f}  BM25 {hit.bm25:.2f}"
    return f"{hit.score:.3f}  {label}  {hit.record.text[:40]}\n       {shares}"


def _json_line(hit: Hit, label: str) -> str:
    shares = {"cosine": hit.cosine, "coverage": hit.coverage, "bm25": hit.bm25}
    numbers = {name: round(value, 6) for name, value in {"score": hit.score, **shares}.items()}
    return json.dumps(
        {"id": hit.record.id, "label": label, **numbers, "text": hit.record.text},
        ensure_ascii=False,
    )
