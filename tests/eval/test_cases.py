"""Reading question sets: defaults, leniency, and errors that name file and line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpus.errors import UsageError
from eval.cases import describe_case_file, load_cases
from eval.types import Case


def write(folder: Path, *lines: object, name: str = "cases.jsonl") -> Path:
    file = folder / name
    texts = [
        line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines
    ]
    file.write_text("\n".join(texts), encoding="utf-8")
    return file


def test_defaults_and_unknown_fields(tmp_path: Path) -> None:
    file = write(tmp_path, "", {"question": "谁负责", "difficulty": 3, "gold": None})
    assert load_cases([file]) == [Case(id="line-2", type="unlabelled", question="谁负责")]


def test_every_field(tmp_path: Path) -> None:
    file = write(
        tmp_path,
        {
            "id": "a",
            "type": "who",
            "question": "谁",
            "history": [{"role": "user", "content": "前"}],
            "gold": ["x#1"],
            "units": {"x#1": ["甲", "乙"]},
            "deadlines": {"x#1": "全年"},
            "count": 3,
            "must_contain": ["甲"],
        },
    )
    (case,) = load_cases([file])
    assert case.history[0].content == "前"
    assert case.units == {"x#1": ("甲", "乙")}
    assert case.deadlines == {"x#1": ("全年",)}
    assert (case.count, case.must_contain, case.scored) == (3, ("甲",), True)


def test_files_are_joined_and_a_byte_order_mark_is_dropped(tmp_path: Path) -> None:
    one = write(tmp_path, "\ufeff" + json.dumps({"id": "a", "question": "甲"}), name="1.jsonl")
    two = write(tmp_path, {"id": "b", "question": "乙\u2028丙"}, name="2.jsonl")
    assert [case.id for case in load_cases([one, two])] == ["a", "b"]


@pytest.mark.parametrize(
    ("answerable", "gold", "scored"),
    [(True, ["x#1"], True), (True, [], False), (False, [], True), (False, ["x#1"], True)],
)
def test_scored(tmp_path: Path, answerable: bool, gold: list[str], scored: bool) -> None:
    file = write(tmp_path, {"question": "甲", "answerable": answerable, "gold": gold})
    assert load_cases([file])[0].scored is scored


GOOD = {"id": "a", "question": "甲"}


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ([GOOD, "{"], "第 2 行不是合法的 JSON"),
        ([GOOD, GOOD], "第 2 行：编号 a 与"),
        (["[]"], "第 1 行的 整行 不对"),
        ([{"id": "a"}], "第 1 行缺少 question"),
        ([{"question": "甲", "history": [{"role": "bot", "content": ""}]}], "history.0.role 不对"),
        ([{"question": "甲", "units": ["甲"]}], "第 1 行的 units 不对"),
        ([], "一道题也没有"),
    ],
)
def test_bad_files(tmp_path: Path, lines: list[object], sentence: str) -> None:
    with pytest.raises(UsageError, match=sentence) as caught:
        load_cases([write(tmp_path, *lines)])
    assert "cases.jsonl" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_unreadable_files(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="读不到题库"):
        load_cases([tmp_path / "none.jsonl"])
    with pytest.raises(UsageError, match="读不到题库"):
        load_cases([tmp_path])
    (tmp_path / "gbk.jsonl").write_bytes("谁负责".encode("gbk"))
    with pytest.raises(UsageError, match="不是 UTF-8"):
        load_cases([tmp_path / "gbk.jsonl"])


def test_the_hash_is_of_the_bytes(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b"abc")
    described = describe_case_file(tmp_path / "a.jsonl")
    assert described.name == "a.jsonl"
    assert described.sha256.startswith("ba7816bf")
