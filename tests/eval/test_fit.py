"""Fitting the evidence: a model that recovers what made the examples, and thresholds that hold."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from bot.evidence import Kind
from bot.kinship import Kinship
from bot.support import Calibration, Support
from corpus.errors import UsageError
from eval.examples import Example, KinExample
from eval.fit import fit_calibrations, fit_kin, write_table

pytest.importorskip("sklearn")


def examples(count: int, seed: int, kind: Kind = "item") -> list[Example]:
    """Make records that answer when the cosine is high, with a little noise."""
    chance = random.Random(seed)
    made: list[Example] = []
    for number in range(count):
        right = number % 2 == 0
        cosine = chance.gauss(0.8 if right else 0.4, 0.08)
        coverage, length = chance.random(), chance.uniform(1, 3)
        support = Support(
            cosine,
            coverage,
            coverage**2,
            0.1,
            0.0,
            0.0,
            1.0,
            length,
            cosine,
            lead=0.0,
            errand=0.0,
            own=0.0,
            vote=0.0,
        )
        made.append(Example(f"{kind}-{number}", kind, support, right, answerable=right))
    return made


def test_the_model_tells_right_from_wrong_on_what_it_has_not_seen() -> None:
    seen = [*examples(120, 1), *examples(40, 2, "passage")]
    fits = fit_calibrations(seen)
    for kind, fit in fits.items():
        assert max(fit.mistakes["case"]) <= 0.05
        for one in examples(60, 4, kind):
            assert (fit.calibration.probability(one.support) >= 0.5) == one.right
    assert fits["item"].calibration.cosine == fits["passage"].calibration.cosine
    assert abs(fits["item"].calibration.coverage) < fits["item"].calibration.cosine


def test_records_alike_are_taken_for_the_same_task() -> None:
    chance = random.Random(5)
    alike = [chance.gauss(0.9 if number % 2 else 0.5, 0.08) for number in range(80)]
    made = [
        KinExample(
            f"case-{number // 4}", Kinship(chance.random(), 0.0, cosine, 0.5, 0.0), bool(number % 2)
        )
        for number, cosine in enumerate(alike)
    ]
    fit = fit_kin(made)
    assert (fit.examples, fit.right) == (80, 40)
    assert fit.wrong["case"] <= 0.1
    assert fit.model.probability(Kinship(0.5, 0.0, 0.95, 0.5, 0.0)) > 0.5
    assert fit.model.probability(Kinship(0.5, 0.0, 0.4, 0.5, 0.0)) < 0.5


def test_fitting_twice_gives_the_same() -> None:
    seen = [*examples(80, 1), *examples(40, 2, "passage")]
    assert fit_calibrations(seen) == fit_calibrations(seen)


def test_too_few_examples_are_refused() -> None:
    with pytest.raises(UsageError, match="拟合至少要对错各"):
        fit_calibrations(examples(10, 1))


def test_only_the_named_table_is_rewritten(tmp_path: Path) -> None:
    file = tmp_path / "evidence.toml"
    file.write_text("[a]\ntwin = 1\n\n[a.item]\nbias = 0\n\n[a.passage]\nbias = 7\n", "utf-8")
    write_table(file, "a", "item", Calibration(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 0.5))
    text = file.read_text("utf-8")
    assert text.startswith("[a]\ntwin = 1\n\n[a.item]\nbias = 1\ncosine = 2\n")
    assert "sure = 0.5\n" in text
    assert text.endswith("\n[a.passage]\nbias = 7\n")
    with pytest.raises(UsageError, match=r"没有 \[b.item\]"):
        write_table(
            file, "b", "item", Calibration(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 0.5)
        )
