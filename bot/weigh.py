"""From a plan to a finding: look the records up, and decide what they amount to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from bot.body import Body, also_in_body, body_says_more, find_in_body, has_the_thing, lacks_figure
from bot.clarify import unclear_between
from bot.evidence import Evidence, weigh_topic
from bot.finding import Close, Finding
from bot.lookup import (
    find_by_number,
    find_by_selection,
    find_document_fact,
    find_shown,
    name_places,
)
from bot.pick import pick_item
from bot.plan import Plan, Way, way_of
from bot.scope import describe_covered
from bot.stated import judge
from bot.types import Question
from bot.worded import find_worded
from bot.wording import say
from corpus.types import Document, TaskItem
from index.snapshot import Snapshot
from index.types import Hit

_FEW = 2  # documents; more are not named one by one in a no


def weigh(plan: Plan, snapshot: Snapshot) -> Finding:
    """Find what ``plan`` asks for and decide between an answer and the three kinds of "no"."""
    if judged := _JUDGED.get(plan.way):
        return judge(judged(plan, snapshot), snapshot)
    if plan.way == "document":
        return find_document_fact(plan, snapshot)
    if plan.way == "list":
        return find_by_selection(plan, snapshot)
    kind = "smalltalk" if plan.way == "smalltalk" else "none"
    finding = Finding(plan.question, plan.scope.documents, plan.status, kind)
    finding = replace(finding, no=plan.no, blanks=plan.blanks)
    return _with_other_year(finding, plan, snapshot) if plan.scope.missing_years else finding


def _with_other_year(finding: Finding, plan: Plan, snapshot: Snapshot) -> Finding:
    """Show beside a year that is not held what the plans in force say of the task."""
    question = plan.question
    in_force = tuple(one for one in plan.scope.documents if one.in_force)
    if plan.no != "no.unknown_year" or question.selection or way_of(question) != "topic":
        return finding
    scope = replace(plan.scope, documents=in_force)
    found = _by_topic(replace(plan, scope=scope), snapshot).items if in_force else ()
    if not found:
        return finding
    related = tuple(Close(item, "other_year") for item in found)
    return replace(finding, no="no.unknown_year_held", related=related)


def _by_pick(plan: Plan, snapshot: Snapshot) -> Finding:
    """Answer about one item of the answer before, or ask which one is meant."""
    question = plan.question
    base = replace(question, pick=None)
    listed = weigh(replace(plan, question=base, way=way_of(base)), snapshot).items
    item = pick_item(question.pick, listed, snapshot) if question.pick else None
    facets = question.facets
    kind = "lookup" if facets.who or facets.when else "item"
    finding = Finding(question, plan.scope.documents, "needs_clarification", no="no.no_topic")
    if item is None:
        return finding
    return replace(finding, status="answered", kind=kind, items=(item,), no="")


def _of_shown(plan: Plan, snapshot: Snapshot) -> Finding:
    """Answer about the items of the answer before."""
    finding = find_shown(plan, snapshot)
    return _asking_figure(finding, finding.items)


def _asking_figure(finding: Finding, items: Iterable[TaskItem]) -> Finding:
    """Note that a figure is asked for that none of ``items`` states."""
    if not lacks_figure((item.text for item in items), finding.question):
        return finding
    return replace(finding, question=replace(finding.question, unrecorded="count"))


# -- by topic -------------------------------------------------------------------------------


def _by_topic(plan: Plan, snapshot: Snapshot) -> Finding:
    question, scope = plan.question, plan.scope
    if meant := unclear_between(question, scope.ids, snapshot):
        return _ask_back(question, scope.documents, meant)
    compared = scope.named and len(scope.documents) > 1
    finding = Finding(question, scope.documents, "answered", "compare" if compared else "lookup")
    evidence = weigh_topic(question, scope.ids, snapshot)
    body = find_in_body(question, scope.ids, snapshot)
    if not evidence.answers and body is None:
        evidence = _with_worded(
            evidence, find_worded(question, scope.ids, snapshot, named=scope.named)
        )
    rows = evidence.answers
    if not rows or (body and body_says_more(body, rows, question, snapshot)):
        return _by_passage(finding, evidence, body, snapshot)
    items = _in_order(rows, snapshot)
    finding = _asking_figure(finding, items)
    answered = {item.document_id for item in items}
    missing = tuple(one for one in scope.documents if one.id not in answered)
    found = replace(
        finding,
        items=items,
        related=(
            *(Close(hit.record, "similar") for hit in evidence.close),
            *(also_in_body(body.hits, rows, snapshot) if body else ()),
        ),
        unanswered=missing if scope.named else (),
    )
    return _with_bodies(found, snapshot) if compared and missing else found


def _with_bodies(finding: Finding, snapshot: Snapshot) -> Finding:
    """Quote the body of each compared document whose table lacks the task, where it has it."""
    bodies = {
        one.id: body
        for one in finding.unanswered
        if (body := find_in_body(finding.question, frozenset({one.id}), snapshot))
    }
    return replace(
        finding,
        passages=tuple(body.passage for body in bodies.values()),
        quotes={body.passage.id: body.reading.quote for body in bodies.values()},
        unanswered=tuple(one for one in finding.unanswered if one.id not in bodies),
    )


def _with_worded(evidence: Evidence, worded: tuple[Hit, ...]) -> Evidence:
    return replace(evidence, answers=worded, close=()) if worded else evidence


def _ask_back(
    question: Question, documents: tuple[Document, ...], meant: tuple[TaskItem, ...]
) -> Finding:
    return Finding(
        question,
        documents,
        "needs_clarification",
        choices=meant,
        no="clarify.text",
        blanks={"word": question.topic},
    )


def _in_order(hits: Iterable[Hit], snapshot: Snapshot) -> tuple[TaskItem, ...]:
    """Items in the order of the documents and their tables."""
    ids = {hit.record.id for hit in hits}
    return tuple(item for item_id, item in snapshot.items.items() if item_id in ids)


def _by_passage(
    finding: Finding, items: Evidence, body: Body | None, snapshot: Snapshot
) -> Finding:
    """Where no item answers, a section of the body text may."""
    better_item = bool(body and items.elsewhere and items.elsewhere[0].score > body.score)
    if body is None or (better_item and not has_the_thing(body, finding.question)):
        return _no_record(finding, items, snapshot)
    quotes = {body.passage.id: body.reading.quote}
    return replace(finding, kind="passage", passages=(body.passage,), quotes=quotes)


def _no_record(finding: Finding, evidence: Evidence, snapshot: Snapshot) -> Finding:
    """No such task here though other plans hold it, or nothing like it anywhere."""
    if not evidence.elsewhere:
        return _nowhere(finding, snapshot)
    others = [snapshot.documents[hit.record.document_id] for hit in evidence.elsewhere]
    blanks = {"places": name_places(finding.documents), "others": name_places(others)}
    return replace(
        finding,
        status="no_such_item",
        kind="none",
        no="no.no_such_topic",
        blanks=blanks,
        related=(
            *(Close(hit.record, "similar") for hit in evidence.close),
            *(Close(hit.record, "elsewhere") for hit in evidence.elsewhere),
        ),
    )


def _nowhere(finding: Finding, snapshot: Snapshot) -> Finding:
    """A task of open government that no plan holds, or nothing these plans are about."""
    if finding.question.domain:
        several = len(finding.documents) > _FEW
        places = say("no.every_place") if several else name_places(finding.documents)
        blanks = {"places": places}
        return replace(
            finding, status="no_such_item", kind="none", no="no.no_such_anywhere", blanks=blanks
        )
    manage = finding.question.unrecorded == "procedure"
    return replace(
        finding,
        status="out_of_scope",
        kind="none",
        no="no.errand_manage" if manage else "no.off_topic",
        blanks={"covered": describe_covered(snapshot.documents.values())},
    )


_JUDGED: Mapping[Way, Callable[[Plan, Snapshot], Finding]] = {
    "number": find_by_number,
    "pick": _by_pick,
    "shown": _of_shown,
    "topic": _by_topic,
}
