"""What the evidence is fitted on: decisions the bot makes on cases, and which of them are right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.evidence import Kind, Verdict, verdicts_on
from bot.kinship import Kinship, measure_kinship
from bot.plan import plan_answer
from bot.scope import Scope, find_scope
from bot.support import Support
from bot.types import Question
from bot.understand.lexicon import Lexicon, learn_lexicon
from bot.understand.question import understand
from eval.types import Case
from index.encoder.lessons import Label, Lessons
from index.snapshot import Snapshot

FITTING = "fitting"
LACKING = frozenset({"no_such_item", "out_of_scope"})
KINDS: tuple[Kind, ...] = ("item", "passage")
SAMPLED = 5  # of the lessons no document answers, every fifth is enough

Source = Literal["case", "lesson"]


@dataclass(frozen=True, slots=True)
class Example:
    """One decision: what speaks for a document's best record, and whether it is a right answer.

    Where a right answer exists (``answerable``), a wrong record is a mistake of the search: it is
    learnt from, but tells nothing about where to stop answering. Examples of one ``group`` (of one
    case, where it is empty) are never learnt from and asked at once.
    """

    case: str
    kind: Kind
    support: Support
    right: bool
    answerable: bool
    source: Source = "case"
    group: str = ""


@dataclass(frozen=True, slots=True)
class KinExample:
    """Another document's best record beside the right one, and whether it is right, too."""

    case: str
    kinship: Kinship
    right: bool


def collect_examples(cases: Iterable[Case], snapshot: Snapshot, kind: Kind) -> Iterator[Example]:
    """Yield the decisions that the cases of the fitting split call for.

    A case that records of the other kind answer tells nothing about this one; nor does one that
    is to be declined for what it asks, not for want of a record.
    """
    lexicon = learn_lexicon(snapshot)
    records = snapshot.items if kind == "item" else snapshot.passages
    for case in cases:
        told = case.expected_status in LACKING or any(one in records for one in case.gold)
        if told:
            yield from _decisions(case, snapshot, lexicon, kind)


def _decisions(case: Case, snapshot: Snapshot, lexicon: Lexicon, kind: Kind) -> Iterator[Example]:
    scope, verdicts = _weigh(case, snapshot, lexicon, kind)
    for verdict in verdicts:
        found = verdict.best.record.id
        if found in case.gold or scope.named or found not in case.gold_optional:
            right = found in case.gold or found in case.gold_optional
            yield Example(case.id, kind, verdict.support, right, case.answerable)


def collect_lessons(
    lessons: Lessons, labels: Iterable[Label], snapshot: Snapshot, kind: Kind
) -> Iterator[Example]:
    """Yield the decisions that everyday questions of labelled topics call for, plan by plan.

    The encoder has learnt from most of these questions, but not which plan holds what. A best
    record that is neither right nor clearly wrong tells nothing.
    """
    lexicon = learn_lexicon(snapshot)
    label_of = {label.topic: label for label in labels}
    asked = [pair for pair in lessons.pairs if pair.topic in label_of]
    for number, pair in enumerate(asked):
        label = label_of[pair.topic]
        if label.right or number % SAMPLED == 0:
            topic = understand(pair.question, lexicon, this_year=date.today().year).topic
            for one in snapshot.documents if topic else ():
                if one not in label.unsure:
                    yield from _learn(f"{pair.question}@{one}", topic, one, label, snapshot, kind)


def _learn(  # noqa: PLR0913, PLR0917
    name: str, topic: str, document: str, label: Label, snapshot: Snapshot, kind: Kind
) -> Iterator[Example]:
    records = snapshot.items if kind == "item" else snapshot.passages
    held = [one for one in label.right if one.startswith((f"{document}#", f"{document}/"))]
    for verdict in verdicts_on(topic, frozenset({document}), snapshot, kind)[0]:
        found = verdict.best.record.id
        if found not in label.near:
            yield Example(
                name,
                kind,
                verdict.support,
                right=found in label.right,
                answerable=any(one in records for one in held),
                source="lesson",
                group=label.topic,
            )


def collect_kin(cases: Iterable[Case], snapshot: Snapshot) -> Iterator[KinExample]:
    """Yield, for cases about several documents, what stands beside the best right item."""
    lexicon = learn_lexicon(snapshot)
    for case in cases:
        _, verdicts = _weigh(case, snapshot, lexicon, "item")
        bests = [one.best for one in verdicts]
        sure = next((hit for hit in bests if hit.record.id in case.gold), None)
        for hit in bests:
            told = hit.record.id in case.gold or hit.record.id not in case.gold_optional
            if sure and hit is not sure and told:
                kinship = measure_kinship(hit, sure, snapshot)
                yield KinExample(case.id, kinship, hit.record.id in case.gold)


def _weigh(
    case: Case, snapshot: Snapshot, lexicon: Lexicon, kind: Kind
) -> tuple[Scope, Sequence[Verdict]]:
    """Return the documents asked, and a verdict on each; none where no topic is searched."""
    question: Question = understand(case.question, lexicon, this_year=date.today().year)
    scope = find_scope(question, snapshot)
    if case.split != FITTING or case.history:
        return scope, ()
    if plan_answer(question, scope, lexicon.documents).way != "topic":
        return scope, ()
    return scope, verdicts_on(question.topic, scope.ids, snapshot, kind)[0]
