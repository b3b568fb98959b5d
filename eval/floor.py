"""The level below which the scores must not fall; ``floor.toml`` holds it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from corpus.errors import UsageError
from eval.types import Report

SHIPPED = Path(__file__).with_name("floor.toml")


@dataclass(frozen=True, slots=True)
class Floor:
    """The least strict accuracy by type, and bounds on the measures by name."""

    strict: Mapping[str, float]
    at_least: Mapping[str, float]
    at_most: Mapping[str, float]


def read_floor(file: Path = SHIPPED) -> Floor:
    """Read a floor file; raises ``UsageError`` with the file's name."""
    try:
        return TypeAdapter(Floor).validate_python(tomllib.loads(file.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise UsageError(
            f"读不懂下限文件 {file}，应有 [strict]、[at_least]、[at_most] 三节。"
        ) from error


def find_shortfalls(report: Report, floor: Floor) -> list[str]:
    """List what lies below the floor, one Chinese sentence each; empty when nothing does.

    A type or measure without any case falls short: a floor that nothing is held against is none.
    """
    return [
        *_below(report, floor),
        *_outside(report, floor.at_least, "低于下限", above=True),
        *_outside(report, floor.at_most, "高于上限", above=False),
    ]


def _below(report: Report, floor: Floor) -> Iterator[str]:
    for name, least in floor.strict.items():
        estimate = report.strict_by_type.get(name)
        if estimate is None:
            yield f"题库里没有 {name} 类题"
        elif estimate.value < least:
            yield f"{name} 类严格正确率 {estimate.value:.3f} 低于下限 {least:.3f}"


def _outside(
    report: Report, bounds: Mapping[str, float], what: str, *, above: bool
) -> Iterator[str]:
    for name, bound in bounds.items():
        estimate = report.measures.get(name)
        if estimate is None or not estimate.n:
            yield f"没有可算 {name} 的题"
        elif (estimate.value < bound) if above else (estimate.value > bound):
            yield f"{name} {estimate.value:.3f} {what} {bound:.3f}"
