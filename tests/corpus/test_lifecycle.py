"""A document's life at the command line: replace, withdraw, discard; and who may write when."""

from __future__ import annotations

import json
import threading
from datetime import date

import pytest
from typer.testing import CliRunner

from corpus.cli import corpus_app
from corpus.entries import Stated
from corpus.errors import DocumentError, IndexBusy, NotFoundError, UsageError
from corpus.parsed import parser_mark
from corpus.store import Store
from corpus.types import Withdrawal
from corpus.writer import one_writer

PLAN = """某市丙县2023年政务公开工作要点
序号\t工作任务\t责任单位\t完成时限
1\t公开财政预算和部门决算信息。\t县财政局\t6月底前
2\t清理政务新媒体的僵尸账号。\t县政府办\t全年
"""
NEW = PLAN.replace("6月底前", "7月底前") + "3\t发布疫情防控权威信息。\t县卫健局\t全年\n"
ID = "bingxian-2023"


class Recorder:
    """Stands in for the index: remembers what was in force when it was asked to index."""

    def __init__(self):
        self.built = []

    def rebuild(self, store):
        self.built.append({one.document.id: one.document.in_force for one in store.published()})


@pytest.fixture
def index():
    return Recorder()


@pytest.fixture
def data(tmp_path, monkeypatch):
    monkeypatch.setenv("ZHENGWEN_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def run(data, index):
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


@pytest.fixture
def published(run, plan):
    run("add", plan, "--yes")
    return plan


def test_a_replacement_is_shown_published_and_its_predecessor_kept(run, published, data, tmp_path):
    new = tmp_path / "新计划.txt"
    new.write_text(NEW, encoding="utf-8")
    out = run("replace", ID, new)
    assert "新增 1 项，删除 0 项，修改 1 项，1 项未变" in out
    store = Store(data)
    assert store.published()[0].items[0].deadline.raw == "6月底前"
    difference = run("diff", ID)
    for words in ("新增", "发布疫情防控权威信息。", "完成时限", "6月底前", "7月底前"):
        assert words in difference
    run("publish", ID)
    (document,) = (one.document for one in store.published())
    assert [version.number for version in document.versions] == [1, 2]
    assert document.versions[1].added == (f"{ID}#3",)
    assert document.versions[1].changed == (f"{ID}#1",)
    assert document.versions[1].published_on == date.today()
    assert store.version(ID, 1).items[0].deadline.raw == "6月底前"
    assert "7月底前" in run("show", ID, "1")
    assert "6月底前" in run("show", ID, "1", "--version", "1")
    assert "完成时限" in run("diff", ID, "--from", "1", "--to", "2")
    with pytest.raises(NotFoundError, match="没有第 3 版"):
        store.version(ID, 3)


def test_a_replacement_takes_place_and_year_of_what_it_replaces(run, published, data, tmp_path):
    new = tmp_path / "补充.txt"
    new.write_text(NEW.replace("某市丙县2023年", ""), encoding="utf-8")
    run("replace", ID, new, "--yes")
    (document,) = (one.document for one in Store(data).published())
    assert (document.jurisdiction, document.year, document.source_file) == (
        "某市丙县",
        2023,
        "补充.txt",
    )


def test_the_same_file_again_is_no_new_version(run, published, data):
    run("add", published, "--yes")
    assert Store(data).holdings().published[ID].version == 1


def test_a_withdrawn_document_stays_findable_and_says_so(run, published, data, index):
    run("withdraw", ID, "--reason", "县政府令第5号", "--date", "2024-05-01")
    (document,) = (one.document for one in Store(data).published())
    assert document.withdrawn == Withdrawal(date(2024, 5, 1), "县政府令第5号")
    assert index.built[-1] == {ID: False}
    assert "2024-05-01 废止（县政府令第5号）" in run("show", ID)
    assert "2024-05-01 废止" in run("export", "--format", "csv")
    listed = json.loads(run("list", "--json"))
    assert (listed["withdrawn_on"], listed["withdrawn_reason"]) == ("2024-05-01", "县政府令第5号")
    run("withdraw", ID, "--undo")
    assert index.built[-1] == {ID: True}


def test_a_new_version_is_in_force_again(run, published, data, tmp_path):
    run("withdraw", ID)
    published.write_text(NEW, encoding="utf-8")
    run("replace", ID, published, "--yes")
    assert Store(data).published()[0].document.in_force


def test_what_waits_can_be_forgotten(run, published, data):
    published.write_text(NEW, encoding="utf-8")
    run("replace", ID, published)
    run("remove", ID, "--staged")
    store = Store(data)
    assert (store.staged(), len(store.entries())) == ((), 1)
    assert len(list(store.folder.glob("*.txt"))) == 1
    with pytest.raises(NotFoundError, match="没有暂存"):
        store.discard(ID)


REFUSED = [
    (("withdraw", "没有"), NotFoundError, "没有编号为“没有”的文件"),
    (("withdraw", ID, "--undo", "--reason", "x"), UsageError, "--undo"),
    (("withdraw", ID, "--date", "2999-01-01"), UsageError, "还没有到"),
    (("replace", "没有", "计划.txt"), NotFoundError, "没有编号"),
    (("diff", ID), NotFoundError, "只有一个版本"),
    (("diff", ID, "--to", "2"), UsageError, "--from"),
    (("publish", "没有"), NotFoundError, "没有暂存的文件"),
    (("export", "--format", "xlsx"), UsageError, "--out"),
    (("audit", ID, "--html", "/没有/这里.html"), UsageError, "--html"),
]


@pytest.mark.parametrize(("arguments", "error", "words"), REFUSED)
def test_what_makes_no_sense_is_refused_in_one_sentence(run, published, arguments, error, words):
    with pytest.raises(error, match=words) as refused:
        run(*arguments)
    assert str(refused.value).endswith("。")


def test_another_place_under_the_same_id_is_no_replacement(run, published, data, tmp_path):
    other = tmp_path / "别处.txt"
    other.write_text(PLAN.replace("某市丙县", "另市丙县"), encoding="utf-8")
    with pytest.raises(UsageError, match="--id"):
        run("add", other)
    assert Store(data).staged() == ()


def test_one_bad_file_keeps_all_out(run, plan, data, tmp_path, published):
    before = sorted((path.name, path.read_bytes()) for path in Store(data).folder.iterdir())
    good = tmp_path / "好.txt"
    good.write_text(PLAN.replace("丙县", "丁县"), encoding="utf-8")
    for number, hostile in enumerate(
        (b"PK\x03\x04" + bytes(999), b"%PDF-1.7\n" + bytes(99), b"\0")
    ):
        bad = tmp_path / f"坏{number}.docx"
        bad.write_bytes(hostile)
        with pytest.raises(DocumentError, match=f"坏{number}.docx"):
            run("add", good, bad, "--yes")
    assert sorted((p.name, p.read_bytes()) for p in Store(data).folder.iterdir()) == before


def test_two_files_of_one_id_in_one_command_are_refused(run, plan, data, tmp_path):
    other = tmp_path / "又一份.txt"
    other.write_text(NEW, encoding="utf-8")
    with pytest.raises(UsageError, match="都读作"):
        run("add", plan, other)
    assert Store(data).holdings().ids() == []


def test_personal_data_is_masked_unless_confirmed(run, plan, data):
    plan.write_text(PLAN.replace("信息。", "信息，电话13812345678。"), encoding="utf-8")
    assert "手机号码 138××××5678" in run("add", plan)
    assert "13812345678" not in run("show", ID)
    run("add", plan, "--keep-personal-data", "--yes")
    assert "13812345678" in run("show", ID)


def test_reports_are_written_where_asked(run, published, tmp_path):
    page, book = tmp_path / "核对.html", tmp_path / "核对.xlsx"
    assert run("audit", ID, "--html", page, "--xlsx", book) == ""
    assert "发布前核对：丙县2023" in page.read_text(encoding="utf-8")
    assert book.read_bytes().startswith(b"PK")


def test_shipped_documents_replaced_or_withdrawn_stay_so(data):
    store = Store(data)
    store.add_shipped()
    store.withdraw("jiangbei-2022", Withdrawal(date(2024, 1, 1)))
    before = store.holdings()
    store.add_shipped()
    assert store.holdings() == before


def test_a_file_is_parsed_once_and_again_by_another_parser(run, published, data, monkeypatch):
    kept = list((data / "parsed").iterdir())
    assert len(kept) == 1
    monkeypatch.setattr("corpus.store.parse_file", None)  # would be called to parse anew
    assert len(Store(data).published()[0].items) == 2
    monkeypatch.setattr("corpus.parsed.parser_mark", lambda: parser_mark() + b"x")
    with pytest.raises(TypeError):
        Store(data).published()


def test_a_damaged_parse_is_made_again(run, published, data):
    (kept,) = (data / "parsed").iterdir()
    kept.write_bytes(b"{")
    assert len(Store(data).published()[0].items) == 2
    assert kept.read_bytes() != b"{"


def test_receiving_keeps_nothing(data, plan):
    store = Store(data)
    received = store.receive(plan, Stated())
    assert received.parsed is not None
    assert not data.exists()
    assert store.stage([received])[0].id == ID


def test_a_second_writer_waits_and_is_told(tmp_path):
    told = []
    inside = threading.Event()
    leave = threading.Event()

    def hold():
        with one_writer(tmp_path, told.append):
            inside.set()
            leave.wait(30)

    holder = threading.Thread(target=hold)
    holder.start()
    assert inside.wait(30)
    with (
        pytest.raises(IndexBusy, match="没有做任何改动"),
        one_writer(tmp_path, told.append, patience=0.2),
    ):
        pass
    threading.Timer(0.3, leave.set).start()
    with one_writer(tmp_path, told.append, patience=30):
        assert leave.is_set()
    holder.join()
    assert len(told) == 2
    assert "等它结束" in told[0]
