"""Fusion of the two channels: cosine, and a bounded bonus for the question's own words."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]

_WEIGHTS = Path(__file__).with_name("fuse.toml")


def fuse(cosine: Scores, coverage: Scores, weight: float) -> Scores:
    """(cosine + weight x coverage) / (1 + weight), clipped to [0, 1]; higher is better.

    Coverage is bounded, so exact wording helps without drowning everyday wording; rank fusion and
    sums of raw BM25 scores do drown it. Each record is scored alone: order and neighbours of the
    candidates do not matter.
    """
    return np.clip((cosine + weight * coverage) / (1.0 + weight), 0.0, 1.0)


@cache
def coverage_weight(encoder: str) -> float:
    """Weight of coverage for an encoder, from ``fuse.toml``."""
    weights: dict[str, float] = tomllib.loads(_WEIGHTS.read_text(encoding="utf-8"))["weights"]
    return weights[max((prefix for prefix in weights if encoder.startswith(prefix)), key=len)]
