"""The way of a question: understand, resolve, find the scope, plan, weigh, verify, compose."""

from __future__ import annotations

import time
import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import structlog

from bot.citations import answer_items, cite, relate
from bot.compose import compose_text
from bot.conversation import describe_standalone, resolve_follow_up
from bot.finding import Finding
from bot.plan import plan_answer
from bot.scope import check_jurisdiction, find_scope
from bot.suggest import suggest
from bot.types import Answer, Turn
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

    def __init__(self, live: LiveIndex) -> None:
        self._live = live
        self._learnt: tuple[str, Lexicon] | None = None

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
        started = time.perf_counter()
        check_question(question)
        snapshot = self._live.current()
        check_jurisdiction(jurisdiction, snapshot)
        lexicon = self._lexicon(snapshot)
        year_now = date.today().year
        understood = understand(question, lexicon, this_year=year_now)
        resolved = resolve_follow_up(understood, history, lexicon, this_year=year_now)
        scope = find_scope(resolved, snapshot, jurisdiction=jurisdiction, year=year)
        plan = plan_answer(resolved, scope, lexicon.documents)
        finding = withhold_unproven(weigh(plan, snapshot), snapshot)
        answer = compose_answer(finding, snapshot)
        elapsed = (time.perf_counter() - started) * 1000
        return answer.model_copy(
            update={"elapsed_ms": round(elapsed, 1), "request_id": uuid.uuid4().hex[:12]}
        )

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
    return Answerer(LiveIndex(chosen.data, lambda: load_encoder(chosen)))
