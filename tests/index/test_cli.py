"""``zhengwen index``: what it prints, its exit codes, its sentences."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import zhengwen
from index.encoder import load
from index.generations import current_generation
from tests.index.samples import TASKS, LetterEncoder


@pytest.fixture(autouse=True)
def environment(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHENGWEN_DATA", str(data))
    monkeypatch.setattr(load, "load_encoder", lambda settings: LetterEncoder())


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = zhengwen.run(["index", *arguments])
    told = capsys.readouterr()
    return code, told.out, told.err


def test_status(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "status")
    assert code == 0
    assert "letters-1（64 维）" in out
    assert "任务项 11 条" in out
    code, out, _ = run(capsys, "status", "--json")
    assert json.loads(out)["items"] == 11


def test_search_lists_hits_best_first(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ("search", TASKS[0], "--jurisdiction", "丁县", "--limit", "2")
    code, out, _ = run(capsys, *arguments, "--json")
    assert code == 0
    hits = [json.loads(line) for line in out.splitlines()]
    assert hits[0]["id"] == "bing-2022#1"
    assert [hit["score"] for hit in hits] == sorted((h["score"] for h in hits), reverse=True)
    code, out, _ = run(capsys, *arguments)
    assert code == 0
    assert "丁县2022·第1项" in out


def test_verify(capsys: pytest.CaptureFixture[str], data: Path) -> None:
    code, out, _ = run(capsys, "verify")
    assert (code, "完好" in out) == (0, True)
    (current_generation(data) / "vectors.npy").write_bytes(b"")
    code, out, err = run(capsys, "verify")
    assert (code, out) == (1, "")
    assert "vectors.npy" in err


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("search", ""), 2, "收到 0 个字"),
        (("search", "长" * 501), 2, "收到 501 个字"),
        (
            ("search", "补贴", "--jurisdiction", "火星"),
            2,
            "没有“火星”的文件；现有：丙市丁县、甲市乙区",
        ),
        (("search", "补贴", "--limit", "0"), 2, "--limit"),
        (("build",), 1, "zhengwen corpus add 文件 --yes"),
    ],
)
def test_wrong_input_gets_one_sentence(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], code: int, sentence: str
) -> None:
    got, out, err = run(capsys, *arguments)
    assert (got, out) == (code, "")
    assert sentence in err
    assert len(err.splitlines()) == 1


def test_no_index(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZHENGWEN_DATA", str(tmp_path / "empty"))
    for command in (("status",), ("verify",), ("search", "补贴")):
        code, out, err = run(capsys, *command)
        assert (code, out) == (1, "")
        assert "make install" in err
