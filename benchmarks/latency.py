"""How long a search takes beside the encoder, over the shipped questions.

Run ``python benchmarks/latency.py`` after ``make install``; milliseconds, median and 95th centile.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from index.encoder.load import load_encoder
from index.settings import IndexSettings
from index.snapshot import open_current

CASES = Path(__file__).parents[1] / "eval" / "cases"


def read_questions() -> Iterator[str]:
    """Give every shipped question once."""
    seen: set[str] = set()
    for file in sorted(CASES.glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            question = json.loads(line)["question"]
            if question.strip() and question not in seen:
                seen.add(question)
                yield question


def measure(step: Callable[[str], object], questions: list[str]) -> str:
    """Time ``step`` on each question."""
    times: list[float] = []
    for question in questions:
        start = time.perf_counter()
        step(question)
        times.append((time.perf_counter() - start) * 1000)
    centiles = statistics.quantiles(times, n=100)
    return f"{statistics.median(times):8.2f} {centiles[94]:8.2f}"


def main() -> None:
    """Print one line a step."""
    settings = IndexSettings()
    start = time.process_time()
    encoder = load_encoder(settings)
    snapshot = open_current(settings.data, encoder)
    snapshot.warm()
    print(f"open and first search  {time.process_time() - start:.2f} CPU s")
    questions = list(read_questions())
    vectors = {question: encoder.encode_queries([question])[0] for question in questions}
    one = next(iter(snapshot.documents))
    print(f"{len(questions)} questions, {len(snapshot.chunks)} vectors     median      p95")
    print("encoder               ", measure(lambda q: encoder.encode_queries([q]), questions))
    print("search, everything    ", measure(lambda q: snapshot.rank(vectors[q], q), questions))
    print(
        "search, one document  ",
        measure(lambda q: snapshot.rank(vectors[q], q, document_ids=[one]), questions),
    )


if __name__ == "__main__":
    main()
