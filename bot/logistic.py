"""Logistic regression whose coefficients are named like the features they weigh."""

from __future__ import annotations

import math
from typing import ClassVar, Protocol


class Features(Protocol):
    """A slotted dataclass of numbers."""

    __slots__: ClassVar[tuple[str, ...]]


class Model(Protocol):
    """A bias, and a coefficient for every feature under the feature's name."""

    @property
    def bias(self) -> float: ...  # noqa: D102  named by the class


def weigh_features(model: Model, features: Features) -> float:
    """Return the probability, in [0, 1], that ``model`` gives to ``features``."""
    products = (getattr(model, name) * getattr(features, name) for name in features.__slots__)
    return 1 / (1 + math.exp(-model.bias - sum(products)))
