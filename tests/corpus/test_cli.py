"""The corpus commands as a user types them."""

import csv
import io
import json

import pytest
from typer.testing import CliRunner

from corpus.cli import corpus_app
from corpus.errors import NotFoundError, UsageError

PLAN = """某市丙县2023年政务公开工作要点
序号\t工作任务\t责任单位\t完成时限
1\t公开预算。\t县财政局\t6月底前
3\t公开决算。\t县财政局\t
"""


class Recorder:
    """Stands in for the index: remembers what it was asked to index."""

    def __init__(self):
        self.built = []

    def rebuild(self, store):
        self.built.append([entry.id for entry in store.entries()])


@pytest.fixture
def index():
    return Recorder()


@pytest.fixture
def run(tmp_path, monkeypatch, index):
    monkeypatch.setenv("ZHENGWEN_DATA", str(tmp_path / "data"))

    def run_command(*arguments):
        result = CliRunner().invoke(
            corpus_app, [str(argument) for argument in arguments], obj=index, catch_exceptions=False
        )
        assert result.exit_code == 0, result.output
        return result.stdout

    return run_command


@pytest.fixture
def plan(tmp_path):
    path = tmp_path / "计划.txt"
    path.write_text(PLAN, encoding="utf-8")
    return path


def test_adding_shows_a_preview_and_how_to_publish(run, plan, index):
    out = run("add", plan)
    for words in ("丙县2023年", "公开预算。", "县财政局", "缺第 2 项", "zhengwen corpus publish"):
        assert words in out
    assert index.built == []
    assert "待发布" in run("list")
    assert "已发布：bingxian-2023" in run("publish")
    assert index.built == [["bingxian-2023"]]


def test_adding_with_yes_publishes_at_once(run, plan, index):
    assert "已发布" in run("add", plan, "--id", "jia", "--year", "2024", "--yes")
    assert index.built == [["jia"]]
    assert json.loads(run("list", "--json"))["status"] == "已发布"


def test_options_for_one_file_are_refused_for_several(run, plan):
    with pytest.raises(UsageError, match="一个文件"):
        run("add", plan, plan, "--id", "jia")


def test_publishing_the_shipped_documents(run, index):
    run("publish", "--shipped")
    assert len(index.built[0]) == 5
    records = [json.loads(line) for line in run("export").splitlines()]
    assert [record["record"] for record in records].count("item") == 219
    assert [record["record"] for record in records].count("passage") == 94


def test_withdrawing_and_removing_rebuild_the_index(run, plan, index):
    run("add", plan, "--yes")
    run("withdraw", "bingxian-2023", "--reason", "已由新计划替代")
    assert "已废止" in json.loads(run("list", "--json"))["status"]
    run("withdraw", "bingxian-2023", "--undo")
    run("remove", "bingxian-2023")
    assert index.built == [["bingxian-2023"], ["bingxian-2023"], ["bingxian-2023"], []]
    assert "还没有文件" in run("list")


def test_showing_one_item_and_an_unknown_one(run, plan):
    run("add", plan, "--yes")
    assert json.loads(run("show", "bingxian-2023", "1", "--json"))["units"] == ["县财政局"]
    assert "公开决算。" in run("show", "bingxian-2023")
    with pytest.raises(NotFoundError, match="没有第 9 项"):
        run("show", "bingxian-2023", "9")


def test_the_audit_reports_gaps_blanks_and_foreign_text(run, plan):
    plan.write_text(
        PLAN.replace("公开预算。", "公开预算。 beat365娱乐场_官方登录"), encoding="utf-8"
    )
    run("add", plan, "--yes")
    audit = json.loads(run("audit", "--json"))
    assert (audit["items"], audit["gaps"]) == (2, ["2"])
    assert audit["blank_deadlines"] == ["bingxian-2023#3"]
    assert audit["foreign"] == [
        {
            "text": "beat365娱乐场_官方登录",
            "line": 3,
            "record_id": "bingxian-2023#1",
            "kind": "spam",
        }
    ]
    assert "植入的广告：beat365娱乐场_官方登录" in run("audit")


def test_the_audit_of_the_shipped_documents_names_repairs_and_filled_cells(run):
    run("publish", "--shipped")
    audits = {
        one["document_id"]: one for one in map(json.loads, run("audit", "--json").splitlines())
    }
    repaired = {
        name: sorted({int(repair["record_id"].split("#")[1]) for repair in one["repairs"]})
        for name, one in audits.items()
    }
    assert repaired["jiangbei-2022"] == [40, 48]
    assert repaired["mancheng-2022"] == [2, 8, 11, 15, 22, 23, 28, 29, 31]
    assert repaired["laiwu-2021"] == [7]
    assert len(repaired["zhoushan-2022"]) == audits["zhoushan-2022"]["merged_roles"] == 20
    blank = [f["record_id"] for f in audits["jiangbei-2022"]["filled"] if "节空白" in f["what"]]
    assert blank == ["jiangbei-2022#27", "jiangbei-2022#34"]
    assert len(audits["laiwu-2021"]["blank_deadlines"]) == 29
    assert [f["line"] for f in audits["zhoushan-2022"]["foreign"]] == [74, 93]


def test_a_spreadsheet_export_keeps_formulas_harmless(run, plan, tmp_path):
    plan.write_text(PLAN.replace("公开预算。", "=1+1。"), encoding="utf-8")
    run("add", plan, "--yes")
    run("export", "--format", "csv", "--out", tmp_path / "out.csv")
    rows = list(csv.reader(io.StringIO((tmp_path / "out.csv").read_text(encoding="utf-8-sig"))))
    assert rows[1][6] == "'=1+1。"
    assert len({len(row) for row in rows}) == 1
