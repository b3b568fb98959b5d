"""Puts every case to the bot and writes what came back, whatever it is."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Protocol, TextIO

from bot.llm.types import Bill
from bot.types import Answer, Turn
from corpus.errors import ZhengwenError
from eval.cases import describe_case_file
from eval.folder import AnswerLine, RankingLine, RunFolder
from eval.model import write_model
from eval.score import broken_answer
from eval.types import Case, RunInfo

Retrieve = Callable[[Case, Answer], Sequence[str]]
TakeBill = Callable[[], Bill | None]


class Asker(Protocol):
    """Whatever answers a question; it is shown nothing else of a case."""

    def answer(self, question: str, *, history: Sequence[Turn] = ()) -> Answer:
        """Answer one question."""
        ...


def run_cases(
    cases: Iterable[Case],
    asker: Asker,
    folder: RunFolder,
    retrieve: Retrieve | None = None,
    take_bill: TakeBill | None = None,
) -> None:
    """Ask every case and write each answer at once: an interrupted run keeps what it has.

    ``take_bill`` tells what a language model did for the case asked last.
    """
    bills: list[tuple[str, Bill]] = []
    with (
        (folder.path / "answers.jsonl").open("w", encoding="utf-8") as answers,
        (folder.path / "retrieval.jsonl").open("w", encoding="utf-8") as rankings,
    ):
        for case in cases:
            answer = ask(case, asker)
            _write(answers, AnswerLine(id=case.id, answer=answer))
            if retrieve is not None and case.gold and answer.status != "error":
                _write(rankings, RankingLine(id=case.id, records=tuple(retrieve(case, answer))))
            if take_bill is not None:
                bills.append((case.id, take_bill() or Bill()))
                write_model(folder.path, bills)


def ask(case: Case, asker: Asker) -> Answer:
    """Return the answer to one case; one that breaks becomes status ``error`` and one sentence."""
    started = time.perf_counter()
    try:
        return asker.answer(case.question, history=case.history)
    except ZhengwenError as error:
        sentence = str(error)
    except Exception as error:  # noqa: BLE001  one broken case must not stop the run
        sentence = f"这道题没有跑通（{type(error).__name__}：{error}）。"
    return broken_answer(case, sentence, (time.perf_counter() - started) * 1000)


def describe_run(case_files: Sequence[Path], config: Mapping[str, str | int]) -> RunInfo:
    """Note when, with which code, cases and configuration a run is made."""
    try:
        installed = version("zhengwen")
    except PackageNotFoundError:
        installed = "未安装"
    return RunInfo(
        started_at=datetime.now(UTC).astimezone().isoformat(timespec="seconds"),
        commit=_git_commit(),
        version=installed,
        case_files=tuple(describe_case_file(file) for file in case_files),
        config=dict(config),
    )


def _git_commit() -> str:
    try:
        commit = _git("rev-parse", "HEAD")
        return f"{commit}（有未提交的修改）" if _git("status", "--porcelain") else commit
    except (OSError, subprocess.CalledProcessError):
        return "不在版本库中"


def _git(*arguments: str) -> str:
    command = ["git", "-C", str(Path(__file__).parent), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def _write(file: TextIO, line: AnswerLine | RankingLine) -> None:
    file.write(line.model_dump_json() + "\n")
    file.flush()
