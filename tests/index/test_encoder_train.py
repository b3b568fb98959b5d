"""Training on a tiny model: what moves, what does not, and what is left behind."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from index.encoder.bundled import BundledEncoder
from index.encoder.card import read_facts
from index.encoder.export import export, read_checkpoint
from index.encoder.lessons import Lessons, Pair, Topic
from index.encoder.prune import prune
from index.encoder.train import CURVE, LOG, STEPS, Plan, train
from index.encoder.wheel import read_wheel
from tests.index.wheels import write_wheel

WORDS = "embeddings.word_embeddings.weight"
PLAN = Plan(batch=2, epochs=2, rate=1e-3, every=3, validation=4, layers=1, longest=24)


@pytest.fixture(scope="module")
def lessons() -> Lessons:
    texts = {"a": "涉农补贴公开。", "b": "年报由谁负责。", "c": "甲乙丙丁。", "d": "长长长。"}
    topics = {
        name: Topic(name, name, (f"d#{name}",) if name != "d" else (), (text,))
        for name, text in texts.items()
    }
    pairs = [Pair(name, text[i:] + "谁") for name, text in texts.items() for i in range(3)]
    return Lessons(topics, tuple(pairs))


@pytest.mark.xdist_group("torch")
@pytest.mark.filterwarnings("ignore")  # other people's trainer
def test_a_layer_fewer_trained_and_exported(lessons: Lessons, tmp_path: Path) -> None:
    base, out, model = tmp_path / "base", tmp_path / "out", tmp_path / "model"
    prune(read_wheel(write_wheel(tmp_path / "weights.bin")), base)
    (out / STEPS / "checkpoint-9").mkdir(parents=True)  # of another training
    train(base, lessons, out, PLAN)
    assert not (out / STEPS).exists()

    before, after = read_checkpoint(base), read_checkpoint(out)
    assert (before[1].layers, after[1].layers) == (2, 1)
    assert np.array_equal(before[0][WORDS], after[0][WORDS])
    kept = "attention.output.dense.weight"
    moved = before[0][f"encoder.layer.1.{kept}"] - after[0][f"encoder.layer.0.{kept}"]
    assert 0 < np.abs(moved).max() < 0.1

    log = json.loads((out / LOG).read_text(encoding="utf-8"))
    assert log["plan"]["seed"] == PLAN.seed
    assert any("loss" in row for row in log["history"])
    assert (out / CURVE).read_bytes().startswith(b"\x89PNG")

    export(out, lessons, model)
    assert BundledEncoder(model).encode_queries(["补贴"]).shape == (1, 64)
    assert {"裁剪", "训练", "训练数据", "检查点"} <= read_facts(model).keys()


@pytest.mark.xdist_group("torch")
@pytest.mark.filterwarnings("ignore")
def test_an_interrupted_training_goes_on(
    lessons: Lessons, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    base, whole, broken = tmp_path / "base", tmp_path / "whole", tmp_path / "broken"
    prune(read_wheel(write_wheel(tmp_path / "weights.bin")), base)
    train(base, lessons, whole, PLAN)

    with monkeypatch.context() as patch:
        patch.setattr("index.encoder.train.draw_curve", interrupt)
        with pytest.raises(KeyboardInterrupt):
            train(base, lessons, broken, PLAN)
    assert list((broken / STEPS).glob("checkpoint-*"))
    train(base, lessons, broken, PLAN)
    one, other = read_checkpoint(whole)[0], read_checkpoint(broken)[0]
    assert all(np.allclose(one[name], other[name], atol=1e-5) for name in one)


def interrupt(*_: object) -> None:
    raise KeyboardInterrupt
