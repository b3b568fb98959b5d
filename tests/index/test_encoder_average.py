"""Averaging checkpoints: the mean of their weights, and a card that says of what."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from corpus.errors import EncoderError
from index.encoder.average import average
from index.encoder.card import read_facts, write_card

numpy_files: Any = pytest.importorskip("safetensors.numpy")


def checkpoint(folder: Path, value: float, width: int = 2) -> Path:
    folder.mkdir()
    weights = {"w": np.full((width, 2), value, dtype=np.float32)}
    numpy_files.save_file(weights, folder / "model.safetensors")
    (folder / "tokenizer.json").write_text(f'"{value}"', "utf-8")
    write_card(folder, "x", {"训练数据": f"{value} 个问题", "裁剪": "留下 9"})
    return folder


def test_the_mean_of_the_weights_with_the_first_tokenizer(tmp_path: Path) -> None:
    one, two = checkpoint(tmp_path / "1", 1.0), checkpoint(tmp_path / "2", 4.0)
    average([one, two], tmp_path / "out")
    mean = numpy_files.load_file(tmp_path / "out" / "model.safetensors")["w"]
    assert mean.dtype == np.float32
    assert np.array_equal(mean, np.full((2, 2), 2.5))
    assert (tmp_path / "out" / "tokenizer.json").read_text("utf-8") == '"1.0"'
    facts = read_facts(tmp_path / "out")
    assert facts["第 1 份的训练数据"] == "1.0 个问题"
    assert facts["第 2 份的训练数据"] == "4.0 个问题"
    assert facts["裁剪"] == "留下 9"


def test_each_may_count_differently(tmp_path: Path) -> None:
    one, two = checkpoint(tmp_path / "1", 1.0), checkpoint(tmp_path / "2", 4.0)
    average([one, two], tmp_path / "out", [3, 1])
    mean = numpy_files.load_file(tmp_path / "out" / "model.safetensors")["w"]
    assert np.array_equal(mean, np.full((2, 2), 1.75, dtype=np.float32))
    assert "占 0.75、" in read_facts(tmp_path / "out")["平均"]


@pytest.mark.parametrize("weights", [[1.0], [1.0, 0.0]])
def test_every_checkpoint_needs_a_weight_above_zero(tmp_path: Path, weights: list[float]) -> None:
    one, two = checkpoint(tmp_path / "1", 1.0), checkpoint(tmp_path / "2", 4.0)
    with pytest.raises(EncoderError, match="大于零的权重"):
        average([one, two], tmp_path / "out", weights)


def test_other_shapes_and_missing_files_are_refused(tmp_path: Path) -> None:
    one = checkpoint(tmp_path / "1", 1.0)
    with pytest.raises(EncoderError, match="形状不同"):
        average([one, checkpoint(tmp_path / "2", 1.0, width=3)], tmp_path / "out")
    with pytest.raises(EncoderError, match="读不了检查点"):
        average([one, tmp_path / "none"], tmp_path / "out")
