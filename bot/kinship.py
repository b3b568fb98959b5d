"""Whether another plan's best record holds the task of the one that surely answers.

Plans copy one another, so what the sure record says tells more of the others than the question
does: a small logistic regression of its own, fitted by ``zhengwen eval fit`` like that of
``bot/support.py``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.logistic import weigh_features
from index.snapshot import Snapshot
from index.types import Hit

_UNKNOWN = 0.5
_HARDLY_WORSE = 0.2  # of a score in [0, 1]


@dataclass(frozen=True, slots=True)
class Kinship:
    """What a plan's hit has in common with the sure one.

    ``coverage`` is how much of the question's wording it holds, ``lag`` how much more the sure one
    holds, ``similarity`` the cosine of the two records. ``together`` tells (1 or 0) whether it
    holds the task that the question is recognised as; a half where none is known. ``behind`` is how
    much less like the known questions about its own tasks the question is; 0 where none is known.
    """

    coverage: float
    lag: float
    similarity: float
    together: float
    behind: float


@dataclass(frozen=True, slots=True)
class KinModel:
    """Coefficients of the model, in the order of ``Kinship``; ``sure`` is enough."""

    bias: float
    coverage: float
    lag: float
    similarity: float
    together: float
    behind: float
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
        together=holds_its_task(hit, sure, snapshot) if sure.recognised else _UNKNOWN,
        behind=sure.known - hit.known if sure.recognised and hit.recognised else 0.0,
    )


def choose_kin(hits: Sequence[Hit], sure: Hit, snapshot: Snapshot) -> Hit:
    """Choose, of a plan's hits, best first, the one that may hold the task of the sure one.

    That is the best one, or one hardly worse that holds the very task the question is about.
    """
    near = (hit for hit in hits if hit.score >= hits[0].score - _HARDLY_WORSE)
    return next((hit for hit in near if holds_its_task(hit, sure, snapshot)), hits[0])


def holds_its_task(hit: Hit, sure: Hit, snapshot: Snapshot) -> bool:
    """Tell whether ``hit`` holds the task that the question is recognised as by the sure one."""
    return sure.recognised and snapshot.holds_task(hit.record.id, sure.topic)
