"""Whether another plan's best record holds the task of the one that surely answers.

Plans copy one another, so what the sure record says tells more of the others than the question
does: a small logistic regression of its own, fitted by ``zhengwen eval fit`` like that of
``bot/support.py``.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.logistic import weigh_features
from index.snapshot import Snapshot
from index.types import Hit


@dataclass(frozen=True, slots=True)
class Kinship:
    """What a plan's best hit has in common with the sure one.

    ``coverage`` is how much of the question's wording it holds, ``lag`` how much more the sure one
    holds, ``similarity`` the cosine of the two records.
    """

    coverage: float
    lag: float
    similarity: float


@dataclass(frozen=True, slots=True)
class KinModel:
    """Coefficients of the model, in the order of ``Kinship``; ``sure`` is enough."""

    bias: float
    coverage: float
    lag: float
    similarity: float
    sure: float

    def probability(self, kinship: Kinship) -> float:
        """Probability, in [0, 1], that both records hold the task asked about."""
        return weigh_features(self, kinship)


def measure_kinship(hit: Hit, sure: Hit, snapshot: Snapshot) -> Kinship:
    """Measure what ``hit`` has in common with the hit that surely answers."""
    return Kinship(
        coverage=hit.coverage,
        lag=sure.coverage - hit.coverage,
        similarity=snapshot.similarity(hit.record.id, sure.record.id),
    )
