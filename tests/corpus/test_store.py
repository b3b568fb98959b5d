"""Adding, publishing and removing documents."""

import threading

import pytest

from corpus.catalog import aliases_of, shipped_entries, slug_of
from corpus.errors import DocumentError, NotFoundError, UsageError
from corpus.labels import document_url, item_label, passage_label, record_url, short_name
from corpus.store import Store

PLAN = """某省某市丙县2023年政务公开工作要点
序号\t工作任务\t责任单位\t完成时限
1\t公开预算。\t县财政局\t6月底前
"""


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "data")


@pytest.fixture
def plan(tmp_path):
    path = tmp_path / "计划.txt"
    path.write_text(PLAN, encoding="utf-8")
    return path


def files_in(store):
    return sorted(path.name for path in store.folder.glob("*.txt"))


def test_a_new_store_is_empty(store):
    assert (store.entries(), store.staged(), store.published()) == ((), (), ())
    assert not store.folder.exists()


def test_a_file_is_staged_then_published_as_received(store, plan):
    entry = store.add(plan)
    assert (entry.id, entry.jurisdiction, entry.year) == ("bingxian-2023", "某省某市丙县", 2023)
    assert (store.entries(), store.staged()) == ((), (entry,))
    assert store.publish_staged() == (entry,)
    assert (store.entries(), store.staged()) == ((entry,), ())
    assert [item.id for item in store.published()[0].items] == ["bingxian-2023#1"]
    assert (store.folder / files_in(store)[0]).read_bytes() == plan.read_bytes()


def test_what_is_given_wins_over_what_is_read(store, plan):
    entry = store.add(plan, id="jia", jurisdiction="甲市乙区", year=2024)
    assert (entry.id, entry.jurisdiction, entry.year) == ("jia", "甲市乙区", 2024)
    assert entry.aliases == ("乙区", "甲乙区")


def test_a_staged_replacement_leaves_the_published_version(store, plan):
    store.add(plan)
    store.publish_staged()
    plan.write_text(PLAN.replace("预算", "决算"), encoding="utf-8")
    store.add(plan)
    assert store.published()[0].items[0].text == "公开预算。"
    assert store.preview("bingxian-2023").items[0].text == "公开决算。"
    store.publish_staged()
    assert store.published()[0].items[0].text == "公开决算。"


def test_only_the_named_documents_are_published(store, plan):
    store.add(plan, id="jia")
    store.add(plan, id="yi")
    assert [entry.id for entry in store.publish_staged(["yi"])] == ["yi"]
    assert [entry.id for entry in store.staged()] == ["jia"]


def test_removing_takes_every_version_and_its_file(store, plan):
    store.add(plan, id="jia")
    store.publish_staged()
    plan.write_text(PLAN.replace("预算", "决算"), encoding="utf-8")
    store.stage([store.receive_version("jia", plan)])
    store.publish_staged()
    assert len(files_in(store)) == 2
    store.remove("jia")
    assert (store.holdings().ids(), files_in(store)) == ([], [])
    for change in (store.reinstate, store.remove, store.discard, store.preview):
        with pytest.raises(NotFoundError, match="jia"):
            change("jia")


def test_the_shipped_documents_are_published_once(store):
    store.add_shipped()
    before = (store.folder / "catalog.json").stat().st_mtime_ns
    store.add_shipped()
    assert (store.folder / "catalog.json").stat().st_mtime_ns == before
    assert store.entries() == shipped_entries()
    assert sum(len(parsed.items) for parsed in store.published()) == 219


def test_gb18030_is_decoded(store, tmp_path):
    path = tmp_path / "计划.txt"
    path.write_bytes(PLAN.encode("gb18030"))
    assert store.preview(store.add(path).id).items[0].units == ("县财政局",)


REFUSED = [
    (b"", "是空的"),
    (b"  \n\t\n", "是空的"),
    ("\u3000\n".encode(), "没有文字"),
    (b"\x00\x01\x02binary", "不是纯文本"),
    (b"PK\x03\x04zip", "另存为"),
    (b"%PDF-1.7 x", "损坏|PDF"),
    (b"plain English text, nothing else", "没有中文"),
    (b"\x81\x20\xff\xff\xfe\x80", "编码"),
    ("丙縣2023年".encode("big5") + b"\xff\xff", "编码"),
]


