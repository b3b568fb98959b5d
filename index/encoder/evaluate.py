"""Compare encoders by what they find and what they cost, as rows of a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from index.bank import make_bank
from index.contents import read_contents
from index.encoder.bundled import MANIFEST, SHIPPED, BundledEncoder
from index.encoder.judge import Cost, Figures, Judge, Scores
from index.encoder.lessons import Lessons, read_held_out
from index.encoder.load import load_encoder
from index.fuse import coverage_weight
from index.generations import current_generation
from index.settings import BUNDLED, IndexSettings
from index.types import Encoder

BM25 = "bm25"
HEAD = (
    "编码器",
    "分数",
    "问题",
    "题数",
    "hit@1",
    "recall@5",
    "MRR",
    "nDCG@10",
    "毫秒/问",
    "毫秒/条",
    "MB",
)


def open_encoder(source: str) -> Encoder:
    """Open an exported directory, or whatever ``ENCODER`` may name.

    Raises:
        EncoderError: it cannot be loaded.
    """
    directory = Path(source).expanduser()
    if (directory / MANIFEST).is_file():
        return BundledEncoder(directory)
    return load_encoder(IndexSettings(encoder=source))


def compare(
    cases: Sequence[Path], sources: Sequence[str], lessons: Lessons | None = None
) -> list[tuple[str, ...]]:
    """Measure each encoder over the published items; the first row is the head.

    ``lessons`` are the known questions to measure with besides; encoding them takes minutes.

    Raises:
        IndexMissing: nothing is published.
        EncoderError: an encoder or a file of cases cannot be read.
    """
    judge = Judge(read_contents(current_generation(IndexSettings().data)), cases)
    return [HEAD, *(row for source in sources for row in _measure(judge, source, lessons))]


def _measure(judge: Judge, source: str, lessons: Lessons | None) -> Iterator[tuple[str, ...]]:
    if source == BM25:
        yield from _rows(judge, source, "BM25", judge.bm25(), ("", "", ""))
        return
    encoder = open_encoder(source)
    encoded = judge.encode(encoder)
    told = _told(encoded.cost, source)
    weight = coverage_weight(encoder.name)
    scores = {"余弦": encoded.cosine()}
    scores[f"余弦+{weight}覆盖"] = judge.fused(scores["余弦"], weight)
    if lessons:
        likeness = judge.likeness(encoded, make_bank(lessons, encoder))
        scores[f"余弦与已知问法+{weight}覆盖"] = judge.fused(likeness, weight)
    for kind, values in scores.items():
        yield from _rows(judge, encoder.name, kind, values, told)


def _told(cost: Cost, source: str) -> tuple[str, str, str]:
    folder = SHIPPED if source == BUNDLED else Path(source).expanduser()
    size = sum(file.stat().st_size for file in folder.rglob("*")) if folder.is_dir() else 0
    megabytes = f"{size / 1e6:.0f}" if size else ""
    return f"{cost.question_ms:.1f}", f"{cost.item_ms:.1f}", megabytes


def _rows(
    judge: Judge, name: str, kind: str, scores: Scores, told: Sequence[str]
) -> Iterator[tuple[str, ...]]:
    ranking = judge.rank(scores)
    for group, numbers in judge.groups(read_held_out()).items():
        yield (name, kind, group, *_format(ranking.figures(numbers)), *told)


def _format(figures: Figures) -> tuple[str, ...]:
    means = (figures.hit_at_1, figures.recall_at_5, figures.mrr, figures.ndcg_at_10)
    return (str(figures.count), *(f"{mean:.3f}" for mean in means))
