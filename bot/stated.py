"""Whether the records found state what was asked; where they do not, the answer says so."""

from __future__ import annotations

from dataclasses import replace

from bot.deadlines import is_stated
from bot.finding import Close, Finding
from bot.listing import meets_unit
from bot.lookup import name_places
from bot.types import Question, Selection
from bot.wording import say
from corpus.labels import item_label, short_name
from corpus.types import TaskItem
from index.snapshot import Snapshot


def judge(finding: Finding, snapshot: Snapshot) -> Finding:
    """Turn a finding into ``not_stated`` or ``partial`` where its items leave a facet open."""
    if not finding.items:
        return finding
    question = finding.question
    if question.presumed_units:
        finding = _of_presumed_units(finding, snapshot)
    if not finding.items:
        return finding
    if question.unrecorded and not (question.facets.who or question.facets.when):
        return _not_stated(finding, "no.not_stated_fact", snapshot)
    open_when = [item for item in finding.items if _leaves_open_when(item, question)]
    if open_when and len(open_when) == len(finding.items) and not question.facets.who:
        return _not_stated(finding, "no.not_stated_when", snapshot)
    incomplete = bool(
        open_when or finding.unanswered or question.unknown_places or question.unrecorded
    )
    return replace(finding, status="partial" if incomplete else "answered")


def _leaves_open_when(item: TaskItem, question: Question) -> bool:
    """Tell whether it is asked when, and the item states no deadline, nor how long if asked."""
    wanted = question.wanted
    says_how_long = wanted and wanted.kind == "span" and wanted.is_in(item.text)
    return question.facets.when and not is_stated(item) and not says_how_long


def _of_presumed_units(finding: Finding, snapshot: Snapshot) -> Finding:
    """Keep the items the presumed units are named in; correct the premise where none is."""
    presumed = Selection(units=finding.question.presumed_units)
    kept = tuple(
        item
        for item in finding.items
        if meets_unit(item, presumed, snapshot.documents[item.document_id])
    )
    if kept:
        return replace(finding, items=kept)
    units = "、".join(text for text, _ in presumed.units)
    return replace(
        finding,
        status="no_such_item",
        kind="none",
        items=(),
        unanswered=(),
        no="no.not_by_unit",
        blanks={"places": name_places(finding.documents), "unit": units},
        related=tuple(Close(item, "similar") for item in finding.items),
    )


def _not_stated(finding: Finding, no: str, snapshot: Snapshot) -> Finding:
    first = finding.items[0]
    document = snapshot.documents[first.document_id]
    fact = say(f"fact.{finding.question.unrecorded}") if finding.question.unrecorded else ""
    no_column = no == "no.not_stated_when" and not any(
        item.deadline.source == "column"
        for item in snapshot.items.values()
        if item.document_id == document.id
    )
    blanks = {
        "place": short_name(document.jurisdiction),
        "year": document.year,
        "fact": fact,
        "why": say("no.not_stated_why_no_column") if no_column else "",
        "label": item_label(first, document),
        "marks": "[1]",
    }
    return replace(
        finding,
        status="not_stated",
        kind="none",
        items=(),
        silent=finding.items[:1],
        related=(),
        no=no,
        blanks=blanks,
    )
