"""``zhengwen eval``: run a question set, score it, report on it, compare two runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from corpus.settings import DataSettings
from corpus.store import Store
from eval.cases import choose_split, describe_case_file, load_cases
from eval.compare import compare_runs
from eval.facts import collect_facts
from eval.floor import SHIPPED, find_shortfalls, read_floor
from eval.folder import RunFolder, dump_report
from eval.report import render_comparison, render_report
from eval.score import score_run
from eval.types import Case, Report

eval_app = typer.Typer(
    help="评测：运行题库、评分、出报告、对比两次结果。",
    no_args_is_help=True,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

CaseFiles = Annotated[list[Path], typer.Option("--cases", help="题库文件（JSONL），可写多次")]
Folder = Annotated[Path, typer.Argument(metavar="目录", help="一次评测的目录")]
AsJson = Annotated[bool, typer.Option("--json", help="输出一行 JSON，不输出 Markdown")]


@eval_app.command("run")
def run_command(
    cases: CaseFiles,
    out: Annotated[Path, typer.Option("--out", help="结果目录")],
    split: Annotated[
        str | None, typer.Option("--split", help="只用这个分集：fitting、development 或 test")
    ] = None,
    with_model: Annotated[
        bool, typer.Option("--llm", help="让 LLM_BASE_URL 的语言模型参与（不写就只用规则）")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """逐题提问，写出 answers.jsonl，然后评分；无论成绩如何都以 0 退出。"""
    from eval.live import open_session  # noqa: PLC0415  the bot is heavy; scoring does without
    from eval.run import describe_run, run_cases  # noqa: PLC0415

    loaded = choose_split(load_cases(cases), split)
    session = open_session(with_model=with_model)
    folder = RunFolder(out)
    config = session.config | ({"分集": split} if split else {})
    folder.create(loaded, describe_run(cases, config))
    take_bill = session.take_bill if with_model else None
    run_cases(_show_progress(loaded), session.asker, folder, session.retrieve, take_bill)
    _print_report(score_run(folder, loaded, session.facts), as_json)


@eval_app.command("score")
def score_command(
    folder: Folder,
    cases: Annotated[
        list[Path] | None, typer.Option("--cases", help="改用这个题库评分（默认用运行时的题库）")
    ] = None,
    floor: Annotated[bool, typer.Option("--floor", help="低于下限时以 1 退出")] = False,
    floor_file: Annotated[Path, typer.Option("--floor-file", help="下限文件")] = SHIPPED,
    as_json: AsJson = False,
) -> None:
    """按已有的 answers.jsonl 重新评分，不再提问。"""
    run = RunFolder(folder)
    loaded = load_cases(cases or [run.kept_cases()])
    if cases:
        info = replace(run.read_run(), case_files=tuple(describe_case_file(file) for file in cases))
        run.write_run(info)
    report = score_run(run, loaded, collect_facts(Store(DataSettings().data).published()))
    _print_report(report, as_json)
    if floor:
        _hold_floor(report, floor_file)


@eval_app.command("report")
def report_command(folder: Folder, as_json: AsJson = False) -> None:
    """显示一次评测的报告。"""
    _print_report(RunFolder(folder).read_report(), as_json)


@eval_app.command("compare")
def compare_command(
    before: Annotated[Path, typer.Argument(metavar="前", help="前一次评测的目录")],
    after: Annotated[Path, typer.Argument(metavar="后", help="后一次评测的目录")],
) -> None:
    """逐题对比两次评测：哪些变对了，哪些变错了。"""
    old, new = RunFolder(before), RunFolder(after)
    comparison = compare_runs(old.read_scores(), new.read_scores())
    typer.echo(render_comparison(old.read_report(), new.read_report(), comparison), nl=False)


@eval_app.command("fit")
def fit_command(
    cases: CaseFiles,
    out: Annotated[Path, typer.Option("--out", help="写进哪个文件")] = Path("bot/evidence.toml"),
) -> None:
    """用 split 为 fitting 的题，为现在的编码器拟合“够不够回答”的模型，写进 evidence.toml。"""
    from bot.evidence import row_of  # noqa: PLC0415
    from eval.examples import (  # noqa: PLC0415
        KINDS,
        collect_errands,
        collect_examples,
        collect_kin,
        collect_kin_lessons,
        collect_lessons,
    )
    from eval.fit import fit_calibrations, fit_kin, write_table  # noqa: PLC0415
    from eval.live import open_session  # noqa: PLC0415
    from index.encoder.lessons import read_errands, read_labels, read_lessons  # noqa: PLC0415

    loaded, snapshot = load_cases(cases), open_session().snapshot
    row = row_of(snapshot.manifest.encoder)
    lessons, labels, errands = read_lessons(), read_labels(), read_errands()
    examples = [
        one
        for kind in KINDS
        for found in (
            collect_examples(loaded, snapshot, kind),
            collect_lessons(lessons, labels, snapshot, kind),
            collect_errands(errands, labels, snapshot, kind),
        )
        for one in found
    ]
    for kind, fit in fit_calibrations(examples).items():
        write_table(out, row, kind, fit.calibration)
        typer.echo(
            f"[{row}.{kind}] 例子 {fit.examples} 个，其中答案 {fit.right} 个；"
            f"没学过的例子里，{_describe(fit.mistakes)}"
        )
    kin = fit_kin([*collect_kin(loaded, snapshot), *collect_kin_lessons(lessons, labels, snapshot)])
    write_table(out, row, "kin", kin.model)
    typer.echo(
        f"[{row}.kin] 例子 {kin.examples} 个，其中同一件事 {kin.right} 个；"
        + "没学过的题里，"
        + "；".join(f"{_SOURCES[source]}判错 {wrong:.1%}" for source, wrong in kin.wrong.items())
    )


_SOURCES = {"case": "评测题", "lesson": "百姓问法", "errand": "办事的话"}


def _describe(mistakes: Mapping[str, tuple[float, float]]) -> str:
    return "；".join(
        f"{_SOURCES[source]}误答 {answers:.1%}，误拒 {refusals:.1%}"
        for source, (answers, refusals) in mistakes.items()
    )


def _print_report(report: Report, as_json: bool) -> None:
    typer.echo(dump_report(report) if as_json else render_report(report))


def _hold_floor(report: Report, floor_file: Path) -> None:
    shortfalls = find_shortfalls(report, read_floor(floor_file))
    for sentence in shortfalls:
        typer.echo(sentence, err=True)
    if shortfalls:
        raise typer.Exit(1)


def _show_progress(cases: list[Case]) -> Iterable[Case]:
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import track  # noqa: PLC0415

    return track(cases, description="评测", console=Console(stderr=True))
