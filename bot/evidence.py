"""Which records answer, which are only close, and which "no" it is when none does.

Every document gets a verdict of its own: its best record is weighed by the calibrated model of
``bot/support.py``, which also sees how much better another document's record fits. One verdict
must be sure; of the other documents asked those answer that hold the same task as that one
(``bot/kinship.py``). A task that only documents outside the question hold is named as such, unless
one asked holds most likely the same.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import TypeAdapter

from bot.kinship import KinModel, choose_kin, holds_its_task, measure_kinship
from bot.support import Calibration, Support, measure_support
from bot.types import Question
from index.snapshot import Snapshot
from index.types import Hit

Kind = Literal["item", "passage"]

_CANDIDATES = 40  # of one document
_MOST_RELATED = 3
_TWICE_AS_LIKELY = 2 / 3  # that it is the same task: a wrong answer is worse than a refusal


@dataclass(frozen=True, slots=True)
class Thresholds:
    """How much evidence is enough; ``evidence.toml`` says what each number means."""

    twin: float
    near_here: float
    near_coverage: float
    here_coverage: float
    related_drop: float
    related_coverage: float
    familiar: float
    own_matter: float
    near_shown: float
    item: Calibration
    passage: Calibration
    kin: KinModel

    def of(self, kind: Kind) -> Calibration:
        """How sure to be of a record of this kind."""
        return self.item if kind == "item" else self.passage


@dataclass(frozen=True, slots=True)
class Verdict:
    """One document's hits, best first, and what speaks for the first of them."""

    hits: tuple[Hit, ...]
    support: Support

    @property
    def best(self) -> Hit:
        """The record that would answer."""
        return self.hits[0]


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
    return _read_rows()[row_of(encoder)]


def row_of(encoder: str) -> str:
    """Name the row of ``evidence.toml`` for an encoder: the longest name it begins with."""
    rows = _read_rows()
    known = [name for name in rows if encoder.startswith(name)]
    return max(known, key=len) if known else next(iter(rows))


@cache
def _read_rows() -> dict[str, Thresholds]:
    table = tomllib.loads(files("bot").joinpath("evidence.toml").read_text("utf-8"))
    return TypeAdapter(dict[str, Thresholds]).validate_python(table)


def weigh_topic(
    question: Question, document_ids: frozenset[str], snapshot: Snapshot, kind: Kind = "item"
) -> Evidence:
    """Search what ``question`` is about and decide for each document of ``document_ids``."""
    limits = load_thresholds(snapshot.manifest.encoder)
    model = limits.of(kind)
    asked, others = verdicts_on(question, document_ids, snapshot, kind)
    surest = max(asked, key=lambda one: model.probability(one.support), default=None)
    if surest and model.probability(surest.support) >= model.sure:
        return _answered(asked, surest, limits, snapshot)
    elsewhere = [one.best for one in others if model.probability(one.support) >= model.sure]
    if not asked or not elsewhere:
        return Evidence((), ())
    clearest = max(others, key=lambda one: model.probability(one.support)).best
    if kin := tuple(_twins_of(clearest, asked, limits, snapshot)):
        return Evidence(kin, ())
    close = [one.best for one in asked if _is_close(one.best, elsewhere[0], limits)]
    return Evidence((), tuple(close[:_MOST_RELATED]), tuple(elsewhere))


def _answered(
    asked: Iterable[Verdict], surest: Verdict, limits: Thresholds, snapshot: Snapshot
) -> Evidence:
    """Take the documents that hold the task of the surest one; of the others, what is close."""
    kin: list[Hit] = []
    rest: list[Hit] = []
    for one in asked:
        hit = one.best if one is surest else choose_kin(one.hits, surest.best, snapshot)
        if one is surest or _is_kin(hit, surest.best, limits, snapshot):
            kin += _answers_of(hit, one.hits, limits)
            kin += _same_task(hit, one.hits, surest.best, limits, snapshot)
        else:
            rest.append(hit)
    answers = tuple({hit.record.id: hit for hit in kin}.values())
    best = max(answers, key=lambda hit: hit.score)
    close = [hit for hit in rest if _is_close(hit, best, limits)]
    return Evidence(answers, tuple(close[:_MOST_RELATED]))


def _twins_of(
    clearest: Hit, asked: Iterable[Verdict], limits: Thresholds, snapshot: Snapshot
) -> Iterator[Hit]:
    """Records of the documents asked that hold the task another document puts more clearly."""
    for one in asked:
        hit = choose_kin(one.hits, clearest, snapshot)
        likely = limits.kin.probability(measure_kinship(hit, clearest, snapshot))
        if likely >= _TWICE_AS_LIKELY:
            yield hit


def _is_kin(hit: Hit, sure: Hit, limits: Thresholds, snapshot: Snapshot) -> bool:
    """Tell whether ``hit`` holds the task of the hit that surely answers."""
    return limits.kin.probability(measure_kinship(hit, sure, snapshot)) >= limits.kin.sure


def verdicts_on(
    question: Question, document_ids: frozenset[str], snapshot: Snapshot, kind: Kind
) -> tuple[list[Verdict], list[Verdict]]:
    """Weigh the documents asked, and those of the others that lead all of them; best first."""
    in_force = {one.id for one in snapshot.documents.values() if one.in_force}
    groups = snapshot.search_each(
        question.topic,
        said=question.said,
        document_ids=document_ids | in_force,
        kind=kind,
        limit=_CANDIDATES,
    )
    asked = [hits for name, hits in groups.items() if name in document_ids]
    others = [hits for name, hits in groups.items() if name not in document_ids]
    leaders = [group[0] for group in (*asked, *others)]
    twin = load_thresholds(snapshot.manifest.encoder).twin

    def judge(hits: list[Hit], rivals: Iterable[Hit]) -> Verdict:
        better = max(rivals, key=lambda hit: hit.score, default=None)
        if better and better.score <= hits[0].score:
            better = None
        return Verdict(tuple(hits), measure_support(question, hits, better, snapshot, twin))

    lead = max((group[0].score for group in asked), default=0.0)
    return (
        [judge(hits, leaders) for hits in asked],
        [judge(hits, ()) for hits in others if hits[0].score > lead],
    )


def _answers_of(best: Hit, hits: Iterable[Hit], limits: Thresholds) -> Iterator[Hit]:
    """The record of a document that answers, and others of it that answer as well."""
    yield best
    wanted = max(limits.here_coverage, limits.near_coverage * best.coverage)
    for hit in hits:
        near = hit.score >= best.score - limits.near_here and hit.coverage >= wanted
        if near and hit is not best:
            yield hit


def _same_task(
    best: Hit, hits: Iterable[Hit], sure: Hit, limits: Thresholds, snapshot: Snapshot
) -> Iterator[Hit]:
    """Further records of a document that hold the very task the question is recognised as.

    None where the question's own words tell the best one from its neighbours.
    """
    worded = best.coverage >= limits.here_coverage
    if worded or sure.known < sure.other or not holds_its_task(best, sure, snapshot):
        return
    for hit in hits:
        if holds_its_task(hit, sure, snapshot):
            yield hit


def _is_close(hit: Hit, best: Hit, limits: Thresholds) -> bool:
    """Tell whether ``hit`` is worth showing beside the answer, or instead of one."""
    near_enough = hit.cosine >= best.cosine - limits.related_drop
    return near_enough and hit.coverage >= limits.related_coverage * best.coverage
