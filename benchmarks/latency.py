"""How long a search and a whole answer take beside the encoder, over the shipped questions.

Run ``python benchmarks/latency.py`` after ``make install``; milliseconds, median and 95th centile.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from bot.answer import Answerer
from index.encoder.load import load_encoder
from index.live import LiveIndex
from index.settings import IndexSettings
from index.snapshot import open_current
from index.types import Encoder, Vectors

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


class Remembering:
    """An encoder that has seen every question: what an answer costs without it."""

    def __init__(self, encoder: Encoder, seen: dict[str, Vectors]) -> None:
        self.name, self.dimension = encoder.name, encoder.dimension
        self.encode_passages = encoder.encode_passages
        self._encoder, self._seen = encoder, seen

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Give the vectors back without any work, and learn those not seen yet."""
        new = [text for text in texts if text not in self._seen]
        if new:
            self._seen |= dict(zip(new, self._encoder.encode_queries(new), strict=True))
        return np.stack([self._seen[text] for text in texts])


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
    print(f"{len(questions)} questions, {len(snapshot.chunks)} vectors     median      p95")
    print("encoder               ", measure(lambda q: encoder.encode_queries([q]), questions))
    searched = measure(lambda q: snapshot.rank(vectors[q], q, None, limit=20), questions)
    print("search, everything    ", searched)
    answerer = Answerer(LiveIndex(settings.data, lambda: Remembering(encoder, {})))
    for question in questions:
        answerer.answer(question)
    print("answer less encoder   ", measure(answerer.answer, questions))


if __name__ == "__main__":
    main()
