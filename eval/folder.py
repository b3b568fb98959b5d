"""One run is one folder: its cases, its answers, what made it, and its results.

``answers.jsonl`` is the contract: one ``{"id", "answer"}`` a line. Scoring only reads it, so that
scoring again costs nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from bot.types import Answer
from corpus.errors import UsageError
from eval.types import Case, Report, RunInfo, Score

Line = TypeVar("Line", bound=BaseModel)

_CASES = "cases.jsonl"
_RUN, _REPORT, _SCORE = TypeAdapter(RunInfo), TypeAdapter(Report), TypeAdapter(Score)
_CASE = TypeAdapter(Case)


class AnswerLine(BaseModel):
    """One line of ``answers.jsonl``."""

    id: str
    answer: Answer


class RankingLine(BaseModel):
    """One line of ``retrieval.jsonl``: the record ids found for a case, best first."""

    id: str
    records: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RunFolder:
    """Reads and writes the files of one run."""

    path: Path

    def create(self, cases: Iterable[Case], run: RunInfo) -> None:
        """Make the folder, keep the cases that are asked and what the run is made with."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            lines = (_CASE.dump_json(case) + b"\n" for case in cases)
            (self.path / _CASES).write_bytes(b"".join(lines))
        except OSError as error:
            raise UsageError(f"写不进目录 {self.path}（{error.strerror}），请换 --out。") from error
        self.write_run(run)

    def kept_cases(self) -> Path:
        """Return the file of the cases that were asked; raises ``UsageError`` without one."""
        self._read(_CASES)
        return self.path / _CASES

    def write_run(self, run: RunInfo) -> None:
        """Keep what the run is made with."""
        (self.path / "run.json").write_bytes(_RUN.dump_json(run, indent=2))

    def read_run(self) -> RunInfo:
        """Read what the run was made with."""
        return _RUN.validate_json(self._read("run.json"))

    def read_answers(self) -> dict[str, Answer]:
        """Read the answers by case id; raises ``UsageError`` naming file and line."""
        name = "answers.jsonl"
        return {line.id: line.answer for line in self._read_lines(name, AnswerLine)}

    def read_ranking(self) -> dict[str, tuple[str, ...]] | None:
        """Read what retrieval found, or ``None`` when the run did not record it."""
        name = "retrieval.jsonl"
        if not (self.path / name).exists():
            return None
        return {line.id: line.records for line in self._read_lines(name, RankingLine)}

    def write_results(self, report: Report, scores: Iterable[Score], markdown: str) -> None:
        """Write the report in both forms and the scores, one a line."""
        lines = (_SCORE.dump_json(score) + b"\n" for score in scores)
        (self.path / "scores.jsonl").write_bytes(b"".join(lines))
        (self.path / "report.json").write_bytes(_REPORT.dump_json(report, indent=2))
        (self.path / "report.md").write_text(markdown, encoding="utf-8")

    def read_report(self) -> Report:
        """Read the report of a scored run."""
        return _REPORT.validate_json(self._read("report.json"))

    def read_scores(self) -> list[Score]:
        """Read the scores of a scored run."""
        lines = self._read("scores.jsonl").split(b"\n")
        return [_SCORE.validate_json(line) for line in lines if line]

    def _read(self, name: str) -> bytes:
        file = self.path / name
        try:
            return file.read_bytes()
        except OSError as error:
            raise UsageError(
                f"{self.path} 里读不到 {name}，请先运行 zhengwen eval run --out {self.path}。"
            ) from error

    def _read_lines(self, name: str, form: type[Line]) -> Iterator[Line]:
        for number, line in enumerate(self._read(name).split(b"\n"), start=1):
            if line.strip():
                try:
                    yield form.model_validate_json(line)
                except ValidationError as error:
                    where = f"{self.path / name} 第 {number} 行"
                    raise UsageError(
                        f"{where}不是约定的格式：{error.errors()[0]['msg']}。"
                    ) from error


def dump_report(report: Report) -> str:
    """Return the report as one JSON line."""
    return json.dumps(json.loads(_REPORT.dump_json(report)), ensure_ascii=False)
