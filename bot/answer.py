"""The way of a question: understand, resolve, find the scope, plan, weigh, verify, compose."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

import structlog

from bot.citations import answer_items, cite, relate
from bot.compose import compose_text
from bot.dialogue import Desk, find_in_conversation
from bot.finding import Finding
from bot.llm.load import open_writer
from bot.llm.ports import Writer
from bot.plan import plan_answer
from bot.scope import check_jurisdiction, find_scope
from bot.standalone import describe_standalone
from bot.suggest import suggest
from bot.types import Answer, Question, Turn
from bot.understand.lexicon import Lexicon, learn_lexicon
from bot.understand.normalise import check_question
from bot.understand.question import understand
from bot.verify import claims_of, find_misquoted, find_unproven
from bot.weigh import weigh
from bot.wording import notice
from index.encoder.load import load_encoder
from index.live import LiveIndex
from index.settings import IndexSettings
from index.snapshot import Snapshot


class Answerer:
    """Answers questions from the index that is current at the moment of asking."""

    def __init__(self, live: LiveIndex, writer: Writer | None = None) -> None:
        """``writer`` is an optional language model; without one the rules phrase every answer."""
        self._live = live
        self._writer = writer
        self._learnt: tuple[str, Lexicon] | None = None

    @property
    def waits(self) -> bool:
        """Whether a language model is waited for."""
        return self._writer is not None

    def warm(self) -> None:
        """Learn the corpus's words, so that the first question need not wait for it."""
        self._lexicon(self._live.current())

    def answer(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        jurisdiction: str | None = None,
        year: int | None = None,
    ) -> Answer:
        """Answer ``question``.

        ``jurisdiction`` and ``year`` are what a selector or a portal has set; the question's own
        win. Raises QuestionError, UnknownJurisdiction, IndexUnavailable or EncoderError.
        """
        *_, whole = self._grow(question, history, jurisdiction, year, streaming=False)
        return whole

    def stream(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        jurisdiction: str | None = None,
        year: int | None = None,
    ) -> Iterator[Answer]:
        """Answer ``question`` as ``answer`` does, growing while a model phrases it.

        Each answer but the last holds the sentences that are verified so far; the last is whole,
        and its text need not begin like the ones before. Raises before the first one.
        """
        return self._grow(question, history, jurisdiction, year, streaming=True)

    def _grow(
        self,
        question: str,
        history: Sequence[Turn],
        jurisdiction: str | None,
        year: int | None,
        *,
        streaming: bool,
    ) -> Iterator[Answer]:
        started, request_id = time.perf_counter(), uuid.uuid4().hex[:12]
        assist = self._writer.begin(streaming=streaming) if self._writer else None
        check_question(question)
        snapshot = self._live.current()
        check_jurisdiction(jurisdiction, snapshot)
        lexicon = self._lexicon(snapshot)
        read = partial(understand, lexicon=lexicon, this_year=date.today().year)

        def find(resolved: Question) -> Finding:
            scope = find_scope(resolved, snapshot, jurisdiction=jurisdiction, year=year)
            plan = plan_answer(resolved, scope, lexicon.documents)
            return withhold_unproven(weigh(plan, snapshot), snapshot)

        desk = Desk(lexicon, snapshot, read, find)
        finding = find_in_conversation(read(question), history, desk)
        if assist:
            finding = assist.reconsider(finding, history, read, find)
        answer = compose_answer(finding, snapshot)
        for grown in assist.phrase(finding, answer, snapshot) if assist else (answer,):
            elapsed = round((time.perf_counter() - started) * 1000, 1)
            yield grown.model_copy(update={"elapsed_ms": elapsed, "request_id": request_id})

    def _lexicon(self, snapshot: Snapshot) -> Lexicon:
        if self._learnt is None or self._learnt[0] != snapshot.generation:
            self._learnt = (snapshot.generation, learn_lexicon(snapshot))
        return self._learnt[1]


def withhold_unproven(finding: Finding, snapshot: Snapshot) -> Finding:
    """Drop each item of which a name, a deadline or the text does not stand in its source span.

    It happens only when parser and source disagree, and is logged as an error.
    """
    unproven = {
        claim.record_id: claim
        for item in finding.items
        for claim in find_unproven(claims_of(item), snapshot)
    }
    if not unproven:
        return finding
    for claim in unproven.values():
        structlog.get_logger().error("withheld", record=claim.record_id, text=claim.text)
    proven = tuple(item for item in finding.items if item.id not in unproven)
    if proven:
        return replace(finding, items=proven, status="partial")
    return replace(finding, items=(), status="error", kind="none", no="no.unproven")


def compose_answer(finding: Finding, snapshot: Snapshot) -> Answer:
    """Put ``finding`` into words with its citations, and hold the words against the sources."""
    text = compose_text(finding, snapshot.documents)
    if finding.cited and (misquoted := find_misquoted(text, finding.cited, snapshot)):
        structlog.get_logger().error("misquoted", quotes=misquoted)
        return compose_answer(_withdrawn(finding), snapshot)
    return Answer(
        question=finding.question.asked,
        standalone_question=describe_standalone(finding.question),
        status=finding.status,
        text=text,
        kind=finding.kind,
        items=answer_items(finding.items, snapshot),
        citations=cite(finding, snapshot),
        related=relate(finding.related, snapshot),
        count=finding.count,
        suggestions=suggest(finding, snapshot),
        notice=notice(),
    )


def _withdrawn(finding: Finding) -> Finding:
    return Finding(finding.question, finding.documents, "error", no="no.unproven")


def open_answerer(settings: IndexSettings | None = None) -> Answerer:
    """Open the answerer the environment describes."""
    chosen = settings or IndexSettings()
    live = LiveIndex(chosen.data, lambda: load_encoder(chosen))
    return Answerer(live, open_writer(chosen.data))
