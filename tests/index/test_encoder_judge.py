"""How encoders are judged: tables of rankings, which cases count, and the command's table."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
from typer.testing import CliRunner

from corpus.errors import EncoderError
from index.bank import make_bank
from index.contents import read_contents
from index.encoder.cli import encoder_app
from index.encoder.judge import Judge, Task, measure, read_tasks
from index.encoder.lessons import Lessons, Pair, Topic
from index.generations import current_generation
from tests.index.samples import TASKS, LetterEncoder

RANKED = [f"d#{i}" for i in range(1, 13)]


@pytest.mark.parametrize(
    ("best", "good", "expected"),
    [
        ({"d#1"}, set[str](), (1, 1, 1, 1)),
        ({"d#2"}, set[str](), (0, 1, 1 / 2, 1 / math.log2(3))),
        ({"d#2"}, {"d#1"}, (1, 1, 1 / 2, 1 / math.log2(3))),
        (
            {"d#1", "d#6"},
            set[str](),
            (1, 1 / 2, 1, (1 + 1 / math.log2(7)) / (1 + 1 / math.log2(3))),
        ),
        ({"d#11"}, set[str](), (0, 0, 1 / 11, 0)),
        ({"d#99"}, set[str](), (0, 0, 1 / 13, 0)),
    ],
)
def test_measures(best: set[str], good: set[str], expected: tuple[float, ...]) -> None:
    task = Task("who", "?", "d", frozenset(best), frozenset(best | good))
    assert measure(RANKED, task) == pytest.approx(expected)


def write_cases(file: Path, *cases: dict[str, object]) -> Path:
    lines = [json.dumps({"type": "who", "question": "？", **case}) for case in cases]
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("case", "documents"),
    [
        ({"gold": ["d#1"]}, ["d"]),
        ({"gold": ["d#1", "e#2", "d#3"]}, ["d", "e"]),
        ({"gold": []}, []),
        ({"gold": ["d/二/十"]}, []),
        ({"gold": ["d#1"], "history": [{"role": "user", "content": "。"}]}, []),
        ({"gold": ["d#1"], "question": "第 ５２ 条讲的啥"}, []),
        ({"gold": ["d#1"], "question": "清单里序号16的任务"}, []),
        ({"gold": ["d#1"], "question": "第一时间发布疫情归谁"}, ["d"]),
    ],
)
def test_which_cases_count(case: dict[str, object], documents: list[str], tmp_path: Path) -> None:
    tasks = list(read_tasks([write_cases(tmp_path / "c", case)], {"d#1", "d#3", "e#2"}))
    assert [task.document for task in tasks] == documents
    assert all(name.startswith(task.document) for task in tasks for name in task.best)


def test_an_encoder_that_knows_the_words(built: Path, tmp_path: Path) -> None:
    contents = read_contents(current_generation(built))
    items = {record.text: record.id for record in contents.records}
    cases = [
        {"question": f"甲市乙区{task}", "gold": [items[task]], "type": kind}
        for task, kind in zip(TASKS, ["who", "paraphrase"] * 3, strict=True)
    ]
    judge = Judge(contents, [write_cases(tmp_path / "cases", *cases)])
    encoded = judge.encode(LetterEncoder())
    cosine = encoded.cosine()
    for scores in (cosine, judge.fused(cosine, 0.2), judge.bm25()):
        figures = judge.rank(scores).figures(range(len(judge.tasks)))
        assert (figures.count, figures.hit_at_1, figures.recall_at_5) == (len(TASKS), 1, 1)
    assert encoded.cost.question_ms > 0
    groups = judge.groups(unseen=judge.tasks[1].best)
    assert {name: len(numbers) for name, numbers in groups.items()} == {
        "全部": 6,
        "公文说法": 3,
        "百姓说法": 3,
        "百姓说法·留出主题": 1,
    }


def test_known_questions_find_what_the_wording_does_not(built: Path, tmp_path: Path) -> None:
    contents = read_contents(current_generation(built))
    items = {record.text: record.id for record in contents.records}
    judge = Judge(
        contents, [write_cases(tmp_path / "c", {"question": "xyz", "gold": [items[TASKS[1]]]})]
    )
    topics = {str(n): Topic(str(n), "", (), (task,)) for n, task in enumerate(TASKS)}
    asked = (Pair("0", "abc"), Pair("1", "xyz"), *(Pair(name, "def") for name in [*topics][2:]))
    encoded = judge.encode(LetterEncoder())
    known = judge.likeness(encoded, make_bank(Lessons(topics, asked), LetterEncoder()))
    assert judge.rank(known).figures([0]).hit_at_1 == 1
    assert judge.rank(known).figures([0]).mrr > judge.rank(encoded.cosine()).figures([0]).mrr


def test_no_case_that_counts(built: Path, tmp_path: Path) -> None:
    contents = read_contents(current_generation(built))
    with pytest.raises(EncoderError, match="没有一道"):
        Judge(contents, [write_cases(tmp_path / "cases", {"gold": ["other#1"]})])


def test_the_command_prints_a_table_and_keeps_it(
    built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZHENGWEN_DATA", str(built))
    cases = write_cases(tmp_path / "cases", {"question": TASKS[0], "gold": ["bing-2022#1"]})
    options = ["--cases", str(cases), "--encoder", "bm25", "--card", str(tmp_path)]
    told = CliRunner().invoke(encoder_app, ["evaluate", *options])
    assert told.exit_code == 0, told.output
    head, row, *_ = told.stdout.splitlines()
    assert head.split("\t")[4:6] == ["hit@1", "recall@5"]
    assert row.split("\t")[:6] == ["bm25", "BM25", "全部", "1", "1.000", "1.000"]
    assert "| bm25 | BM25 | 全部 | 1 | 1.000 |" in (tmp_path / "README.md").read_text()
