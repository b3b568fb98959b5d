"""Next questions that really have an answer."""

from __future__ import annotations

from bot.clarify import choices_of
from bot.deadlines import is_stated
from bot.finding import Close, Finding
from bot.wording import examples, say
from corpus.labels import short_name
from corpus.types import Document, TaskItem
from index.snapshot import Snapshot

_MOST = 3


def suggest(finding: Finding, snapshot: Snapshot) -> tuple[str, ...]:
    """Return the choices of a question back, or up to three next questions that have answers."""
    if finding.choices:
        return tuple(choices_of(finding.choices, finding.question, snapshot))
    found: list[str] = []
    for item in (*finding.items, *finding.silent)[:1] if finding.kind != "item" else ():
        found += _about(item, finding, snapshot.documents[item.document_id])
    for close in finding.related:
        found += _open(close, snapshot)
    if not found and finding.status != "answered":
        found += examples()
    return tuple(dict.fromkeys(found))[:_MOST]


def _about(item: TaskItem, finding: Finding, document: Document) -> list[str]:
    facets = finding.question.facets
    place = short_name(document.jurisdiction)
    questions: list[str] = []
    if not facets.who and item.all_units:
        questions.append(say("suggest.who", place=place, number=item.number))
    if not facets.when and is_stated(item):
        questions.append(say("suggest.when", place=place, number=item.number))
    if not facets.what:
        questions.append(say("suggest.what", place=place, number=item.number))
    return questions[:2]


def _open(close: Close, snapshot: Snapshot) -> list[str]:
    if not isinstance(close.record, TaskItem):
        return []
    place = short_name(snapshot.documents[close.record.document_id].jurisdiction)
    return [say("suggest.what", place=place, number=close.record.number)]
