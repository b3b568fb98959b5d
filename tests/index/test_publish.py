"""Publishing: parse and index once, then notice at little cost that nothing changed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from corpus.errors import IndexMissing
from corpus.store import Store
from index.generations import current_generation
from index.publish import publish
from index.settings import IndexSettings
from index.snapshot import open_current
from tests.index.samples import LetterEncoder

ROOT = Path(__file__).parents[2]
PLAN = """甲市乙区2022年政务公开工作计划
| 序号 | 工作任务 | 责任单位 | 完成时限 |
| 1 | 及时公开涉农补贴申报信息。 | 区财政局 | 9月底前 |
| 2 | 清理政务新媒体僵尸账号。 | 区政府办 | 全年 |
"""

pytestmark = pytest.mark.usefixtures("quick_builds")


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """One published plan, and a fast encoder behind the loading door."""
    monkeypatch.setattr("index.publish.load_encoder", lambda settings: LetterEncoder())
    monkeypatch.setattr("index.publish.encoder_name", lambda settings: LetterEncoder().name)
    store = Store(tmp_path / "data")
    add(store, tmp_path, "yi", PLAN)
    return store


def add(store: Store, folder: Path, document_id: str, text: str) -> None:
    file = folder / f"{document_id}.txt"
    file.write_text(text, encoding="utf-8")
    store.add(file, id=document_id, jurisdiction="甲市乙区", year=2022)
    store.publish_staged()


def test_builds_when_something_changed_and_only_then(store: Store, tmp_path: Path) -> None:
    assert [publish(store).built for _ in range(3)] == [True, False, False]
    add(store, tmp_path, "yi", PLAN.replace("9月底前", "10月底前"))
    published = publish(store)
    assert (published.built, published.generation) == (True, current_generation(store.data))
    snapshot = open_current(store.data, LetterEncoder())
    assert snapshot.items["yi#1"].deadline.raw == "10月底前"


def test_another_encoder_is_a_change(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(store)
    monkeypatch.setattr("index.publish.load_encoder", lambda settings: LetterEncoder("letters-2"))
    monkeypatch.setattr("index.publish.encoder_name", lambda settings: "letters-2")
    assert publish(store, IndexSettings()).built


@pytest.mark.parametrize("name", ["vectors.npy", "manifest.json", "../../current"])
def test_damage_is_repaired(store: Store, name: str) -> None:
    publish(store)
    (current_generation(store.data) / name).write_bytes(b"")
    assert publish(store).built
    assert open_current(store.data, LetterEncoder()).items


def test_removing_everything_leaves_nothing_serving(store: Store) -> None:
    publish(store)
    store.remove("yi")
    assert publish(store).generation is None
    with pytest.raises(IndexMissing):
        open_current(store.data, LetterEncoder())


def test_the_second_time_imports_little(store: Store, tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from corpus.store import Store\n"
        "from index.publish import publish\n"
        "built = publish(Store(Path(sys.argv[1]))).built\n"
        "heavy = {'chromadb', 'llama_index', 'jieba', 'bm25s', 'scipy', 'onnxruntime', 'torch'}\n"
        "print(built, sorted(heavy & set(sys.modules)))\n"
    )
    clean = {name: value for name, value in os.environ.items() if name != "ENCODER"}
    told = [
        subprocess.run(
            [sys.executable, "-c", code, str(store.data)],
            cwd=ROOT,
            env=clean,
            capture_output=True,
            encoding="utf-8",
            check=True,
        ).stdout
        for _ in range(2)
    ]
    assert told[0].startswith("True ")
    assert told[1] == "False []\n"
