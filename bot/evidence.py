"""Which records answer, which are only close, and which "no" it is when none does.

All candidates are weighed against the best one (the anchor): a record counts as the same task
when it is as near to the question, or when its text is almost the anchor's own (a twin: plans of
one province repeat their sentences). A task that some other jurisdiction's plan answers far better
is not in the plan that was asked.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import TypeAdapter

from corpus.types import Record, TaskItem
from index.snapshot import Snapshot
from index.types import Hit

Kind = Literal["item", "passage"]

_MOST_CANDIDATES = 400
_MOST_ELSEWHERE = 30
_MOST_RELATED = 3


@dataclass(frozen=True, slots=True)
class Presence:
    """Coefficients of the logistic model that tells whether a plan holds a task at all."""

    bias: float
    cosine: float
    coverage: float
    gap: float
    similarity: float


@dataclass(frozen=True, slots=True)
class Thresholds:
    """How much evidence is enough; ``evidence.toml`` says what each number means."""

    enough: float
    near: float
    near_coverage: float
    worded: float
    twin: float
    twin_drop: float
    twin_coverage: float
    near_here: float
    here_coverage: float
    lead: float
    related_drop: float
    related_coverage: float
    presence: Presence


@dataclass(frozen=True, slots=True)
class Evidence:
    """Outcome of weighing: the hits that answer (best first), and the close ones.

    ``elsewhere`` holds the better hits outside the scope when the scope lacks the task.
    """

    answers: tuple[Hit, ...]
    close: tuple[Hit, ...]
    elsewhere: tuple[Hit, ...] = ()


@cache
def load_thresholds(encoder: str) -> Thresholds:
    """Read the thresholds measured for an encoder; an unknown encoder gets the first row's."""
    table = tomllib.loads(files("bot").joinpath("evidence.toml").read_text("utf-8"))
    rows = TypeAdapter(dict[str, Thresholds]).validate_python(table)
    known = [name for name in rows if encoder.startswith(name)]
    return rows[max(known, key=len) if known else next(iter(rows))]


def weigh_topic(
    topic: str, document_ids: frozenset[str], snapshot: Snapshot, kind: Kind = "item"
) -> Evidence:
    """Search ``topic`` in all documents and decide for those in ``document_ids``."""
    limits = load_thresholds(snapshot.manifest.encoder)
    inside = snapshot.search(topic, document_ids=document_ids, kind=kind, limit=_MOST_CANDIDATES)
    if not inside:
        return Evidence((), ())
    anchor = inside[0]
    outside = _find_better(topic, anchor, document_ids, snapshot, kind)
    if outside and not _is_present(anchor, outside[0], snapshot, limits.presence):
        close = tuple(hit for hit in inside[:1] if _is_close(hit, outside[0], limits))
        return Evidence((), close, tuple(_best_of_each_document(outside)))
    if anchor.score < limits.enough:
        return Evidence((), ())
    answers = _select(inside, snapshot, limits)
    return Evidence(tuple(answers), tuple(_close(inside, answers, limits)))


def weigh_each(topic: str, document_ids: Iterable[str], snapshot: Snapshot) -> Evidence:
    """Weigh the documents one by one: each that was named is owed its own verdict."""
    verdicts = [weigh_topic(topic, frozenset({one}), snapshot) for one in document_ids]
    answers = tuple(hit for verdict in verdicts for hit in verdict.answers)
    close = tuple(hit for verdict in verdicts for hit in verdict.close)
    elsewhere = tuple(hit for verdict in verdicts for hit in verdict.elsewhere)
    return Evidence(answers, close, () if answers else elsewhere)


def _find_better(
    topic: str, anchor: Hit, document_ids: frozenset[str], snapshot: Snapshot, kind: Kind
) -> list[Hit]:
    """Return hits of other documents that beat the best one here, best first."""
    if document_ids >= snapshot.documents.keys():
        return []
    limits = load_thresholds(snapshot.manifest.encoder)
    enough = max(anchor.score + limits.lead, limits.enough)
    return [
        hit
        for hit in snapshot.search(topic, limit=_MOST_ELSEWHERE)
        if _kind_of(hit.record) == kind
        and hit.record.document_id not in document_ids
        and hit.score > enough
    ]


def _is_present(anchor: Hit, better: Hit, snapshot: Snapshot, model: Presence) -> bool:
    """Tell whether the plan asked holds the task although another plan words it better."""
    evidence = (
        model.bias
        + model.cosine * anchor.cosine
        + model.coverage * anchor.coverage
        + model.gap * (better.score - anchor.score)
        + model.similarity * snapshot.similarity(anchor.record.id, better.record.id)
    )
    return evidence > 0


def _kind_of(record: Record) -> Kind:
    return "item" if isinstance(record, TaskItem) else "passage"


def _select(hits: Sequence[Hit], snapshot: Snapshot, limits: Thresholds) -> list[Hit]:
    anchor = hits[0]
    best_here: dict[str, Hit] = {}
    chosen: list[Hit] = []
    for hit in hits:
        first = best_here.setdefault(hit.record.document_id, hit)
        same_task = _is_near(hit, anchor, limits) or _is_twin(hit, anchor, snapshot, limits)
        if hit is anchor or (same_task and (hit is first or _is_as_near(hit, first, limits))):
            chosen.append(hit)
    return chosen


def _is_near(hit: Hit, anchor: Hit, limits: Thresholds) -> bool:
    """Tell whether the question's own words fit ``hit`` as well as the anchor."""
    close_enough = hit.score >= anchor.score - limits.near
    as_worded = hit.coverage >= limits.near_coverage * anchor.coverage
    return anchor.coverage >= limits.worded and close_enough and as_worded


def _is_twin(hit: Hit, anchor: Hit, snapshot: Snapshot, limits: Thresholds) -> bool:
    close_enough = hit.score >= anchor.score - limits.twin_drop
    if not close_enough or hit.coverage < limits.twin_coverage * anchor.coverage:
        return False
    return snapshot.similarity(hit.record.id, anchor.record.id) >= limits.twin


def _is_as_near(hit: Hit, first: Hit, limits: Thresholds) -> bool:
    """Tell whether a further item of a document answers as well as that document's best one."""
    close_enough = hit.score >= first.score - limits.near_here
    wanted = max(limits.here_coverage, limits.near_coverage * first.coverage)
    return close_enough and hit.coverage >= wanted


def _close(hits: Sequence[Hit], answers: Sequence[Hit], limits: Thresholds) -> list[Hit]:
    answered = {hit.record.document_id for hit in answers}
    others = [
        hit
        for hit in hits
        if hit.record.document_id not in answered and _is_close(hit, hits[0], limits)
    ]
    return _best_of_each_document(others)[:_MOST_RELATED]


def _is_close(hit: Hit, anchor: Hit, limits: Thresholds) -> bool:
    """Tell whether ``hit`` is worth showing beside the answer, or instead of one."""
    near_enough = hit.cosine >= anchor.cosine - limits.related_drop
    return near_enough and hit.coverage >= limits.related_coverage * anchor.coverage


def _best_of_each_document(hits: Iterable[Hit]) -> list[Hit]:
    best: dict[str, Hit] = {}
    for hit in hits:
        best.setdefault(hit.record.document_id, hit)
    return list(best.values())
