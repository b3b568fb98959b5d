"""Fit the evidence: how sure the bot must be of a record, learnt from cases of the fitting split.

An example is one verdict the bot gives: the best record of a document asked, what speaks for it,
and whether it is a right answer to the case. The threshold ``sure`` balances false answers, of
which one in a hundred is too many, with false refusals, of which three are; ``also`` makes the
fewest mistakes in telling which further documents hold the same task, and is read off the
development split, since few cases of the fitting split span several documents. Items and
sections of the body share the coefficients, since sections alone are too few; each kind has a
bias and thresholds of its own.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, astuple, dataclass, fields, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.evidence import Kind, verdicts_on
from bot.plan import plan_answer
from bot.scope import find_scope
from bot.support import Calibration, Support
from bot.understand.lexicon import Lexicon, learn_lexicon
from bot.understand.question import understand
from corpus.errors import UsageError
from eval.types import Case
from index.snapshot import Snapshot

FITTING, DEVELOPMENT = "fitting", "development"
LACKING = frozenset({"no_such_item", "out_of_scope"})
KINDS: tuple[Kind, ...] = ("item", "passage")
FOLDS = 10
FEWEST = 20  # examples of each kind below which no model is worth its name
EVEN = 0.5
TOLERABLE = {"answers": 0.01, "refusals": 0.03}

Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """One decision: what speaks for a document's best record, and whether it is a right answer.

    Where a right answer exists (``answerable``), a wrong record is a mistake of the search: it is
    learnt from, but tells nothing about where to stop answering.
    """

    case: str
    kind: Kind
    support: Support
    right: bool
    answerable: bool


@dataclass(frozen=True, slots=True)
class Fit:
    """A calibration, and the shares in [0, 1] of wrong decisions on examples it did not see."""

    calibration: Calibration
    examples: int
    right: int
    false_answers: float
    false_refusals: float


def collect_examples(
    cases: Iterable[Case], snapshot: Snapshot, split: str, kind: Kind
) -> Iterator[Example]:
    """Yield the decisions that the cases of a split call for.

    A case that records of the other kind answer tells nothing about this one; nor does one that
    is to be declined for what it asks, not for want of a record.
    """
    lexicon = learn_lexicon(snapshot)
    records = snapshot.items if kind == "item" else snapshot.passages
    for case in cases:
        told = case.expected_status in LACKING or any(one in records for one in case.gold)
        if case.split == split and told and not case.history:
            yield from _decisions(case, snapshot, lexicon, kind)


def _decisions(case: Case, snapshot: Snapshot, lexicon: Lexicon, kind: Kind) -> Iterator[Example]:
    question = understand(case.question, lexicon, this_year=date.today().year)
    scope = find_scope(question, snapshot)
    if plan_answer(question, scope, lexicon.documents).way != "topic":
        return
    for verdict in verdicts_on(question.topic, scope.ids, snapshot, kind)[0]:
        found = verdict.best.record.id
        if found in case.gold or scope.named or found not in case.gold_optional:
            right = found in case.gold or found in case.gold_optional
            yield Example(case.id, kind, verdict.support, right, case.answerable)


def fit_calibrations(examples: Sequence[Example], others: Sequence[Example]) -> dict[Kind, Fit]:
    """Fit the logistic model on ``examples``, and choose its thresholds on what it has not seen.

    ``others`` are the examples that ``also`` is read off.

    Raises:
        UsageError: there are too few examples, or scikit-learn is not installed.
    """
    right = np.array([one.right for one in examples])
    if min(int(right.sum()), int((~right).sum())) < FEWEST:
        raise UsageError(
            f"拟合至少要对错各 {FEWEST} 个例子，现在有 {int(right.sum())} 对、"
            f"{int((~right).sum())} 错：请检查 --cases 里 split 为 {FITTING} 的题。"
        )
    features = np.array([(*astuple(one.support), one.kind == KINDS[1]) for one in examples])
    model, unseen = _fit_logistic(features, right, [one.case for one in examples])
    scale, mean = model[0].scale_, model[0].mean_
    weights: Scores = model[1].coef_[0] / scale
    bias = float(model[1].intercept_[0] - (weights * mean).sum())
    biases = {KINDS[0]: bias, KINDS[1]: bias + float(weights[-1])}
    names = [field.name for field in fields(Support)]
    coefficients = {name: round(float(w), 3) for name, w in zip(names, weights, strict=False)}
    return {
        kind: _fit_kind(
            Calibration(bias=round(biases[kind], 3), sure=EVEN, also=EVEN, **coefficients),
            [(one, p) for one, p in zip(examples, unseen, strict=True) if one.kind == kind],
            [one for one in others if one.kind == kind],
        )
        for kind in KINDS
    }


def _fit_kind(
    model: Calibration, unseen: Sequence[tuple[Example, float]], others: Sequence[Example]
) -> Fit:
    """Choose the thresholds of one kind; ``unseen`` are examples with their probabilities."""
    own, probability = [one for one, _ in unseen], np.array([p for _, p in unseen])
    first = _first_of_each([one.case for one in own], probability)
    right = np.array([one.right for one in own])
    hopeless = np.array([not one.answerable and not one.right for one in own])
    wrong, good = probability[first & hopeless], probability[first & right]
    sure = _choose_sure(wrong, good)
    return Fit(
        replace(model, sure=sure, also=_choose_also(model, others)),
        len(own),
        int(right.sum()),
        float((wrong >= sure).mean()),
        float((good < sure).mean()),
    )


def _fit_logistic(
    features: Scores, right: NDArray[np.bool_], groups: Sequence[str]
) -> tuple[Any, Scores]:
    """Return the fitted pipeline (scaling, logistic) and the probabilities of unseen cases."""
    try:
        from sklearn import linear_model, model_selection, pipeline, preprocessing  # noqa: PLC0415
    except ImportError as error:
        raise UsageError(
            "拟合要用 scikit-learn：请运行 pip install 'zhengwen[models]'。"
        ) from error
    library: Any = (linear_model, model_selection, pipeline, preprocessing)
    linear, selection, pipes, scaling = library
    model = pipes.make_pipeline(
        scaling.StandardScaler(), linear.LogisticRegression(class_weight="balanced")
    )
    folds = selection.StratifiedGroupKFold(FOLDS, shuffle=True, random_state=0)
    unseen = selection.cross_val_predict(
        model, features, right, groups=groups, cv=folds, method="predict_proba"
    )
    return model.fit(features, right), unseen[:, 1]


def _first_of_each(groups: Sequence[str], probability: Scores) -> NDArray[np.bool_]:
    """Mark the likeliest example of each case: the one that decides whether to answer."""
    best: dict[str, int] = {}
    for row, case in enumerate(groups):
        if case not in best or probability[row] > probability[best[case]]:
            best[case] = row
    return np.isin(np.arange(len(groups)), list(best.values()))


def _choose_sure(wrong: Scores, right: Scores) -> float:
    """Return the threshold of the lowest cost, each kind of mistake weighed by its tolerance."""

    def cost(sure: float) -> float:
        answers = float((wrong >= sure).mean()) / TOLERABLE["answers"]
        refusals = float((right < sure).mean()) / TOLERABLE["refusals"]
        return answers + refusals

    return _lowest(cost)


def _choose_also(model: Calibration, examples: Sequence[Example]) -> float:
    """Return the threshold by which most cases get all their documents right."""
    cases: dict[str, list[Example]] = {}
    for one in examples:
        cases.setdefault(one.case, []).append(one)
    several = [
        [(model.probability(one.support), one.right) for one in case]
        for case in cases.values()
        if len(case) > 1 and any(one.right for one in case)
    ]
    if not several:
        return EVEN

    def wrong(also: float) -> float:
        return sum(any((p >= also) != right for p, right in case) for case in several)

    return _lowest(wrong)


def _lowest(cost: Callable[[float], float]) -> float:
    """Return the middle of the thresholds of the lowest cost."""
    steps = [step / 100 for step in range(5, 96)]
    best = min(map(cost, steps))
    lowest = [step for step in steps if cost(step) <= best]
    return lowest[len(lowest) // 2]


def write_calibration(file: Path, encoder: str, kind: Kind, calibration: Calibration) -> None:
    """Replace the rows of one table of ``evidence.toml``, and nothing else.

    Raises:
        UsageError: the file has no such table.
    """
    head = f"[{encoder}.{kind}]"
    before, found, rest = file.read_text(encoding="utf-8").partition(f"{head}\n")
    if not found:
        known = "、".join(tomllib.loads(before))
        raise UsageError(f"{file} 里没有 {head} 这张表，只有：{known}。")
    after = rest[rest.index("\n[") :] if "\n[" in rest else ""
    rows = "".join(f"{name} = {value}\n" for name, value in asdict(calibration).items())
    file.write_text(f"{before}{head}\n{rows}{after}", encoding="utf-8")
