"""From records to the answer's own forms: items, citations and related records."""

from __future__ import annotations

from collections.abc import Sequence

from bot.finding import Close, Finding
from bot.quotation import shorten
from bot.types import AnswerDeadline, AnswerItem, Citation, Related
from bot.verify import headings_of
from bot.wording import say
from corpus.labels import document_label, document_url, item_label, record_label, record_url
from corpus.types import Document, Record, TaskItem
from index.snapshot import Snapshot

_ELLIPSIS = "…"  # stands for what is left out between two parts of a quotation


def answer_items(items: Sequence[TaskItem], snapshot: Snapshot) -> tuple[AnswerItem, ...]:
    """Return the items as the answer gives them, in order."""
    found: list[AnswerItem] = []
    for item in items:
        document = snapshot.documents[item.document_id]
        found.append(
            AnswerItem(
                id=item.id,
                label=item_label(item, document),
                jurisdiction=document.jurisdiction,
                year=document.year,
                number=item.number,
                text=item.text,
                lead_units=item.lead_units,
                units=item.units,
                support_units=item.support_units,
                implementing_units=item.implementing_units,
                deadline=AnswerDeadline(
                    raw=item.deadline.raw, kind=item.deadline.kind, end=item.deadline.end
                ),
                deadline_in_text=item.deadline_in_text,
            )
        )
    return tuple(found)


def cite(finding: Finding, snapshot: Snapshot) -> tuple[Citation, ...]:
    """Return one citation for each source the text cites, markers counting from 1."""
    printed = {fact.document.id: _ELLIPSIS.join(fact.printed) for fact in finding.facts}
    topic = finding.question.topic
    return tuple(
        _cite_document(source, printed[source.id], marker)
        if isinstance(source, Document)
        else _cite_record(
            source,
            snapshot.documents[source.document_id],
            marker,
            finding.quotes.get(source.id) or shorten(source.text, topic),
        )
        for marker, source in enumerate(finding.cited, 1)
    )


def _cite_record(record: Record, document: Document, marker: int, quote: str) -> Citation:
    return Citation(
        marker=marker,
        id=record.id,
        label=record_label(record, document),
        heading=headings_of(record),
        url=record_url(record),
        quote=quote,
    )


def _cite_document(document: Document, printed: str, marker: int) -> Citation:
    return Citation(
        marker=marker,
        id=document.id,
        label=document_label(document),
        heading=(document.title,),
        url=document_url(document),
        quote=printed,
    )


def relate(close: Sequence[Close], snapshot: Snapshot) -> tuple[Related, ...]:
    """Return the related records with their reasons in words."""
    return tuple(
        Related(
            id=found.record.id,
            label=record_label(found.record, snapshot.documents[found.record.document_id]),
            url=record_url(found.record),
            reason=say(f"reason.{found.reason}"),
        )
        for found in close
    )
