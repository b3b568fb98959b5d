"""What a build takes over, and that nobody can tell the result from a fresh build."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.errors import IndexCorrupt
from corpus.types import ParsedDocument
from index import build as build_module
from index.build import build_generation
from index.contents import digest_text, read_cut
from index.dense import write_dense
from index.generations import current_generation, read_manifest
from index.reuse import Reusable, cut_texts, plan_exchange, read_reusable
from index.snapshot import Snapshot, open_current
from index.verify import verify_generation
from tests.index.samples import TASKS, LetterEncoder, make_parsed, names

pytestmark = pytest.mark.usefixtures("quick_builds")

PLACES = [f"甲市第{number}区" for number in "一二三四五六七八九"]


def make_many(*, changed: int = 0, without: int | None = None) -> list[ParsedDocument]:
    """Nine plans; the first ``changed`` tasks of the first one are newly worded."""
    made: list[ParsedDocument] = []
    for number, place in enumerate(PLACES):
        tasks = [f"{place}{task}" for task in TASKS]
        if number == 0:
            tasks[:changed] = [f"{task}，并逐月通报" for task in tasks[:changed]]
        if number != without:
            made.append(make_parsed(f"plan-{number}", place, tasks))
    return made


@pytest.fixture
def many(tmp_path: Path) -> Path:
    build_generation(tmp_path / "many", make_many(), LetterEncoder())
    return tmp_path / "many"


def answers(snapshot: Snapshot) -> list[list[tuple[str, float, float]]]:
    return [
        [(hit.record.id, round(hit.score, 5), round(hit.bm25, 5)) for hit in snapshot.search(task)]
        for task in (*TASKS, "逐月通报", "第九区 补贴")
    ]


@pytest.mark.parametrize(
    "new", [make_many(changed=2), make_many(without=8), [*make_many(), make_parsed("x", "丁市")]]
)
def test_an_exchange_answers_like_a_fresh_build(
    many: Path, tmp_path: Path, new: list[ParsedDocument]
) -> None:
    build_generation(many, new, LetterEncoder())
    build_generation(tmp_path / "fresh", new, LetterEncoder())
    taken, fresh = (open_current(data, LetterEncoder()) for data in (many, tmp_path / "fresh"))
    assert answers(taken) == answers(fresh)
    assert taken.dense.count() == fresh.dense.count() == len(fresh.chunks)


def test_only_what_differs_is_written(many: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[int] = []

    def count(*arguments: object) -> object:
        for done in write_dense(*arguments):  # type: ignore[arg-type]
            written.append(done)
            yield done

    monkeypatch.setattr(build_module, "write_dense", count)
    build_generation(many, make_many(changed=2), LetterEncoder())
    assert written == [2]
    assert read_manifest(current_generation(many)).stale_rows == 2


def test_after_many_exchanges_all_rows_are_written_anew(many: Path) -> None:
    stale: list[int] = []
    for round_ in range(4):
        build_generation(many, make_many(changed=6 * (round_ % 2 == 0)), LetterEncoder())
        stale.append(read_manifest(current_generation(many)).stale_rows)
    assert stale[0] > 0
    assert 0 in stale


def test_files_that_cannot_be_exchanged_are_written_anew(
    many: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[Path] = []

    def refuse_first(directory: Path) -> None:
        calls.append(directory)
        if len(calls) == 1:
            raise IndexCorrupt("坏。")
        verify_generation(directory)

    monkeypatch.setattr(build_module, "verify_in_child", refuse_first)
    build_generation(many, make_many(changed=1), LetterEncoder())
    assert read_manifest(current_generation(many)).stale_rows == 0
    assert names(many / "generations") == {"1", "2"}
    assert open_current(many, LetterEncoder()).search("逐月通报", limit=1)


def test_nothing_is_taken_from_a_damaged_or_strange_generation(many: Path) -> None:
    directory = current_generation(many)
    assert read_reusable(directory, LetterEncoder()) is not None
    assert read_reusable(None, LetterEncoder()) is None
    assert read_reusable(directory, LetterEncoder("letters-2")) is None
    damaged = shutil.copytree(directory, many / "damaged")
    (damaged / "cut.jsonl").write_text("", encoding="utf-8")
    assert read_reusable(damaged, LetterEncoder()) is None


def test_a_generation_of_an_older_program_tells_no_words(many: Path) -> None:
    (current_generation(many) / "cut.jsonl").unlink()
    assert read_cut(current_generation(many)) == {}


@pytest.mark.parametrize(
    ("own", "cut_again"),
    [({"区财政局"}, []), ({"区财政局", "乙局"}, ["乙局的事"]), (set[str](), ["区财政局的事"])],
)
def test_texts_are_cut_again_where_a_word_was_learnt_or_forgotten(
    many: Path, own: set[str], cut_again: list[str]
) -> None:
    old = read_reusable(current_generation(many), LetterEncoder())
    assert old is not None
    texts = ["区财政局的事", "乙局的事", "别的事"]
    known = {digest_text(text): [text] for text in texts}
    old = replace(old, own_words=frozenset({"区财政局"}), cut=known)
    cut: list[str] = []

    def remember(text: str) -> list[str]:
        cut.append(text)
        return [text]

    assert cut_texts(texts, own, old, remember) == [[text] for text in texts]
    assert cut == cut_again


def test_an_exchange_names_what_went_and_what_came(many: Path) -> None:
    old = read_reusable(current_generation(many), LetterEncoder())
    assert isinstance(old, Reusable)
    build_generation(many, make_many(changed=1), LetterEncoder())
    chunks = open_current(many, LetterEncoder()).chunks
    exchange = plan_exchange(chunks, old)
    assert exchange is not None
    assert list(exchange.removed) == ["plan-0#1"]
    assert [chunks[row].id for row in exchange.added] == ["plan-0#1"]
    assert plan_exchange(chunks, None) is None
