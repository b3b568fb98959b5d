"""What the evidence is fitted on: decisions the bot makes on cases, and which of them are right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import Literal

from bot.evidence import Kind, Verdict, verdicts_on
from bot.kinship import Kinship, choose_kin, measure_kinship
from bot.plan import plan_answer
from bot.scope import Scope, find_scope
from bot.support import Support
from bot.types import Question
from bot.understand.lexicon import Lexicon, learn_lexicon
from bot.understand.question import understand
from eval.types import Case
from index.bank import in_order
from index.encoder.lessons import Errand, Label, Lessons
from index.snapshot import Snapshot

FITTING = "fitting"
LACKING = frozenset({"no_such_item", "out_of_scope"})
KINDS: tuple[Kind, ...] = ("item", "passage")
SAMPLED = 5  # of the lessons no document answers, every fifth is enough

Source = Literal["case", "lesson", "errand"]


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
    """Another document's best record beside the right one, and whether it is right, too.

    ``source`` and ``group`` are as in ``Example``.
    """

    case: str
    kinship: Kinship
    right: bool
    source: Source = "case"
    group: str = ""


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
    record that is neither right nor clearly wrong tells nothing. A question does not know itself;
    every second one whose topic is in no plan knows no question of that topic either, since what
    people ask beyond the plans has no end (of the fitting cases, 35% to 48% are most like a known
    question that no plan answers).
    """
    for one in _ask_lessons(lessons, labels, snapshot):
        for document in snapshot.documents:
            if document not in one.label.unsure:
                yield from _learn(one, document, kind)


def collect_errands(
    errands: Iterable[Errand], labels: Iterable[Label], snapshot: Snapshot, kind: Kind
) -> Iterator[Example]:
    """Yield the decisions that errands and questions beside labelled tasks call for, plan by plan.

    No document answers an errand, however near the task it stands beside.
    """
    lexicon, label_of = learn_lexicon(snapshot), {label.topic: label for label in labels}
    for one in errands:
        label = label_of.get(one.topic)
        read = understand(one.question, lexicon, this_year=date.today().year)
        if one.aside and label and read.topic:
            told = replace(label, right=frozenset()) if one.own else label
            lesson = _Lesson(read, told, snapshot)
            for document in snapshot.documents:
                if document not in label.unsure:
                    yield from _learn(lesson, document, kind, "errand")


@dataclass(frozen=True, slots=True)
class _Lesson:
    """A question of a labelled topic, and the index as if it had not been asked before."""

    question: Question
    label: Label
    snapshot: Snapshot


def _ask_lessons(
    lessons: Lessons, labels: Iterable[Label], snapshot: Snapshot
) -> Iterator[_Lesson]:
    lexicon = learn_lexicon(snapshot)
    asked: dict[str, dict[int, str]] = {}
    for row, pair in enumerate(in_order(lessons)):
        asked.setdefault(pair.topic, {})[row] = pair.question
    for label in labels:
        whole = snapshot.forgetting(asked[label.topic])
        questions = asked[label.topic].items()
        chosen = islice(questions, 0, None, 1 if label.right else SAMPLED)
        for number, (row, question) in enumerate(chosen):
            read = understand(question, lexicon, this_year=date.today().year)
            if read.topic:
                known = label.right or number % 2
                yield _Lesson(read, label, snapshot.forgetting([row]) if known else whole)


def _learn(
    lesson: _Lesson, document: str, kind: Kind, source: Source = "lesson"
) -> Iterator[Example]:
    label, snapshot = lesson.label, lesson.snapshot
    records = snapshot.items if kind == "item" else snapshot.passages
    held = [one for one in label.right if one.startswith((f"{document}#", f"{document}/"))]
    for verdict in verdicts_on(lesson.question, frozenset({document}), snapshot, kind)[0]:
        found = verdict.best.record.id
        if found not in label.near:
            yield Example(
                f"{lesson.question.asked}@{document}",
                kind,
                verdict.support,
                right=found in label.right,
                answerable=any(one in records for one in held),
                source=source,
                group=label.topic,
            )


def collect_kin(cases: Iterable[Case], snapshot: Snapshot) -> Iterator[KinExample]:
    """Yield, for cases about several documents, what stands beside the best right item."""
    lexicon = learn_lexicon(snapshot)
    for case in cases:
        _, verdicts = _weigh(case, snapshot, lexicon, "item")
        gold, either = frozenset(case.gold), frozenset(case.gold_optional)
        for kinship, right in _beside(verdicts, gold, either, snapshot):
            yield KinExample(case.id, kinship, right)


def collect_kin_lessons(
    lessons: Lessons, labels: Iterable[Label], snapshot: Snapshot
) -> Iterator[KinExample]:
    """Yield the same for everyday questions of labelled topics that some document holds."""
    held = [label for label in labels if label.right]
    for one in _ask_lessons(lessons, held, snapshot):
        asked = frozenset(snapshot.documents) - one.label.unsure
        verdicts, _ = verdicts_on(one.question, asked, one.snapshot, "item")
        for kinship, right in _beside(verdicts, one.label.right, one.label.near, one.snapshot):
            yield KinExample(one.question.asked, kinship, right, "lesson", one.label.topic)


def _beside(
    verdicts: Sequence[Verdict],
    gold: frozenset[str],
    either: frozenset[str],
    snapshot: Snapshot,
) -> Iterator[tuple[Kinship, bool]]:
    """Yield the other plans' hits beside the surest right one, and whether they are right."""
    sure = next((one.best for one in verdicts if one.best.record.id in gold), None)
    for one in verdicts if sure else ():
        if sure and one.best is not sure:
            hit = choose_kin(one.hits, sure, snapshot)
            right = hit.record.id in gold
            if right or hit.record.id not in either:
                yield measure_kinship(hit, sure, snapshot), right


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
    return scope, verdicts_on(question, scope.ids, snapshot, kind)[0]
