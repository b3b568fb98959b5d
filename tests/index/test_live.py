"""The index of a running program: switches under load, and what happens when one goes wrong."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest
from structlog.testing import capture_logs

from corpus.errors import EncoderError, IndexCorrupt, IndexMissing
from index.build import build_generation
from index.generations import current_generation, retire
from index.live import LiveIndex
from tests.index.samples import LetterEncoder, make_corpus

pytestmark = pytest.mark.usefixtures("quick_builds")


def make_live(data: Path) -> LiveIndex:
    return LiveIndex(data, LetterEncoder)


def test_the_same_snapshot_until_the_switch(data: Path) -> None:
    live = make_live(data)
    first = live.current()
    assert live.current() is first
    build_generation(data, make_corpus(2), LetterEncoder())
    second = live.current()
    assert (first.generation, second.generation) == ("1", "2")
    assert live.current() is second
    assert first.search("第1版的任务", limit=1)[0].cosine == pytest.approx(1)  # still usable


def test_no_search_fails_while_generations_come_and_go(data: Path) -> None:
    live, done = make_live(data), Event()

    def ask() -> set[str]:
        seen: set[str] = set()
        while not done.is_set():
            snapshot = live.current()
            task = f"第{snapshot.generation}版的任务"
            assert snapshot.search(task, limit=1)[0].record.text == task
            seen.add(snapshot.generation)
        return seen

    with ThreadPoolExecutor(4) as pool:
        asking = [pool.submit(ask) for _ in range(4)]
        try:
            for generation in (2, 3, 4):
                build_generation(data, make_corpus(generation), LetterEncoder())
                live.current()
        finally:
            done.set()
        seen = set().union(*(one.result() for one in asking))
    assert live.current().generation == "4"
    assert {"1", "2", "3"} <= seen


def test_a_damaged_new_generation_is_logged_once_and_the_old_one_serves(data: Path) -> None:
    live = make_live(data)
    live.current()
    build_generation(data, make_corpus(2), LetterEncoder())
    (current_generation(data) / "vectors.npy").unlink()
    with capture_logs() as logs:
        assert [live.current().generation for _ in range(3)] == ["1", "1", "1"]
    assert [log["event"] for log in logs] == ["new_generation_refused"]
    assert "vectors.npy" in logs[0]["reason"]
    build_generation(data, make_corpus(3), LetterEncoder())
    assert live.current().generation == "3"


def test_a_damaged_first_generation_is_refused_though_an_older_one_is_whole(data: Path) -> None:
    """The older one may hold what was withdrawn since."""
    build_generation(data, make_corpus(2), LetterEncoder())
    (current_generation(data) / "records.jsonl").unlink()
    live = make_live(data)
    for _ in range(2):
        with pytest.raises(IndexCorrupt, match=r"records\.jsonl"):
            live.current()


def test_a_generation_of_another_encoder_does_not_take_over(data: Path) -> None:
    live = make_live(data)
    live.current()
    build_generation(data, make_corpus(2), LetterEncoder("letters-2"))
    with capture_logs() as logs:
        assert live.current().generation == "1"
    assert logs[0]["event"] == "new_generation_refused"


def test_nothing_serves_when_everything_was_withdrawn(data: Path) -> None:
    live = make_live(data)
    live.current()
    retire(data)
    with pytest.raises(IndexMissing):
        live.current()
    build_generation(data, make_corpus(), LetterEncoder())
    assert live.current().items


def test_an_encoder_that_does_not_load(data: Path) -> None:
    def load() -> LetterEncoder:
        raise EncoderError("没有编码器。")

    with pytest.raises(EncoderError):
        LiveIndex(data, load).current()
