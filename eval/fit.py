"""Fit the evidence: how sure the bot must be of a record, learnt from cases of the fitting split.

An example is one verdict the bot gives: the best record of a document asked, what speaks for it,
and whether it is a right answer to the case. Right and wrong examples weigh the same, so that about
a half is where to stop (``SURE``). Items and sections of the body share the coefficients, since
sections alone are too few; each kind has a bias of its own. Everyday questions of the encoder's
lessons have a share in it: what five plans do not hold is far more than cases can tell. So have
errands beside a task, that the model of ``index/errands.py`` has not learnt from. A model of its
own tells which further documents hold the same task.
"""

from __future__ import annotations

import math
import tomllib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, astuple, dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.evidence import Kind
from bot.kinship import KinModel, Kinship
from bot.support import Calibration, Support
from corpus.errors import UsageError
from eval.examples import FITTING, KINDS, Example, KinExample

FOLDS = 10
# Where to stop, as many questions having an answer as have none. A little below a half: at this
# probability as many questions that have no answer get one as with the features before ``vote``
# at a half, and more that have one get it (docs/adr/0014).
SURE = 0.46
SHARES = {"case": 1 / 3, "lesson": 1 / 3, "errand": 1 / 3}  # of the weight, by the source
FEWEST = 20  # examples of each kind below which no model is worth its name

Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Fit:
    """A calibration, and its (false answers, false refusals) on unseen examples, by source."""

    calibration: Calibration
    examples: int
    right: int
    mistakes: Mapping[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class KinFit:
    """A model of kinship, and the share of unseen cases with a wrong decision, by source."""

    model: KinModel
    examples: int
    right: int
    wrong: Mapping[str, float]


def fit_calibrations(examples: Sequence[Example]) -> dict[Kind, Fit]:
    """Fit the logistic model on ``examples``, and count the mistakes on what it has not seen.

    Raises:
        UsageError: there are too few examples, or scikit-learn is not installed.
    """
    right = np.array([one.right for one in examples])
    features = np.array([(*astuple(one.support), one.kind == KINDS[1]) for one in examples])
    groups = [one.group or one.case for one in examples]
    sources = [one.source for one in examples]
    bias, weights, unseen = _fit_logistic(features, right, groups, _balance(right, sources))
    fits: dict[Kind, Fit] = {}
    for kind in KINDS:
        own = [row for row, one in enumerate(examples) if one.kind == kind]
        fits[kind] = Fit(
            Calibration(
                bias=round(bias + float(weights[-1]) * (kind == KINDS[1]), 3),
                sure=SURE,
                **_named(Support, weights),
            ),
            len(own),
            int(right[own].sum()),
            _count_mistakes([examples[row] for row in own], unseen[own]),
        )
    return fits


def fit_kin(examples: Sequence[KinExample]) -> KinFit:
    """Fit which further documents hold the same task.

    Raises:
        UsageError: there are too few examples, or scikit-learn is not installed.
    """
    right = np.array([one.right for one in examples])
    features = np.array([astuple(one.kinship) for one in examples])
    groups = [one.group or one.case for one in examples]
    sources = [one.source for one in examples]
    weights = _share_out(sources)
    bias, coefficients, unseen = _fit_logistic(features, right, groups, weights)
    decided = [(one.source, one.case, one.right) for one in examples]

    def wrong(sure: float) -> dict[str, float]:
        return _count_wrong([(*one, p >= sure) for one, p in zip(decided, unseen, strict=True)])

    sure = _choose_sure(lambda sure: sum(wrong(sure).values()) / len(wrong(sure)), len({*groups}))
    model = KinModel(bias=round(bias, 3), sure=sure, **_named(Kinship, coefficients))
    return KinFit(model, len(examples), int(right.sum()), wrong(sure))


def _choose_sure(mistaken: Callable[[float], float], groups: int) -> float:
    """Return the lowest threshold within one standard error of the best.

    A plan left out is missed more than one too many, and the best one is mostly chance.
    """
    steps = [step / 100 for step in range(5, 96)]
    best = min(map(mistaken, steps))
    margin = math.sqrt(best * (1 - best) / groups)
    return next(step for step in steps if mistaken(step) <= best + margin)


def _count_wrong(decided: Sequence[tuple[str, str, bool, bool]]) -> dict[str, float]:
    """Share of the cases with a wrong decision, by source."""
    return {
        source: len(
            {case for whose, case, right, held in decided if whose == source and right != held}
        )
        / len({case for whose, case, _, _ in decided if whose == source})
        for source in dict.fromkeys(source for source, *_ in decided)
    }


def _named(kind: type[Support | Kinship], weights: Scores) -> dict[str, float]:
    names = [field.name for field in fields(kind)]
    return {name: round(float(weight), 3) for name, weight in zip(names, weights, strict=False)}


def _count_mistakes(
    examples: Sequence[Example], probability: Scores
) -> dict[str, tuple[float, float]]:
    """Shares of false answers and false refusals, by source, among what decides."""
    first = _first_of_each([one.case for one in examples], probability)
    mistakes: dict[str, tuple[float, float]] = {}
    for source in dict.fromkeys(one.source for one in examples):
        own = [
            (one, p >= SURE)
            for one, p, decides in zip(examples, probability, first, strict=True)
            if decides and one.source == source
        ]
        wrong = [sure for one, sure in own if not one.answerable and not one.right]
        right = [not sure for one, sure in own if one.right]
        mistakes[source] = (_share(wrong), _share(right))
    return mistakes


def _share(mistaken: Sequence[bool]) -> float:
    return sum(mistaken) / len(mistaken) if mistaken else 0.0


def _fit_logistic(
    features: Scores, right: NDArray[np.bool_], groups: Sequence[str], shares: Scores
) -> tuple[float, Scores, Scores]:
    """Return bias, weights of the features as they are, and the probabilities of unseen groups.

    ``shares`` (examples,) is how much each example weighs.
    """
    if min(int(right.sum()), int((~right).sum())) < FEWEST:
        raise UsageError(
            f"拟合至少要对错各 {FEWEST} 个例子，现在有 {int(right.sum())} 对、"
            f"{int((~right).sum())} 错：请检查 --cases 里 split 为 {FITTING} 的题。"
        )
    try:
        from sklearn import linear_model, model_selection, pipeline, preprocessing  # noqa: PLC0415
    except ImportError as error:
        raise UsageError(
            "拟合要用 scikit-learn：请运行 pip install 'zhengwen[models]'。"
        ) from error
    library: Any = (linear_model, model_selection, pipeline, preprocessing)
    linear, selection, pipes, scaling = library
    model = pipes.make_pipeline(scaling.StandardScaler(), linear.LogisticRegression())
    weighed = {"logisticregression__sample_weight": shares}
    folds = selection.StratifiedGroupKFold(FOLDS, shuffle=True, random_state=0)
    unseen = selection.cross_val_predict(
        model, features, right, groups=groups, cv=folds, method="predict_proba", params=weighed
    )
    model.fit(features, right, **weighed)
    weights: Scores = model[1].coef_[0] / model[0].scale_
    bias = float(model[1].intercept_[0] - (weights * model[0].mean_).sum())
    return bias, weights, unseen[:, 1]


def _balance(right: NDArray[np.bool_], sources: Sequence[str]) -> Scores:
    """Weight of each example: within a source the right ones weigh as much as the wrong ones."""
    kinds = list(zip(sources, right.tolist(), strict=True))
    count = Counter(kinds)
    shares = {source: SHARES[source] for source in {*sources}}
    whole = len(kinds) / sum(shares.values()) / 2
    return np.array([whole * shares[source] / count[source, one] for source, one in kinds])


def _share_out(sources: Sequence[str]) -> Scores:
    """Weight of each example: equal within a source."""
    count = Counter(sources)
    whole = len(sources) / sum(SHARES[source] for source in count)
    return np.array([whole * SHARES[source] / count[source] for source in sources])


def _first_of_each(groups: Sequence[str], probability: Scores) -> NDArray[np.bool_]:
    """Mark the likeliest example of each case: the one that decides whether to answer."""
    best: dict[str, int] = {}
    for row, case in enumerate(groups):
        if case not in best or probability[row] > probability[best[case]]:
            best[case] = row
    return np.isin(np.arange(len(groups)), list(best.values()))


def write_table(file: Path, encoder: str, table: str, model: Calibration | KinModel) -> None:
    """Replace the rows of one table of ``evidence.toml``, and nothing else.

    Raises:
        UsageError: the file has no such table.
    """
    head = f"[{encoder}.{table}]"
    before, found, rest = file.read_text(encoding="utf-8").partition(f"{head}\n")
    if not found:
        known = "、".join(tomllib.loads(before))
        raise UsageError(f"{file} 里没有 {head} 这张表，只有：{known}。")
    after = rest[rest.index("\n[") :] if "\n[" in rest else ""
    rows = "".join(f"{name} = {value}\n" for name, value in asdict(model).items())
    file.write_text(f"{before}{head}\n{rows}{after}", encoding="utf-8")
