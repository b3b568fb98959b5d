"""Kill -9 a process that publishes, again and again, and look at what is left each time.

Run ``python benchmarks/kills.py [--random 200] [--inside 200] [--seed 2022]`` in an installation;
it works in a directory of its own. One process publishes new versions and new documents without
end and acknowledges each one after the index has switched; it is killed at random moments, then
inside Chroma's flush and inside the switch, from the new generation's name to the end of the old
ones (half each; only kills that fell inside are counted). After every kill the store and the index
must open, and hold all that was acknowledged. Verification runs in the publishing process, to spare
its imports; nothing else differs from ``zhengwen corpus add``.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import signal
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import numpy as np

from corpus.catalog import CatalogEntry
from corpus.holdings import Holding
from corpus.intake import Received
from corpus.parse import parse_document
from corpus.store import Store
from index.types import Vectors

PROCESSES = multiprocessing.get_context("forkserver")
PRELOAD = [
    *("index.build", "index.verify", "llama_index.vector_stores.chroma", "bm25s"),
    *("chromadb.api.rust", "chromadb.telemetry.product.posthog"),  # what opening Chroma imports
    *("benchmarks.warm", "benchmarks.kills"),
]
ROWS = 60  # more than Chroma's sync threshold, so that its index file is written
VERSIONS = 100  # published before another document is added
LONGEST = 120.0  # seconds a stage may take before the run is given up
DIMENSION = 32


class LetterEncoder:
    """Counts pairs of letters into hashed buckets: no model, so that a publication is quick."""

    name = "letters"
    dimension = DIMENSION

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Encode texts."""
        rows = np.full((len(texts), DIMENSION), 1e-3, dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for i in range(len(text)):
                row[zlib.crc32(text[i : i + 2].encode()) % DIMENSION] += 1
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    encode_passages = encode_queries


def write_plan(version: int, changed: int) -> str:
    """Write a plan whose first ``changed`` tasks tell the version."""
    lines = ["某省某市丙县2022年政务公开工作要点", "序号\t工作任务\t责任单位\t完成时限"]
    for row in range(1, ROWS + 1):
        told = f"，按第{version}版办理" if row <= changed else ""
        lines.append(f"{row}\t公开第{row}类信息{told}。\t县财政局\t6月底前")
    return "\n".join(lines)


def publish_without_end(
    data: Path, temporary: Path, start: int, seed: int, told: Connection
) -> None:
    """Publish version after version; tell each stage's begin and end, and every publication."""
    os.setsid()
    tempfile.tempdir = str(temporary)
    dice = random.Random(seed)
    store = Store(data)
    _tell_stages(told)
    for version in range(start, start + 10_000):
        newest = version // VERSIONS
        document = f"plan-{newest if version % 4 else dice.randrange(newest + 1)}"
        text = write_plan(version, dice.choice((1, ROWS)))
        entry = CatalogEntry(document, "某省某市丙县", ("丙县",), 2022, "计划.txt")
        holding = Holding(entry, f"{document}.{version}.txt")
        told.send(("stage", "begin", "publication", version, document))
        store.stage([Received(holding, text.encode(), parse_document(text, entry))])
        store.publish_staged()
        _index(store)
        told.send(("stage", "end", "switch"))
        told.send(("acknowledged", version, document))


def _tell_stages(told: Connection) -> None:
    """Wrap what is to be killed inside."""
    from index import build  # noqa: PLC0415
    from index.verify import verify_generation  # noqa: PLC0415

    written = build.write_dense

    def write(*arguments: object) -> Iterator[int]:
        told.send(("stage", "begin", "flush"))
        yield from written(*arguments)  # pyright: ignore[reportArgumentType]
        told.send(("stage", "end", "flush"))

    def verify(directory: Path) -> None:
        verify_generation(directory)
        told.send(("stage", "begin", "switch"))

    build.write_dense = write
    build.verify_in_child = verify


def _index(store: Store) -> None:
    from index.build import build_generation  # noqa: PLC0415

    build_generation(store.data, store.published(), LetterEncoder())


def inspect(data: Path, temporary: Path, acknowledged: dict[str, int], attempted: int) -> None:
    """Open store and index in a process of its own; exit code 1 and a word on stderr on a fault."""
    from index.snapshot import open_current  # noqa: PLC0415

    tempfile.tempdir = str(temporary)
    held = {one.document.id: one for one in Store(data).published()}
    snapshot = open_current(data, LetterEncoder()) if acknowledged else None
    for document, version in acknowledged.items():
        stored = version_of(held[document].items[0].text)
        assert snapshot is not None
        served = version_of(snapshot.items[f"{document}#1"].text)
        assert version <= served <= attempted, (document, version, served, attempted)
        assert version <= stored <= attempted, (document, version, stored, attempted)
        text = snapshot.items[f"{document}#1"].text
        assert any(hit.record.id == f"{document}#1" for hit in snapshot.search(text)), document
    if snapshot is not None:
        assert snapshot.dense.count() == len(snapshot.chunks)


def version_of(text: str) -> int:
    """Version that a task's text tells."""
    return int(text.partition("按第")[2].partition("版")[0])


@dataclass
class Run:
    """What has happened so far: publications acknowledged by document, kills, faults."""

    data: Path
    temporary: Path
    dice: random.Random
    acknowledged: dict[str, int] = field(default_factory=dict[str, int])
    attempted: int = 0
    publications: int = 0
    kills: dict[str, int] = field(default_factory=dict[str, int])
    faults: list[str] = field(default_factory=list[str])
    lengths: dict[str, float] = field(default_factory=dict[str, float])

    def kill_once(self, stage: str) -> bool:
        """Publish until the drawn moment of ``stage``, kill, look; whether it fell inside."""
        ours, theirs = PROCESSES.Pipe(duplex=False)
        arguments = (self.data, self.temporary, self.attempted + 1, self.dice.random(), theirs)
        process = PROCESSES.Process(target=publish_without_end, args=arguments)
        process.start()
        theirs.close()
        self._wait_for(stage, ours, process)
        _kill(process)
        is_inside = self._drain(stage, ours)
        ours.close()
        if is_inside:
            self.kills[stage] = self.kills.get(stage, 0) + 1
        self._look(stage)
        return is_inside

    def _wait_for(self, stage: str, told: Connection, process: ForkServerProcess) -> None:
        """Wait until some later publication reaches ``stage``, then a random part of its length."""
        skip = self.dice.randrange(2)
        end = time.monotonic() + LONGEST
        while time.monotonic() < end and process.is_alive():
            if not told.poll(0.5):
                continue
            event = told.recv()
            self._note(event)
            if event[:3] == ("stage", "begin", stage):
                if skip == 0:
                    time.sleep(self.dice.uniform(0, self.lengths.get(stage, 0.05)))
                    return
                skip -= 1
        raise TimeoutError(f"{stage}: exit code {process.exitcode}")

    def _drain(self, stage: str, told: Connection) -> bool:
        """Read what was told before the kill; whether ``stage`` was still going on."""
        is_inside = True
        with suppress(EOFError, OSError):
            while told.poll(0):
                event = told.recv()
                self._note(event)
                is_inside = is_inside and event[:3] != ("stage", "end", stage)
                is_inside = is_inside and not (
                    stage == "publication" and event[0] == "acknowledged"
                )
        return is_inside

    def _note(self, event: tuple[object, ...]) -> None:
        now = time.monotonic()
        if event[0] == "acknowledged":
            _, version, document = event
            self.acknowledged[str(document)] = int(str(version))
            self.publications += 1
            event = ("stage", "end", "publication")
        elif len(event) > 3:
            self.attempted = int(str(event[3]))
        stage, is_begin = str(event[2]), event[1] == "begin"
        if is_begin:
            self._began = {**getattr(self, "_began", {}), stage: now}
        elif began := getattr(self, "_began", {}).get(stage):
            before = self.lengths.get(stage, now - began)
            self.lengths[stage] = 0.8 * before + 0.2 * (now - began)

    def _look(self, stage: str) -> None:
        arguments = (self.data, self.temporary, dict(self.acknowledged), self.attempted)
        checker = PROCESSES.Process(target=inspect, args=arguments)
        checker.start()
        checker.join(LONGEST)
        if checker.exitcode != 0:
            _kill(checker)
            self.faults.append(f"{stage}: exit code {checker.exitcode} after {self.attempted}")


def _kill(process: ForkServerProcess) -> None:
    assert process.pid
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.join()


def run_kills(folder: Path, plan: dict[str, int], seed: int, say: Callable[[Run], object]) -> Run:
    """Kill ``plan[stage]`` times inside each stage, by turns; a run ends at three faults."""
    PROCESSES.set_forkserver_preload(PRELOAD)
    temporary = folder / "tmp"
    temporary.mkdir()
    run = Run(folder / "data", temporary, random.Random(seed))
    while len(run.faults) < 3:
        waiting = [stage for stage, wanted in plan.items() if run.kills.get(stage, 0) < wanted]
        if not waiting:
            break
        run.kill_once(min(waiting, key=lambda stage: run.kills.get(stage, 0)))
        say(run)
    return run


def main() -> int:
    """Run it all; the figures go to stdout as one JSON object."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--random", type=int, default=200)
    parser.add_argument("--inside", type=int, default=200)
    parser.add_argument("--seed", type=int, default=2022)
    options = parser.parse_args()
    half = options.inside // 2
    plan = {"publication": options.random, "flush": half, "switch": options.inside - half}

    def say(run: Run) -> None:
        print(run.kills, f"published {run.publications}, faults {run.faults}", file=sys.stderr)

    with tempfile.TemporaryDirectory() as folder:
        started = time.monotonic()
        run = run_kills(Path(folder), plan, options.seed, say)
    figures = {
        "kills": run.kills,
        "publications_acknowledged": run.publications,
        "documents": len(run.acknowledged),
        "faults": run.faults,
        "seconds": round(time.monotonic() - started),
    }
    print(json.dumps(figures, ensure_ascii=False))
    return 1 if run.faults else 0


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from benchmarks.kills import main as run_main  # so that child processes find what they run

    sys.exit(run_main())
