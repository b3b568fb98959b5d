"""The vocabulary of the evaluation: cases in, judgements and measures out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.types import Status, Turn

ANSWERING: frozenset[Status] = frozenset({"answered", "partial"})
DECLINING: frozenset[Status] = frozenset(
    {"not_stated", "no_such_item", "out_of_scope", "refused", "needs_clarification"}
)


@dataclass(frozen=True, slots=True)
class Case:
    """One question with what a right answer must cite and say.

    Only ``question`` and ``history`` reach the bot. ``units`` and ``deadlines`` are keyed by record
    id; names and deadlines are as printed. ``split`` is fitting, development or test: a ``topic``
    stands in one of them only.
    """

    id: str
    type: str
    question: str
    history: tuple[Turn, ...] = ()
    jurisdictions: tuple[str, ...] = ()
    gold: tuple[str, ...] = ()
    gold_optional: tuple[str, ...] = ()
    units: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    deadlines: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    answerable: bool = True
    expected_status: str | None = None
    count: int | None = None
    must_contain: tuple[str, ...] = ()
    must_not_contain: tuple[str, ...] = ()
    split: str = ""
    topic: str = ""

    @property
    def scored(self) -> bool:
        """Whether it counts: an answerable case without gold is only run and written."""
        return bool(self.gold) or not self.answerable


@dataclass(frozen=True, slots=True)
class Score:
    """How one answer did; a measure that does not apply to the case is ``None``.

    ``faults`` says in Chinese why a case is not right; ``citation_faults`` what is wrong with its
    citations. Fractions lie in [0, 1], higher is better.
    """

    id: str
    type: str
    question: str
    answerable: bool
    status: Status
    cited: tuple[str, ...]
    faults: tuple[str, ...]
    citation_faults: tuple[str, ...]
    elapsed_ms: float
    expected_status: str | None = None
    unit_f1: float | None = None
    deadline_exact: float | None = None
    list_exact: float | None = None
    false_answer: float | None = None
    false_refusal: float | None = None
    hit_at_1: float | None = None
    recall_at_5: float | None = None

    @property
    def right(self) -> bool:
        """Whether the case is right, strictly."""
        return not self.faults


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over ``n`` cases; ``low`` and ``high`` bound a proportion's 95% interval."""

    value: float
    n: int
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class CaseFile:
    """Which question set was asked: its name and the hash of its bytes."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class RunInfo:
    """What a run was made with: enough to tell two runs apart."""

    started_at: str
    commit: str
    version: str
    case_files: tuple[CaseFile, ...]
    config: Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Report:
    """The whole result of one run."""

    run: RunInfo
    cases: int
    scored: int
    strict: Estimate
    strict_by_type: Mapping[str, Estimate]
    measures: Mapping[str, Estimate]
    latency_ms: Mapping[str, float]
    failed: tuple[Score, ...]
