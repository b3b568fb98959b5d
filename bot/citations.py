"""From records to the answer's own forms: items, citations and related records."""

from __future__ import annotations

from collections.abc import Sequence

from bot.finding import Close
from bot.quotation import shorten
from bot.types import AnswerDeadline, AnswerItem, Citation, Related
from bot.verify import headings_of
from bot.wording import say
from corpus.labels import item_label, record_label, record_url
from corpus.types import Record, TaskItem
from index.snapshot import Snapshot


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


def cite(records: Sequence[Record], snapshot: Snapshot) -> tuple[Citation, ...]:
    """Return one citation a record, markers counting from 1 in the order given."""
    return tuple(
        Citation(
            marker=marker,
            id=record.id,
            label=record_label(record, snapshot.documents[record.document_id]),
            heading=headings_of(record),
            url=record_url(record),
            quote=shorten(record.text),
        )
        for marker, record in enumerate(records, 1)
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
