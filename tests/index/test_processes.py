"""Several processes on one data directory, and builds that are killed."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest

from index.build import build_generation
from index.generations import current_generation
from index.snapshot import open_current
from tests.index.samples import LetterEncoder, make_corpus, names
from tests.index.workers import build, read, sums

PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["llama_index.vector_stores.chroma", "tests.index.workers"])

pytestmark = pytest.mark.xdist_group("processes")


@pytest.fixture
def temporary(tmp_path: Path) -> Path:
    """Where other processes put their private copies, so that killed ones leave nothing behind."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    return folder


def start(target: Callable[..., None], *arguments: object) -> ForkServerProcess:
    process = PROCESSES.Process(target=target, args=arguments, daemon=True)
    process.start()
    return process


def wait_until(condition: Callable[[], bool], process: ForkServerProcess) -> None:
    deadline = time.monotonic() + 60
    while not condition() and process.is_alive() and time.monotonic() < deadline:
        time.sleep(0.001)


def kill(process: ForkServerProcess) -> None:
    assert process.pid
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.join()


def test_readers_beside_readers_and_a_build(data: Path, temporary: Path) -> None:
    directory = current_generation(data)
    before = sums(directory)
    enough = PROCESSES.Event()
    ready = [PROCESSES.Event() for _ in range(2)]
    readers = [start(read, data, temporary, one, enough) for one in ready]
    assert all(one.wait(60) for one in ready)
    snapshot = open_current(data, LetterEncoder())
    assert snapshot.search("适老化改造", limit=1)
    assert sums(directory) == before
    build_generation(data, make_corpus(2), LetterEncoder())
    assert open_current(data, LetterEncoder()).generation == "2"
    enough.set()
    for reader in readers:
        reader.join(60)
    assert [reader.exitcode for reader in readers] == [0, 0]
    assert sums(directory) == before
    assert not list(temporary.iterdir())


STAGES = (
    "generations/{}.building",
    "generations/{}.building/records.jsonl",
    "generations/{}.building/vectors.npy",
    "generations/{}.building/chroma/chroma.sqlite3",
    "generations/{}.building/chroma/*/header.bin",
    "generations/{}.building/manifest.json",
    "generations/{}",
)
MOMENTS = tuple(random.Random(2022).uniform(0.01, 3) for _ in range(4))  # seconds


def test_killed_builds_leave_the_old_generation_serving(data: Path, temporary: Path) -> None:
    """Kill at every stage and at random moments, each time on what the last kill left."""
    served = "第1版的任务"
    for version, when in enumerate((*STAGES, *MOMENTS), start=2):
        old = current_generation(data)
        before = sums(old)
        process = start(build, data, temporary, version)
        wait_for(when, data, process)
        kill(process)
        snapshot = open_current(data, LetterEncoder())
        now = snapshot.items["jia-2022#1"].text
        # a late kill may find the switch done
        assert now == (served if snapshot.generation == old.name else f"第{version}版的任务"), when
        assert snapshot.search(now, limit=1)[0].record.text == now
        assert sums(old) == before
        served = now
    old = current_generation(data)
    build_generation(data, make_corpus(99), LetterEncoder())
    assert open_current(data, LetterEncoder()).search("第99版的任务", limit=1)[0].cosine > 0.99
    assert names(data / "generations") == {old.name, current_generation(data).name}


def wait_for(when: str | float, data: Path, process: ForkServerProcess) -> None:
    """Wait for a file of the generation being built, or some time from the first such file."""
    serving = int(current_generation(data).name)
    newer = [when] if isinstance(when, str) else ["generations/{}.building"]
    numbers = range(serving + 1, serving + 3)  # what a killed build left may hold the next number
    wait_until(
        lambda: any(any(data.glob(one.format(n))) for one in newer for n in numbers), process
    )
    if not isinstance(when, str):
        process.join(when)


def test_the_copies_of_killed_processes_are_swept(
    data: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready, enough = PROCESSES.Event(), PROCESSES.Event()
    process = start(read, data, temporary, ready, enough)
    assert ready.wait(60)
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    (copy,) = temporary.iterdir()
    long_ago = time.time() - 3600
    os.utime(copy, (long_ago, long_ago))
    mine = open_current(data, LetterEncoder())
    assert copy.is_dir()  # its process lives
    process.kill()
    process.join()
    open_current(data, LetterEncoder())
    assert not copy.exists()
    assert mine.search("补贴")
