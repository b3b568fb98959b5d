"""A finding in words: the first sentence is the answer, and each record it uses is cited.

Markers ``[1]``, ``[2]`` ... count the cited records in the order of the text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from bot.compose_list import compose_list
from bot.deadlines import deadline_cell, describe_deadline
from bot.finding import Fact, Finding
from bot.quotation import shorten
from bot.roles import describe_roles, role_cell, role_lines, units_by_role
from bot.table import Row, draw_table
from bot.types import Facets
from bot.verify import headings_of
from bot.wording import say
from corpus.labels import item_label, record_label, short_name
from corpus.types import Document, Passage

_ALL = Facets(who=True, when=True, what=True)


def compose_text(finding: Finding, documents: Mapping[str, Document]) -> str:
    """Return the markdown of ``finding``; every record it cites carries its marker."""
    mended = (
        say("extra.mended", typed=typed, meant=meant) for typed, meant in finding.question.mended
    )
    return "\n\n".join((*_paragraphs(finding, documents), *mended))


def _paragraphs(finding: Finding, documents: Mapping[str, Document]) -> list[str]:
    rows = [
        Row(item, documents[item.document_id], marker)
        for marker, item in enumerate(finding.items, 1)
    ]
    paragraphs: list[str] = []
    if finding.no:
        paragraphs.append(say(finding.no, **finding.blanks))
    elif finding.kind in ("list", "count"):
        return compose_list(finding, rows)
    elif finding.kind == "item":
        paragraphs += [_full_item(row) for row in rows]
    elif len(rows) == 1 and finding.kind != "compare":
        paragraphs.append(_sentence(rows[0], _facets(finding), finding.question.topic))
    elif rows:
        table = _table(rows, _facets(finding), _lacking(finding, documents))
        in_body = [documents[passage.document_id] for passage in finding.passages]
        paragraphs += [_summary(rows, _facets(finding), in_body), table]
    for marker, passage in enumerate(finding.passages, len(rows) + len(finding.silent) + 1):
        paragraphs.append(_quote(passage, documents[passage.document_id], finding, marker))
    for marker, fact in enumerate(finding.facts, 1):
        paragraphs.append(_state_fact(fact, marker))
    return [*paragraphs, *_extras(finding, rows, documents)]


def _facets(finding: Finding) -> Facets:
    asked = finding.question.facets
    return asked if asked.who or asked.when or asked.what else _ALL


# -- one item -------------------------------------------------------------------------------


def _sentence(row: Row, facets: Facets, topic: str) -> str:
    if facets.what and (facets.who or facets.when):
        return _full_item(row)
    text = row.item.text if facets.what else shorten(row.item.text, topic)
    return f"{_answer_line(row, facets)}\n\n{_block_quote(text)}"


def _answer_line(row: Row, facets: Facets) -> str:
    values: dict[str, object] = {
        "place": row.place,
        "year": row.document.year,
        "number": row.item.number,
        "marks": row.marks,
        "deadline": describe_deadline(row.item, row.document),
        "roles": describe_roles(row.item),
    }
    if facets.what:
        return say("lookup.what", **values)
    if not facets.who:
        return say("lookup.when", **values)
    if not row.item.all_units:
        return say("lookup.who_missing", **values)
    return say("lookup.who_when" if facets.when else "lookup.who", **values)


def _full_item(row: Row) -> str:
    item, document = row.item, row.document
    lines: list[str] = []
    if heading := " › ".join(headings_of(item)):
        lines.append(say("item.where", heading=heading))
    lines += role_lines(item)
    deadline = deadline_cell(item, document)
    lines.append(say("item.deadline", deadline=deadline, year=document.year))
    head = say("item.head", label=item_label(item, document), marks=row.marks)
    listed = "\n".join(f"- {line}" for line in lines)
    return f"{head}\n\n{_block_quote(item.text)}\n\n{listed}"


def _block_quote(text: str) -> str:
    return f"> {text}"


# -- several items --------------------------------------------------------------------------


def _summary(rows: Sequence[Row], facets: Facets, in_body: Sequence[Document]) -> str:
    places = list(dict.fromkeys(row.place for row in rows))
    first = rows[0]
    if in_body:
        others = "、".join(short_name(document.jurisdiction) for document in in_body)
        return say("lookup.and_body", places="、".join(places), others=others)
    if len(rows) == 1:
        return say("lookup.only_here", place=first.place, year=first.document.year)
    if len(places) == 1:
        return say(
            "lookup.several_here", place=first.place, year=first.document.year, count=len(rows)
        )
    return say("lookup.places", count=len(places), difference=_difference(rows, facets))


def _difference(rows: Sequence[Row], facets: Facets) -> str:
    same_units = _all_same([units_by_role(row.item) for row in rows])
    same_deadline = _all_same([row.item.deadline.raw for row in rows])
    if facets.who and facets.when:
        form = "same_both" if same_units and same_deadline else "differ_both"
    elif facets.when:
        form = "same_when" if same_deadline else "differ_when"
    elif facets.who:
        form = "same_who" if same_units else "differ_who"
    else:
        form = "plain"
    return say(f"difference.{form}")


def _all_same(values: Sequence[object]) -> bool:
    return all(left == right for left, right in pairwise(values))


def _lacking(finding: Finding, documents: Mapping[str, Document]) -> list[tuple[Document, str]]:
    """Return the named documents whose table lacks the task, and what is said of each."""
    in_body = [documents[passage.document_id] for passage in finding.passages]
    return [
        *((document, say("table.in_body")) for document in in_body),
        *((document, say("table.lacking")) for document in finding.unanswered),
    ]


def _table(rows: Sequence[Row], facets: Facets, lacking: Sequence[tuple[Document, str]]) -> str:
    """Draw one row an item, and one for each named document that lacks it."""
    several_in_one = not _all_different([row.document.id for row in rows])
    columns = [say("table.place")]
    if facets.what or several_in_one:
        columns.append(say("table.what"))
    if facets.who:
        columns.append(say("table.who"))
    if facets.when:
        columns.append(say("table.when"))
    lines = [columns]
    for row in rows:
        cells = [f"{row.place}（{row.document.year}）"]
        if facets.what or several_in_one:
            cells.append(row.item.text)
        if facets.who:
            cells.append(role_cell(row.item))
        if facets.when:
            cells.append(deadline_cell(row.item, row.document))
        cells[-1] += f" {row.marks}"
        lines.append(cells)
    for document, note in lacking:
        place = f"{short_name(document.jurisdiction)}（{document.year}）"
        lines.append([place, note, *["—"] * (len(columns) - 2)])
    return draw_table(lines)


def _all_different(values: Sequence[object]) -> bool:
    return len(set(values)) == len(values)


# -- passages and what stands below ---------------------------------------------------------


def _quote(passage: Passage, document: Document, finding: Finding, marker: int) -> str:
    form = "units" if finding.question.facets.who and passage.units else "quote"
    line = say(
        f"passage.{form}",
        place=short_name(document.jurisdiction),
        year=document.year,
        units="、".join(passage.units),
        marks=f"[{marker}]",
    )
    quote = finding.quotes.get(passage.id) or shorten(passage.text, finding.question.topic)
    return f"{line}\n\n{_block_quote(quote)}"


def _state_fact(fact: Fact, marker: int) -> str:
    return say(
        f"document.{fact.name}",
        place=short_name(fact.document.jurisdiction),
        year=fact.document.year,
        value="、".join(f"“{part}”" for part in fact.printed),
        count=len(fact.printed),
        marks=f"[{marker}]",
    )


def _extras(finding: Finding, rows: Sequence[Row], documents: Mapping[str, Document]) -> list[str]:
    extras: list[str] = []
    if finding.question.unknown_places and not finding.no:
        places = "、".join(finding.question.unknown_places)
        extras.append(say("extra.unknown_places", places=places))
    if finding.unanswered and not finding.no:
        places = "、".join(short_name(document.jurisdiction) for document in finding.unanswered)
        extras.append(say("extra.missing_place", places=places))
    if finding.question.unrecorded and rows and not finding.no:
        places = "、".join(dict.fromkeys(row.place for row in rows))
        fact = say(f"fact.{finding.question.unrecorded}")
        extras.append(say("extra.unrecorded", places=places, fact=fact))
    for form, told in (("related", False), ("body", True)):
        labels = "、".join(
            record_label(close.record, documents[close.record.document_id])
            for close in finding.related
            if (close.reason == "body") == told
        )
        if labels and not finding.no:
            extras.append(say(f"extra.{form}", labels=labels))
    asked_who = _facets(finding).who
    for document in {row.document.id: row.document for row in rows if asked_who}.values():
        extras += [
            say("extra.note", place=short_name(document.jurisdiction), note=note.lstrip("*"))
            for note in document.notes
        ]
    return extras
