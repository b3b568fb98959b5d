"""Whether somebody asks about an affair of their own, which no plan answers.

「残疾证丢了去哪补」 is about the same people and things as the task to publish what disabled people
are entitled to, so neither its meaning nor its words tell them apart; how it is put does. A linear
model over the question's vector, fitted by ``zhengwen encoder errands`` for one encoder. It has
learnt from what people say in their own words; of a plain official sentence it knows nothing, and
what its words find has to outweigh it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from corpus.errors import EncoderError
from index.encoder.lessons import SHIPPED as LESSONS
from index.types import Vectors

SHIPPED = LESSONS / "errands.json"
_REMEDY = "请重新安装政问（make install），或运行 zhengwen encoder errands 重新拟合。"


@dataclass(frozen=True, slots=True)
class ErrandModel:
    """Logistic regression over the vectors of one encoder; ``weights`` is (dimension,)."""

    encoder: str
    bias: float
    weights: Vectors

    def log_odds(self, vector: Vectors) -> float:
        """Log odds that the question of this vector, (dimension,), is an errand."""
        return float(self.weights @ vector) + self.bias


def write_errand_model(model: ErrandModel, file: Path) -> None:
    """Write a model, its weights to four digits."""
    weights = [round(float(weight), 4) for weight in model.weights]
    row = {"encoder": model.encoder, "bias": round(model.bias, 4), "weights": weights}
    file.write_text(json.dumps(row) + "\n", encoding="utf-8")


@cache
def read_errand_model(encoder: str, file: Path = SHIPPED) -> ErrandModel | None:
    """Read the model of an encoder; None for an encoder that has none.

    Raises:
        EncoderError: the file is missing or damaged.
    """
    try:
        row = json.loads(file.read_text(encoding="utf-8"))
        if row["encoder"] != encoder:
            return None
        return ErrandModel(encoder, float(row["bias"]), np.array(row["weights"], dtype=np.float32))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EncoderError(f"分辨办事的模型 {file} 读不了（{error}）。{_REMEDY}") from error
