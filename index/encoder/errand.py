"""Fit the model of ``index/errands.py`` on questions that differ in nothing but what they want."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from corpus.errors import UsageError
from index.encoder.lessons import Errand
from index.errands import ErrandModel
from index.types import Encoder

FOLDS = 10
_LOOSE = 10.0  # inverse strength of the ridge: vectors of unit length need large weights


@dataclass(frozen=True, slots=True)
class ErrandFit:
    """A model, and the area under its ROC curve on topics it has not seen."""

    model: ErrandModel
    unseen_auc: float


def fit_errands(errands: Sequence[Errand], encoder: Encoder) -> ErrandFit:
    """Fit what tells an errand from a question about the task next to it.

    Raises:
        UsageError: scikit-learn is not installed.
    """
    try:
        from sklearn import linear_model, metrics, model_selection  # noqa: PLC0415
    except ImportError as error:
        raise UsageError(
            "拟合要用 scikit-learn：请运行 pip install 'zhengwen[models]'。"
        ) from error
    library: Any = (linear_model, metrics, model_selection)
    linear, measures, selection = library
    learnt = [one for one in errands if not one.aside]
    vectors = encoder.encode_queries([one.question for one in learnt])
    own = np.array([one.own for one in learnt])
    model = linear.LogisticRegression(C=_LOOSE, max_iter=2000, class_weight="balanced")
    unseen = selection.cross_val_predict(
        model,
        vectors,
        own,
        groups=[one.topic for one in learnt],
        cv=selection.GroupKFold(FOLDS),
        method="decision_function",
    )
    model.fit(vectors, own)
    fitted = ErrandModel(encoder.name, float(model.intercept_[0]), model.coef_[0])
    return ErrandFit(fitted, float(measures.roc_auc_score(own, unseen)))
