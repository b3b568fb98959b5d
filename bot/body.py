"""When the body text answers rather than the table: a section that says what no row says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.deadlines import durations_in
from bot.evidence import load_thresholds, verdicts_on
from bot.finding import Close
from bot.sentences import Reading, read_record
from bot.types import Question
from bot.understand.wanted import FIGURES, quoted_in
from corpus.fields import find_deadlines
from corpus.types import Passage
from index.snapshot import Snapshot
from index.types import Hit

# How much more of the question's wording a section must hold than the best row: far more where a
# unit is asked for, since a section speaks of several tasks and the row of one; half of it where
# what a task says is asked, since then both say it.
_MORE_COVERED = 0.1
_FAR_MORE_COVERED = 0.3
_HALF_MORE_COVERED = 0.5
# A sentence that holds the kind of thing asked for, and this share of the wording, needs no more
# than this probability of its section, which may be the third best. On the fitting and development
# splits no unanswerable question meets both.
_WORDED = 0.18
_WORDED_WITH_UNITS = 0.6
_LIKELY = 0.15
# A section that holds less of the wording is no evidence, however near in meaning: of questions in
# everyday words that no plan answers, the share answered by a section fell from 9.0% to 1.4%.
_HARDLY_WORDED = 0.05
_FEW = 3
_FIGURES = FIGURES - {"parts"}


@dataclass(frozen=True, slots=True)
class Body:
    """The section that answers best, its sentence, and all sections that are evidence."""

    passage: Passage
    reading: Reading
    score: float
    coverage: float
    hits: tuple[Hit, ...]


def find_in_body(question: Question, ids: frozenset[str], snapshot: Snapshot) -> Body | None:
    """Find the section of these documents that answers ``question``; None where none does."""
    model = load_thresholds(snapshot.manifest.encoder).of("passage")
    verdicts, _ = verdicts_on(question, ids, snapshot, "passage")
    judged = [(model.probability(one.support), one.hits) for one in verdicts]
    sure = tuple(
        hits[0]
        for probability, hits in judged
        if probability >= model.sure and hits[0].coverage >= _HARDLY_WORDED
    )
    likely = [hit for probability, hits in judged if probability >= _LIKELY for hit in hits[:_FEW]]
    every = [hit for _, hits in judged for hit in hits] if quoted_in(question.text) else []
    for hits, enough in ((sure, _always), (likely, has_the_thing), (every, _has_the_words)):
        for hit in hits:
            body = _read(hit, question, sure, snapshot)
            if body and enough(body, question) and _says_what_is_asked(body, question, snapshot):
                return body
    return None


def _read(hit: Hit, question: Question, hits: tuple[Hit, ...], snapshot: Snapshot) -> Body | None:
    if not isinstance(hit.record, Passage):
        return None
    reading = read_record(hit.record, question, snapshot.covers)
    return Body(hit.record, reading, hit.score, hit.coverage, hits)


def _always(_body: Body, _question: Question) -> bool:
    return True


def has_the_thing(body: Body, question: Question) -> bool:
    """One sentence holds much of the question's wording and a thing of the kind asked for."""
    if question.facets.who:
        return bool(body.passage.units) and body.coverage >= _WORDED_WITH_UNITS
    return body.reading.holds and body.reading.coverage >= _WORDED


def _has_the_words(body: Body, _question: Question) -> bool:
    return body.reading.quoted


def _says_what_is_asked(body: Body, question: Question, snapshot: Snapshot) -> bool:
    passage = body.passage
    if question.unrecorded or (question.facets.who and not passage.units):
        return False
    if lacks_figure([passage.text], question):
        return False
    if not question.facets.when or body.reading.holds:
        return True
    year = snapshot.documents[passage.document_id].year
    return bool(find_deadlines(passage.text, year) or durations_in(passage.text))


def body_says_more(
    body: Body, items: Sequence[Hit], question: Question, snapshot: Snapshot
) -> bool:
    """Tell whether the body answers what none of the rows that answer says; they come best first.

    Where both say it the row answers; who and when stand in the table. A section that holds hardly
    a word of the question does not: citizens' questions are known to belong to rows.
    """
    rows = [read_record(item.record, question, snapshot.covers) for item in items]
    quoted, covered = any(row.quoted for row in rows), items[0].coverage
    if quoted != body.reading.quoted:
        return body.reading.quoted
    if question.wanted and any(row.holds for row in rows) != body.reading.holds:
        enough = max(_WORDED, covered - _MORE_COVERED)
        return body.reading.holds and body.coverage >= enough
    if question.facets.when:
        return False
    return body.coverage >= max(_WORDED, covered + _more_needed(question))


def _more_needed(question: Question) -> float:
    if question.facets.who:
        return _FAR_MORE_COVERED
    says = question.facets.what and not question.wanted
    return _HALF_MORE_COVERED if says else _MORE_COVERED


def lacks_figure(texts: Iterable[str], question: Question) -> bool:
    """Tell whether a number, a length of time or how often is asked for that no text states."""
    wanted = question.wanted
    if wanted is None or wanted.kind not in _FIGURES:
        return False
    return not any(map(wanted.is_in, texts))


def also_in_body(
    hits: Iterable[Hit], items: Iterable[Hit], snapshot: Snapshot
) -> tuple[Close, ...]:
    """List the sections that say the same as one of the rows that answer."""
    twin = load_thresholds(snapshot.manifest.encoder).twin
    rows = list(items)
    return tuple(
        Close(hit.record, "body")
        for hit in hits
        if any(
            row.record.document_id == hit.record.document_id
            and snapshot.similarity(row.record.id, hit.record.id) >= twin
            for row in rows
        )
    )