@pytest.mark.parametrize(("data", "words"), REFUSED)
def test_unreadable_files_get_one_chinese_sentence(store, tmp_path, data, words):
    path = tmp_path / "坏.txt"
    path.write_bytes(data)
    with pytest.raises(DocumentError, match=words) as refused:
        store.add(path, jurisdiction="某市", year=2023)
    assert "坏.txt" in str(refused.value)
    assert store.staged() == ()


def test_a_missing_file_and_a_folder_are_refused(store, tmp_path):
    for path in (tmp_path / "没有.txt", tmp_path):
        with pytest.raises(DocumentError, match="检查路径"):
            store.add(path)


UNCLEAR = [
    ("工作要点\n一、公开预算。\n", {}, "--jurisdiction"),
    ("丙县工作要点\n一、公开预算。\n", {}, "--year"),
    (PLAN, {"id": "不行"}, "--id"),
    (PLAN, {"id": "../x"}, "--id"),
    (PLAN, {"year": 22}, "--year"),
]


@pytest.mark.parametrize(("text", "options", "words"), UNCLEAR)
def test_what_cannot_be_inferred_names_the_option_to_give(store, tmp_path, text, options, words):
    path = tmp_path / "计划.txt"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=words):
        store.add(path, **options)


def test_a_text_without_any_record_is_refused(store, tmp_path):
    path = tmp_path / "短.txt"
    path.write_text("某市2023年工作要点", encoding="utf-8")
    with pytest.raises(DocumentError, match="没有读出"):
        store.add(path)


def test_a_damaged_catalog_and_a_lost_file_are_explained(store, plan):
    store.add(plan)
    store.publish_staged()
    (store.folder / files_in(store)[0]).unlink()
    with pytest.raises(DocumentError, match="重新添加"):
        store.published()
    (store.folder / "catalog.json").write_text("{", encoding="utf-8")
    with pytest.raises(DocumentError, match="已损坏"):
        store.entries()


def test_writers_take_turns(store, plan):
    threads = [
        threading.Thread(target=store.add, args=(plan,), kwargs={"id": f"plan-{number}"})
        for number in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(store.staged()) == 8
    assert [path.name for path in store.folder.glob(".writing-*")] == []


NAMES = [
    ("宁波市江北区", "江北区", 2022, "jiangbei-2022"),
    ("舟山市", "舟山市", 2022, "zhoushan-2022"),
    ("济南市莱芜区", "莱芜区", 2021, "laiwu-2021"),
    ("济南市市中区", "市中区", 2021, "shizhong-2021"),
    ("浙江省", "浙江省", 2021, "zhejiang-2021"),
    ("内蒙古自治区呼和浩特市", "呼和浩特市", 2021, "huhehaote-2021"),
    ("上海市浦东新区", "浦东新区", 2021, "pudong-2021"),
    ("徐州市沛县", "沛县", 2021, "peixian-2021"),
    ("津市市", "津市市", 2021, "jinshi-2021"),
    ("宁波市江北区慈城镇", "慈城镇", 2022, "cichengzhen-2022"),
]


@pytest.mark.parametrize(("jurisdiction", "short", "year", "slug"), NAMES)
def test_places_have_short_names_and_ids(jurisdiction, short, year, slug):
    assert short_name(jurisdiction) == short
    assert slug_of(jurisdiction, year) == slug


def test_places_have_aliases():
    assert aliases_of("宁波市江北区") == ("江北区", "江北", "宁波江北", "宁波江北区")
    assert aliases_of("舟山市") == ("舟山",)


def test_records_have_labels_and_pages(shipped):
    laiwu, jiangbei = shipped["laiwu-2021"], shipped["jiangbei-2022"]
    mancheng, zhoushan = shipped["mancheng-2022"], shipped["zhoushan-2022"]
    assert item_label(jiangbei.items[39], jiangbei.document) == "江北区2022·第40项"
    label = "莱芜区2021·第7项（原表未编号，按表内顺序）"
    assert item_label(laiwu.items[6], laiwu.document) == label
    assert record_url(jiangbei.items[39]) == "/items/jiangbei-2022/40"
    assert document_url(zhoushan.document) == "/documents/zhoushan-2022"
    labels = {p.id: passage_label(p, mancheng.document) for p in mancheng.passages}
    assert labels["mancheng-2022/三/十一/1"] == "满城区2022·正文三（十一）1"
    assert labels["mancheng-2022/引言"] == "满城区2022·引言"
    assert passage_label(zhoushan.passages[1], zhoushan.document) == "舟山市2022·正文一"
