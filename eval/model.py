"""What a language model did in a run: one line a case, and the measures drawn from them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path

from pydantic import BaseModel, ValidationError

from bot.llm.types import Bill, Use
from corpus.errors import UsageError
from eval.metrics import mean, proportion
from eval.types import Estimate

_FILE = "model.jsonl"


class ModelLine(BaseModel):
    """One line of ``model.jsonl``; times in seconds, ``cost`` in yuan."""

    id: str
    calls: int
    prompt_tokens: int
    completion_tokens: int
    cost: float
    seconds: float
    first_byte: float | None
    kept: int
    cut: int
    used: list[Use]
    fallbacks: dict[Use, str]

    @property
    def tried(self) -> bool:
        """Whether the model had anything to do with the case."""
        return bool(self.used or self.fallbacks)


def write_model(folder: Path, bills: Iterable[tuple[str, Bill]]) -> None:
    """Write what the model did, one case a line."""
    lines = (ModelLine(id=case, **asdict(bill)).model_dump_json() for case, bill in bills)
    (folder / _FILE).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def read_model(folder: Path) -> list[ModelLine] | None:
    """Read what the model did; ``None`` for a run without a model."""
    file = folder / _FILE
    if not file.exists():
        return None
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
        return [ModelLine.model_validate_json(line) for line in lines if line]
    except ValidationError as error:
        raise UsageError(f"{file} 不是约定的格式：{error.errors()[0]['msg']}。") from error


def measure_model(lines: Sequence[ModelLine]) -> dict[str, Estimate]:
    """Summarise: shares of the cases and sentences the model had to do with, cost and time."""
    tried = [line for line in lines if line.tried]
    phrased = [line for line in tried if "phrase" in line.used or "phrase" in line.fallbacks]
    sentences = [1.0] * sum(line.kept for line in lines) + [0.0] * sum(line.cut for line in lines)
    return {
        "model_tried": proportion([float(line.tried) for line in lines]),
        "model_phrased": proportion([float("phrase" in line.used) for line in phrased]),
        "model_fallback": proportion([float(bool(line.fallbacks)) for line in tried]),
        "model_verified": proportion(sentences),
        "model_tokens": mean([float(_tokens(line)) for line in tried]),
        "model_cost": mean([1000 * line.cost for line in lines]),
        "model_first_byte": mean([line.first_byte for line in tried]),
        "model_seconds": mean([line.seconds for line in tried]),
    }


def _tokens(line: ModelLine) -> int:
    return line.prompt_tokens + line.completion_tokens
