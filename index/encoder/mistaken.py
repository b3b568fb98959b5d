"""Which topics are easily mistaken for one another: where hard negatives come from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from index.encoder.lessons import Lessons

Vectors = NDArray[np.float32]
SAME = 0.97  # cosine from which two texts may well say the same thing


def mine_mistaken(
    lessons: Lessons, encode: Callable[[list[str]], Vectors]
) -> Mapping[str, Sequence[str]]:
    """For every topic all others, by falling cosine of their nearest texts.

    Topics that look the same come last: a text that says the same is no wrong answer. ``encode``
    gives unit vectors, one a text.
    """
    names = list(lessons.topics)
    texts = [text for name in names for text in lessons.topics[name].texts]
    owner = np.repeat(np.arange(len(names)), [len(lessons.topics[n].texts) for n in names])
    vectors = encode(texts)
    nearest = np.full((len(names), len(names)), -1.0, dtype=np.float32)
    cosine = vectors @ vectors.T
    for row, topic in enumerate(owner):
        np.maximum.at(nearest[topic], owner, cosine[row])
    nearest[nearest > SAME] = -1.0
    order: list[list[int]] = np.argsort(-nearest, axis=1, kind="stable").tolist()
    return {
        name: [names[other] for other in order[row] if other != row]
        for row, name in enumerate(names)
    }
