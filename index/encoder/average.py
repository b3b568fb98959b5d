"""Average: several trainings from the same base become one checkpoint, weight by weight.

Trainings on other data or from another seed make different mistakes; the mean of their weights
keeps what they agree on and costs nothing to run (Wortsman et al., Model soups, arXiv:2203.05482).
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from corpus.errors import EncoderError
from index.encoder.card import hash_file, read_facts, write_card
from index.encoder.export import WEIGHTS
from index.encoder.train import CURVE, LOG, STEPS


def average(checkpoints: Sequence[Path], out: Path, weights: Sequence[float] | None = None) -> None:
    """Write the mean of ``checkpoints`` to ``out``, with the tokenizer and settings of the first.

    ``weights`` say how much each counts; without them all count the same.

    Raises:
        EncoderError: one cannot be read, they are not of one shape, or not each has a weight.
    """
    from safetensors import numpy as untyped  # noqa: PLC0415

    safetensors: Any = untyped
    shares = list(weights or [1.0] * len(checkpoints))
    if len(shares) != len(checkpoints) or min(shares) <= 0:
        raise EncoderError("每份检查点要配一个大于零的权重，次序相同。")
    try:
        states = [safetensors.load_file(one / WEIGHTS) for one in checkpoints]
    except OSError as error:
        raise EncoderError(f"读不了检查点（{error}）：请先运行 zhengwen encoder train。") from error
    shapes = [{name: tensor.shape for name, tensor in state.items()} for state in states]
    if any(shape != shapes[0] for shape in shapes):
        raise EncoderError("这些检查点的形状不同，不能取平均：要从同一个基础训练、层数相同。")
    unwanted = shutil.ignore_patterns(
        WEIGHTS, STEPS, LOG, CURVE, "optimizer.pt", "training_args.bin"
    )
    shutil.copytree(checkpoints[0], out, dirs_exist_ok=True, ignore=unwanted)
    mean = {
        name: np.average(
            np.stack([state[name] for state in states], dtype=np.float64), axis=0, weights=shares
        ).astype(np.float32)
        for name in shapes[0]
    }
    safetensors.save_file(mean, out / WEIGHTS, metadata={"format": "pt"})
    write_card(out, "取平均的检查点", _facts(checkpoints, shares))


def _facts(checkpoints: Sequence[Path], shares: Sequence[float]) -> dict[str, str]:
    parts = "、".join(
        f"`{hash_file(one / WEIGHTS)[:16]}` 占 {share / sum(shares):.3g}"
        for one, share in zip(checkpoints, shares, strict=True)
    )
    trained = [read_facts(one) for one in checkpoints]
    told = {
        f"第 {number} 份的{name}": one[name]
        for number, one in enumerate(trained, 1)
        for name in ("训练数据", "训练数据的 SHA-256", "训练")
        if name in one
    }
    kept = {key: text for one in trained[::-1] for key, text in one.items() if key == "裁剪"}
    return {**kept, "平均": f"检查点 {parts}", **told}
