"""What kind of answer a question calls for, decided before anything is searched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from bot.scope import Scope, describe_covered
from bot.types import Question, Status
from bot.wording import say
from corpus.labels import short_name
from corpus.types import Document

Way = Literal["number", "pick", "list", "document", "shown", "topic", "no", "smalltalk"]


@dataclass(frozen=True, slots=True)
class Plan:
    """How to answer: by number, by a list, by topic, of the items just shown, or not at all.

    ``no`` names the sentence that says so.
    """

    way: Way
    question: Question
    scope: Scope
    status: Status = "answered"
    no: str = ""
    blanks: Mapping[str, object] = field(default_factory=dict[str, object])


def plan_answer(question: Question, scope: Scope, covered: tuple[Document, ...]) -> Plan:
    """Choose the way; ``covered`` are all documents held, to be named in a refusal."""
    held = {"covered": describe_covered(covered)}
    if question.refusal:
        return Plan("no", question, scope, "refused", "no.refused")
    if question.smalltalk:
        return Plan("smalltalk", question, scope, "answered", "smalltalk.text", held)
    if question.errand:
        return Plan("no", question, scope, "out_of_scope", f"no.errand_{question.errand}", held)
    outside = _outside(question, scope, held)
    if outside is None and question.unrecorded == "procedure" and not scope.named:
        return Plan("no", question, scope, "out_of_scope", "no.errand_manage", held)
    return outside or _inside(question, scope)


def _outside(question: Question, scope: Scope, held: Mapping[str, object]) -> Plan | None:
    """Name the place or the year that is not held, even if another one has a matching item."""
    if question.unknown_places and not question.jurisdictions:
        blanks = {**held, "places": "、".join(question.unknown_places)}
        return Plan("no", question, scope, "out_of_scope", "no.unknown_place", blanks)
    if scope.missing_years:
        return _missing_year(question, scope)
    return _withdrawn(question, scope) if scope.withdrawn else None


def _inside(question: Question, scope: Scope) -> Plan:
    way = way_of(question)
    if way == "no" and question.unrecorded:
        return _never_stated(question, scope)
    if way == "no":
        return Plan("no", question, scope, "needs_clarification", "no.no_topic")
    return Plan(way, question, scope)


def _never_stated(question: Question, scope: Scope) -> Plan:
    """Say of a fact that no plan records, where no task is named, that it is not recorded."""
    places = dict.fromkeys(short_name(document.jurisdiction) for document in scope.documents)
    blanks = {"places": "、".join(places), "fact": say(f"fact.{question.unrecorded}")}
    return Plan("no", question, scope, "not_stated", "no.never_stated", blanks)


def way_of(question: Question) -> Way:
    """Return how a question inside the corpus is answered; ``no`` when it names no task."""
    if question.pick:
        return "pick"
    if question.item_numbers:
        return "number"
    if question.document_fact:
        return "document"
    if question.selection:
        return "list"
    if question.shown:
        return "shown"
    return "topic" if question.topic else "no"


def _withdrawn(question: Question, scope: Scope) -> Plan:
    """Say that the plan asked for is no longer in force, when and why."""
    told = "、".join(
        say("no.withdrawn_one", title=one.title, on=one.withdrawn.on, reason=_reason(one))
        for one in scope.withdrawn
        if one.withdrawn
    )
    return Plan("no", question, scope, "out_of_scope", "no.withdrawn", {"told": told})


def _reason(document: Document) -> str:
    reason = document.withdrawn.reason if document.withdrawn else None
    return say("no.withdrawn_reason", reason=reason) if reason else ""


def _missing_year(question: Question, scope: Scope) -> Plan:
    places = dict.fromkeys(short_name(document.jurisdiction) for document in scope.documents)
    have = sorted({document.year for document in scope.documents})
    blanks = {
        "places": "、".join(places) if scope.named else "",
        "years": "、".join(map(str, scope.missing_years)),
        "have": "、".join(map(str, have)),
    }
    return Plan("no", question, scope, "out_of_scope", "no.unknown_year", blanks)
