"""``zhengwen ask`` as a program: results on stdout, sentences on stderr, exit codes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.types import Answer

pytestmark = pytest.mark.xdist_group("answers")

ROOT = Path(__file__).parents[2]


def ask(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "zhengwen", "ask", *arguments],
        cwd=ROOT,
        env={**os.environ, "ZHENGWEN_DATA": str(data), "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_json_is_one_answer_on_one_line(shipped_data: Path) -> None:
    done = ask(shipped_data, "江北区第40项是什么", "--json")
    assert done.returncode == 0
    answer = Answer.model_validate_json(done.stdout)
    assert [citation.url for citation in answer.citations] == ["/items/jiangbei-2022/40"]
    assert done.stdout.count("\n") == 1


def test_the_terminal_gets_text_sources_and_notice(shipped_data: Path) -> None:
    done = ask(shipped_data, "海曙区谁负责涉农补贴")
    assert done.returncode == 0
    assert done.stdout.startswith("目前收录的是")
    assert done.stdout.rstrip().endswith("以原文为准")


def test_history_comes_from_a_file(shipped_data: Path, tmp_path: Path) -> None:
    file = tmp_path / "history.json"
    file.write_text(json.dumps([{"role": "user", "content": "江北区政府公报谁办"}]), "utf-8")
    done = ask(shipped_data, "那鄞州区呢", "--json", "--history", str(file))
    assert Answer.model_validate_json(done.stdout).citations[0].id == "yinzhou-2022#36"


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("",), 2, "问题是空的"),
        (("问" * 501,), 2, "超过了 500 个字"),
        (("补贴", "--jurisdiction", "火星"), 2, "没有收录“火星”的文件"),
        (("补贴", "--history", "没有这个文件.json"), 2, "读不到对话文件"),
        (("补贴", "--history", "pyproject.toml"), 2, "格式不对"),
    ],
)
def test_bad_input_gets_one_sentence_and_exit_code_2(
    arguments: tuple[str, ...], code: int, says: str, shipped_data: Path
) -> None:
    done = ask(shipped_data, *arguments)
    assert (done.returncode, done.stdout) == (code, "")
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_a_missing_index_gets_one_sentence_and_exit_code_1(tmp_path: Path) -> None:
    done = ask(tmp_path, "补贴")
    assert (done.returncode, done.stdout) == (1, "")
    assert "还没有索引" in done.stderr
    assert "Traceback" not in done.stderr
