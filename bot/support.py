"""How well the best record found supports an answer: a small calibrated model.

Logistic regression over thirteen features, fitted by ``zhengwen eval fit`` on questions whose
topics stand in neither the development nor the test split; the coefficients are data, in
``evidence.toml``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from bot.logistic import weigh_features
from bot.types import Question
from index.snapshot import Snapshot
from index.types import Hit


@dataclass(frozen=True, slots=True)
class Support:
    """What speaks for the best hit (the anchor) in the documents asked.

    ``whole`` is the square of ``coverage``: a few words in common say little, nearly all say much.
    ``margin`` is how far it leads the next record that says something else. ``gap`` is how far the
    best record of the other documents leads it, ``lag`` how much more of the wording that one
    holds, and ``similarity`` how alike the two are (0, 0 and 1 where none leads). ``length`` is the
    logarithm of the topic's length in characters: the longer a question, the less of it any record
    holds. ``known`` is how like the question is to the known ones about a task the record holds,
    and ``lead`` how far that is ahead of those about anything else. ``errand`` are the log odds
    that it is about somebody's own affair, and ``own`` the same where they are above zero: an
    errand weighs more against an answer than a plain question about a task weighs for it. ``vote``
    is the share of the nearest known questions that are about a task the record holds.
    """

    cosine: float
    coverage: float
    whole: float
    margin: float
    gap: float
    lag: float
    similarity: float
    length: float
    known: float
    lead: float
    errand: float
    own: float
    vote: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """Coefficients of the model, in the order of ``Support``; ``sure`` is enough to answer."""

    bias: float
    cosine: float
    coverage: float
    whole: float
    margin: float
    gap: float
    lag: float
    similarity: float
    length: float
    known: float
    lead: float
    errand: float
    own: float
    vote: float
    sure: float

    def probability(self, support: Support) -> float:
        """Probability, in [0, 1], that the anchor answers the question."""
        return weigh_features(self, support)


def measure_support(
    question: Question, inside: Sequence[Hit], better: Hit | None, snapshot: Snapshot, twin: float
) -> Support:
    """Measure what speaks for ``inside[0]``.

    ``inside`` are the hits of the documents asked, best first; ``better`` is the best hit of the
    other documents where it leads. Records of a cosine of at least ``twin`` say the same thing.
    """
    anchor = inside[0]
    odds = snapshot.errand_odds(question.topic, said=question.said)
    similarity = 1.0
    if better:
        similarity = snapshot.similarity(anchor.record.id, better.record.id)
    return Support(
        cosine=anchor.cosine,
        coverage=anchor.coverage,
        whole=anchor.coverage**2,
        margin=anchor.score - _next_other(inside, snapshot, twin),
        gap=better.score - anchor.score if better else 0.0,
        lag=better.coverage - anchor.coverage if better else 0.0,
        similarity=similarity,
        length=math.log(max(len(question.topic), 1)),
        known=anchor.known,
        lead=anchor.known - anchor.other,
        errand=odds,
        own=max(odds, 0.0),
        vote=snapshot.vote(anchor.record.id, question.topic, said=question.said),
    )


def _next_other(hits: Sequence[Hit], snapshot: Snapshot, twin: float) -> float:
    """Score of the best hit that says something else, or of the first where none does."""
    anchor = hits[0]
    others = (
        hit.score for hit in hits[1:] if snapshot.similarity(hit.record.id, anchor.record.id) < twin
    )
    return next(others, anchor.score)
