"""Fusion of the channels: likeness in meaning, and a bounded bonus for the question's own words."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]

_WEIGHTS = Path(__file__).with_name("fuse.toml")


@dataclass(frozen=True, slots=True)
class KnownSettings:
    """How known questions count; ``fuse.toml`` says what each number means."""

    share: float
    temperature: float
    crowd: float
    neutral: float
    wording: float


def blend(cosine: Scores, known: Scores, share: float) -> Scores:
    """Likeness in meaning: cosine of the record, and likeness to the questions about its tasks."""
    return (1.0 - share) * cosine + share * known


def fuse(likeness: Scores, coverage: Scores, weight: float) -> Scores:
    """(likeness + weight x coverage) / (1 + weight), clipped to [0, 1]; higher is better.

    Coverage is bounded, so exact wording helps without drowning everyday wording; rank fusion and
    sums of raw BM25 scores do drown it. Each record is scored alone: order and neighbours of the
    candidates do not matter.
    """
    return np.clip((likeness + weight * coverage) / (1.0 + weight), 0.0, 1.0)


@cache
def coverage_weight(encoder: str) -> float:
    """Weight of coverage for an encoder, from ``fuse.toml``."""
    weights: dict[str, float] = _read()["weights"]
    return weights[max((prefix for prefix in weights if encoder.startswith(prefix)), key=len)]


@cache
def known_settings() -> KnownSettings:
    """How known questions count, from ``fuse.toml``."""
    return KnownSettings(**_read()["known"])


def _read() -> dict[str, Any]:
    return tomllib.loads(_WEIGHTS.read_text(encoding="utf-8"))
