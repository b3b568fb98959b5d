"""From cases to a report with a fake bot: what reaches it, what is written, what is said."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bot.types import Answer, Turn
from corpus.errors import QuestionError, UsageError
from eval.cases import load_cases
from eval.compare import compare_runs
from eval.floor import Floor, find_shortfalls, read_floor
from eval.folder import RunFolder, dump_report
from eval.report import render_comparison, render_report
from eval.run import describe_run, run_cases
from eval.score import score_run
from eval.types import Report
from tests.eval.answers import CASE, DECLINED, FACTS, REFUSAL, RIGHT


class FakeBot:
    """Knows two questions by heart, refuses the empty one and breaks on every other."""

    def __init__(self, *known: Answer) -> None:
        self.known = {answer.question: answer for answer in known}
        self.heard: list[tuple[str, tuple[Turn, ...]]] = []

    def answer(self, question: str, *, history: Sequence[Turn] = ()) -> Answer:
        self.heard.append((question, tuple(history)))
        if not question:
            raise QuestionError("问题是空的，请写一个问题。")
        return self.known[question]


LINES = [
    {
        "id": "who-001",
        "type": "who_when",
        "question": CASE.question,
        "gold": ["mou-2022#40"],
        "units": {"mou-2022#40": ["区政府办", "各街道(镇)"]},
        "deadlines": {"mou-2022#40": "全年"},
    },
    {
        "id": "no-001",
        "type": "unanswerable",
        "question": DECLINED.question,
        "answerable": False,
        "expected_status": "no_such_item",
    },
    {"id": "broken-001", "type": "who", "question": "谁知道", "gold": ["mou-2022#41"]},
    {"id": "empty-001", "type": "who", "question": "", "gold": ["mou-2022#41"]},
    {"id": "free-001", "question": "随便问问", "history": [{"role": "user", "content": "前"}]},
]


@pytest.fixture
def case_file(tmp_path: Path) -> Path:
    file = tmp_path / "cases.jsonl"
    file.write_text("\n".join(json.dumps(line) for line in LINES), encoding="utf-8")
    return file


def run(case_file: Path, out: Path, bot: FakeBot) -> tuple[RunFolder, Report]:
    folder = RunFolder(out)
    cases = load_cases([case_file])
    folder.create(cases, describe_run([case_file], {"编码器": "fake", "记录": 3}))
    run_cases(cases, bot, folder, lambda case, answer: ("mou-2022#41", "mou-2022#40"))
    return folder, score_run(folder, cases, FACTS)


def test_only_question_and_history_reach_the_bot(case_file: Path, tmp_path: Path) -> None:
    bot = FakeBot(RIGHT)
    run(case_file, tmp_path / "run", bot)
    assert bot.heard[0] == (CASE.question, ())
    assert bot.heard[-1] == ("随便问问", (Turn(role="user", content="前"),))


def test_every_case_is_written_whatever_happens(case_file: Path, tmp_path: Path) -> None:
    folder, _ = run(case_file, tmp_path / "run", FakeBot(RIGHT, REFUSAL))
    lines = (folder.path / "answers.jsonl").read_text(encoding="utf-8").splitlines()
    written = [json.loads(line) for line in lines]
    assert [line["id"] for line in written] == [line["id"] for line in LINES]
    assert [line["answer"]["status"] for line in written] == [
        "answered",
        "out_of_scope",
        "error",
        "error",
        "error",
    ]
    assert written[2]["answer"]["text"] == "这道题没有跑通（KeyError：'谁知道'）。"
    assert written[3]["answer"]["text"] == "问题是空的，请写一个问题。"


def test_report(case_file: Path, tmp_path: Path) -> None:
    folder, report = run(case_file, tmp_path / "run", FakeBot(RIGHT, REFUSAL))
    assert (report.cases, report.scored) == (5, 4)  # answerable without gold: written, not scored
    assert {name: e.value for name, e in report.strict_by_type.items()} == {
        "unanswerable": 1.0,
        "who": 0.0,  # broken cases stay in the mean
        "who_when": 1.0,
    }
    assert report.strict.value == 0.5
    assert {name: (e.value, e.n) for name, e in report.measures.items()} == {
        "hit@1": (0.0, 3),
        "recall@5": (pytest.approx(1 / 3), 3),
        "unit_f1": (1.0, 1),
        "deadline_exact": (1.0, 1),
        "list_exact": (0.0, 0),
        "false_answer_rate": (0.0, 1),
        "false_refusal_rate": (0.0, 3),
        "citation_validity": (1.0, 1),
        "status_agreement": (0.0, 1),
    }
    assert report.latency_ms.keys() == {"p50", "p95"}
    assert folder.read_report() == report
    assert json.loads(dump_report(report))["strict"]["n"] == 4


def test_report_carries_commit_config_and_hash(case_file: Path, tmp_path: Path) -> None:
    folder, report = run(case_file, tmp_path / "run", FakeBot(RIGHT, REFUSAL))
    text = (folder.path / "report.md").read_text(encoding="utf-8")
    assert text == render_report(report)
    for part in (
        report.run.commit,
        report.run.case_files[0].sha256,
        "编码器：fake",
        "| who_when | 1 | 1.000 | 0.207–1.000 |",
        "| 清单完全一致 | 0 | — | — |",
        "不对的题（2 道）",
        "`broken-001`（who，error）谁知道",
        "没有跑通：这道题没有跑通（KeyError",
    ):
        assert part in text


def test_an_interrupted_run_keeps_what_it_has(case_file: Path, tmp_path: Path) -> None:
    class Interrupted(FakeBot):
        def answer(self, question: str, *, history: Sequence[Turn] = ()) -> Answer:
            if len(self.heard) == 2:
                raise KeyboardInterrupt
            return super().answer(question, history=history)

    with pytest.raises(KeyboardInterrupt):
        run(case_file, tmp_path / "run", Interrupted(RIGHT, REFUSAL))
    folder = RunFolder(tmp_path / "run")
    assert list(folder.read_answers()) == ["who-001", "no-001"]
    report = score_run(folder, load_cases([folder.kept_cases()]), FACTS)
    assert report.strict.value == 0.5
    assert report.failed[0].faults == ("没有跑通：答案文件里没有这道题",)


def test_compare(case_file: Path, tmp_path: Path) -> None:
    one, before = run(case_file, tmp_path / "1", FakeBot(RIGHT))
    refused = REFUSAL.model_copy(update={"question": CASE.question})
    two, after = run(case_file, tmp_path / "2", FakeBot(refused, REFUSAL))
    comparison = compare_runs(one.read_scores(), two.read_scores())
    assert [change.id for change in comparison.worse] == ["who-001"]
    assert [change.id for change in comparison.better] == ["no-001"]
    text = render_comparison(before, after, comparison)
    assert "## 变错（1 道）\n\n- `who-001` 谁负责涉农补贴公开、何时完成" in text
    assert "| who_when | 1.000（1） | 0.000（1） | -1.000 |" in text


def test_floor(case_file: Path, tmp_path: Path) -> None:
    _, report = run(case_file, tmp_path / "run", FakeBot(RIGHT, REFUSAL))
    floor = Floor(
        strict={"who_when": 1.0, "who": 0.5, "list": 0.5},
        at_least={"citation_validity": 1.0, "hit@1": 0.1, "list_exact": 0.5},
        at_most={"false_answer_rate": 0.03, "false_refusal_rate": 0.0},
    )
    assert find_shortfalls(report, floor) == [
        "who 类严格正确率 0.000 低于下限 0.500",
        "题库里没有 list 类题",
        "hit@1 0.000 低于下限 0.100",
        "没有可算 list_exact 的题",
    ]
    rate = replace(report.measures["false_answer_rate"], value=0.5)
    worse = replace(report, measures={**report.measures, "false_answer_rate": rate})
    assert "false_answer_rate 0.500 高于上限 0.030" in find_shortfalls(worse, floor)


def test_the_shipped_floor_can_be_read(tmp_path: Path) -> None:
    assert read_floor().strict["who"] > 0
    (tmp_path / "floor.toml").write_text("[strict]\nwho = 'high'\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"floor\.toml"):
        read_floor(tmp_path / "floor.toml")


def test_missing_and_spoiled_folders(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"读不到 cases\.jsonl，请先运行"):
        RunFolder(tmp_path / "none").kept_cases()
    with pytest.raises(UsageError, match=r"读不到 report\.json，请先运行"):
        RunFolder(tmp_path / "none").read_report()
    (tmp_path / "answers.jsonl").write_text('{"id": "a"}\n', encoding="utf-8")
    with pytest.raises(UsageError, match=r"answers\.jsonl 第 1 行不是约定的格式"):
        RunFolder(tmp_path).read_answers()
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="请换 --out"):
        RunFolder(tmp_path / "file").create([], describe_run([], {}))
