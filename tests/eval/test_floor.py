"""The real bot over the shipped cases: its scores must not fall below ``eval/floor.toml``."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from eval.cases import SHIPPED, choose_split, load_cases

ROOT = Path(__file__).parents[2]
FILES = sorted(SHIPPED.glob("*.jsonl"))

pytestmark = pytest.mark.xdist_group("floor")  # one worker builds and asks once


def zhengwen(data: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "zhengwen", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "ZHENGWEN_DATA": str(data), "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture(scope="module")
def finished(shipped_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("eval") / "run"
    cases = [part for file in FILES for part in ("--cases", file)]
    done = zhengwen(shipped_data, "eval", "run", *cases, "--split", "development", "--out", out)
    assert done.returncode == 0, done.stderr
    return out


def test_every_case_has_an_answer_and_none_broke(finished: Path) -> None:
    lines = (finished / "answers.jsonl").read_text(encoding="utf-8").splitlines()
    written = [json.loads(line) for line in lines]
    assert [line["id"] for line in written] == [
        case.id for case in choose_split(load_cases(FILES), "development")
    ]
    assert [line["id"] for line in written if line["answer"]["status"] == "error"] == []


def test_the_scores_hold_the_floor(shipped_data: Path, finished: Path) -> None:
    done = zhengwen(shipped_data, "eval", "score", finished, "--floor")
    assert done.returncode == 0, f"{done.stderr}\n{done.stdout}"


def test_a_broken_case_and_bad_scores_still_exit_zero(shipped_data: Path, tmp_path: Path) -> None:
    cases = tmp_path / "cases.jsonl"
    lines = [
        {"id": "empty", "type": "who", "question": "", "gold": ["jiangbei-2022#40"]},
        {"id": "wrong", "type": "who", "question": "你好", "gold": ["jiangbei-2022#40"]},
    ]
    cases.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    done = zhengwen(
        shipped_data, "eval", "run", "--cases", cases, "--out", tmp_path / "run", "--json"
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["strict"]["value"] == 0.0
    assert zhengwen(shipped_data, "eval", "score", tmp_path / "run", "--floor").returncode == 1


def test_a_bad_case_file_is_a_sentence(tmp_path: Path) -> None:
    done = zhengwen(tmp_path, "eval", "run", "--cases", tmp_path / "no.jsonl", "--out", tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("读不到题库")
    assert done.stderr.count("\n") == 1
