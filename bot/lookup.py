"""Answers read straight from the records: by item number, by selection, about a document.

Nothing is searched here, so nothing can be missed and no encoder is needed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.facts import read_fact
from bot.finding import Close, Fact, Finding
from bot.listing import list_items
from bot.plan import Plan
from bot.types import Selection
from bot.wording import say
from corpus.labels import short_name
from corpus.types import Document
from index.snapshot import Snapshot

# -- by item number -------------------------------------------------------------------------


def find_by_number(plan: Plan, snapshot: Snapshot) -> Finding:
    """Find the items of the asked numbers in every document in question."""
    question, documents = plan.question, plan.scope.documents
    found = [
        item
        for document in documents
        for number in question.item_numbers
        if not question.numbers_of or (document.jurisdiction, number) in question.numbers_of
        if (item := snapshot.items.get(f"{document.id}#{number}"))
    ]
    kind = "lookup" if question.facets.who or question.facets.when else "item"
    finding = Finding(question, documents, "answered", kind, tuple(found))
    if not found:
        return _no_such_number(finding, snapshot)
    answered = {item.document_id for item in found}
    missing = tuple(one for one in documents if one.id not in answered)
    return replace(finding, unanswered=missing if plan.scope.named else ())


def _no_such_number(finding: Finding, snapshot: Snapshot) -> Finding:
    """Correct the false premise: how many items there are, with links to the last ones."""
    tables = [
        (document, [item for item in snapshot.items.values() if item.document_id == document.id])
        for document in finding.documents
    ]
    sizes = "；".join(
        say(
            "no.size", place=short_name(document.jurisdiction), year=document.year, count=len(items)
        )
        for document, items in tables
    )
    number = "、".join(finding.question.item_numbers)
    last = tuple(Close(item, "last") for _, items in tables for item in items[-1:])
    return replace(
        finding,
        status="no_such_item",
        kind="none",
        no="no.no_such_number",
        blanks={"sizes": sizes, "number": number},
        related=last,
    )


# -- of what was just shown -----------------------------------------------------------------


def find_shown(plan: Plan, snapshot: Snapshot) -> Finding:
    """Take the items of the answer before; what is asked of them is another matter."""
    items = tuple(snapshot.items[one] for one in plan.question.shown)
    answered = {item.document_id for item in items}
    missing = tuple(one for one in plan.scope.documents if one.id not in answered)
    return Finding(
        plan.question,
        plan.scope.documents,
        "answered",
        "compare" if plan.scope.named and len(plan.scope.documents) > 1 else "lookup",
        items,
        unanswered=missing if plan.scope.named else (),
    )


# -- by selection ---------------------------------------------------------------------------


def find_by_selection(plan: Plan, snapshot: Snapshot) -> Finding:
    """List every item that meets the question's selection."""
    question, documents = plan.question, plan.scope.documents
    selection = question.selection or Selection()
    listing = list_items(selection, documents, snapshot)
    answered = {item.document_id for item in listing.items}
    missing = tuple(one for one in documents if one.id not in answered)
    finding = Finding(
        question,
        tuple(one for one in documents if one.id in answered) or documents,
        "answered",
        "count" if selection.counts else "list",
        listing.items,
        facts=_counted(selection, documents, snapshot),
        related=(
            *(Close(item, "earlier") for item in listing.earlier),
            *(Close(item, "collective") for item in listing.collective),
        ),
        unanswered=missing if plan.scope.named else (),
        count=len(listing.items),
    )
    if listing.items:
        return replace(finding, status="partial" if finding.unanswered else "answered")
    return _nothing_selected(finding, selection)


def _counted(
    selection: Selection, documents: Iterable[Document], snapshot: Snapshot
) -> tuple[Fact, ...]:
    """Cite the documents themselves where all that they list is counted."""
    selects = (
        *(selection.units, selection.unknown_unit, selection.window),
        *(selection.heading, selection.ordinal, selection.extreme, selection.mention),
        selection.alone,
    )
    if not selection.counts or any(selects):
        return ()
    titles = (read_fact(document, "title", snapshot) for document in documents)
    return tuple(title for title in titles if title)


def _nothing_selected(finding: Finding, selection: Selection) -> Finding:
    """Say which part of the selection no row meets: the unit, the heading or the deadline."""
    blanks: dict[str, object] = {"places": name_places(finding.documents)}
    unit = selection.unknown_unit or next((text for text, _ in selection.units), None)
    if selection.among:
        no, blanks["shown"] = "no.none_among", len(selection.among)
    elif selection.lacks or selection.alone:  # the unit and the word may well stand in the plan
        no = "no.nothing_selected"
    elif selection.mention:
        no, blanks["word"] = "no.no_mention", selection.mention
    elif unit and not selection.window:
        no, blanks["unit"] = "no.no_such_unit", unit
    elif selection.heading or selection.ordinal:
        no = "no.no_such_heading"
    else:
        no = "no.nothing_selected"
    related = tuple(close for close in finding.related if close.reason == "earlier")
    return replace(
        finding,
        status="no_such_item",
        kind="none",
        no=no,
        blanks=blanks,
        count=None,
        facts=(),
        related=related,
    )


# -- about the document itself --------------------------------------------------------------


def find_document_fact(plan: Plan, snapshot: Snapshot) -> Finding:
    """Read what the documents state of themselves."""
    question, documents = plan.question, plan.scope.documents
    asked = question.document_fact
    finding = Finding(question, documents, "answered", "passage")
    if asked is None:
        return finding
    facts = tuple(fact for one in documents if (fact := read_fact(one, asked, snapshot)))
    if facts:
        silent = plan.scope.named and len(facts) < len(documents)
        return replace(finding, facts=facts, status="partial" if silent else "answered")
    blanks = {"places": name_places(documents), "fact": say(f"fact.{asked}")}
    return replace(
        finding, status="not_stated", kind="none", no="no.no_document_fact", blanks=blanks
    )


def name_places(documents: Iterable[Document]) -> str:
    """「江北区 2022 年、莱芜区 2021 年」: the documents by place and year."""
    return "、".join(
        dict.fromkeys(f"{short_name(one.jurisdiction)} {one.year} 年" for one in documents)
    )
