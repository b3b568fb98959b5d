"""A model at the service of the flow: it reads what the rules could not, phrases what they found.

Whatever goes wrong, the rules' own finding and text are given, and it is counted and logged.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence

import structlog

from bot.finding import Finding
from bot.llm.accounting import Accounts, Limits
from bot.llm.calls import Calls, Session, as_fault, bill_line, give_up
from bot.llm.choose import choose, is_close
from bot.llm.faults import Unproven
from bot.llm.phrase import write_sentences
from bot.llm.prompts import ask_to_phrase
from bot.llm.rewrite import is_unsure, rewrite
from bot.llm.rules import model_notice
from bot.llm.settings import LlmSettings
from bot.llm.sheet import asked_facets, draw_sheets
from bot.llm.types import Bill, ChatModel, Patience
from bot.types import Answer, Question, Turn
from bot.verify import find_misquoted
from index.snapshot import Snapshot

_MOST_RECORDS = 4
_PHRASED = frozenset({"lookup", "compare", "passage"})
_EARLY_SHARE = 0.6  # of the patience, for what comes before phrasing
_HANDING_OVER = 0.15  # seconds of the patience that giving up and sending the rules' answer takes


class ModelWriter:
    """Helps with any number of questions at once."""

    def __init__(
        self,
        model: ChatModel,
        settings: LlmSettings,
        watch: Callable[[Bill], None] | None = None,
    ) -> None:
        """``watch`` is told what each question took, when its answer is done."""
        limits = Limits(
            settings.price_in, settings.price_out, settings.daily_tokens, settings.daily_cost
        )
        self.accounts = Accounts(settings.data, limits)
        self._calls = Calls(model, self.accounts, settings.context)
        self._settings = settings
        self._watch = watch

    def begin(self, *, streaming: bool) -> ModelAssist:
        """Start the clock for one question."""
        return ModelAssist(self._calls, self._settings, self._watch, streaming=streaming)


class ModelAssist:
    """Help with one question, within one budget of time."""

    def __init__(
        self,
        calls: Calls,
        settings: LlmSettings,
        watch: Callable[[Bill], None] | None,
        *,
        streaming: bool,
    ) -> None:
        self._calls = calls
        self._settings = settings
        self._watch = watch
        self._streaming = streaming
        self._started = time.monotonic()
        self._bill = Bill()

    def reconsider(
        self,
        finding: Finding,
        history: Sequence[Turn],
        read: Callable[[str], Question],
        find: Callable[[Question], Finding],
    ) -> Finding:
        """Return ``finding``, or a better one where the rules were unsure and the model was not."""
        if self._settings.rewrite and is_unsure(finding, history):
            finding = self._rewrite(finding, history, read, find)
        if self._settings.choose and is_close(finding):
            finding = self._choose(finding)
        return finding

    def phrase(self, finding: Finding, answer: Answer, snapshot: Snapshot) -> Iterator[Answer]:
        """Yield ``answer`` as its sentences come in, verified; in the end whole, or the rules'."""
        try:
            if self._settings.phrase and _is_to_phrase(finding, answer):
                yield from self._phrase(finding, answer, snapshot)
                self._bill.used.append("phrase")
                return
        except Exception as error:  # noqa: BLE001  a door: nothing of the model's may break an answer
            give_up("phrase", as_fault(error), self._bill)
        finally:
            self._settle()
        yield answer

    def _settle(self) -> None:
        """Tell what the question took, in all its calls."""
        if self._bill.used or self._bill.fallbacks:
            structlog.get_logger().info("llm_question", **bill_line(self._bill))
        if self._watch:
            self._watch(self._bill)

    def _rewrite(
        self,
        finding: Finding,
        history: Sequence[Turn],
        read: Callable[[str], Question],
        find: Callable[[Question], Finding],
    ) -> Finding:
        try:
            question = rewrite(finding, history, read, self._session(_EARLY_SHARE))
        except Exception as error:  # noqa: BLE001  a door
            give_up("rewrite", as_fault(error), self._bill)
            return finding
        better = find(question)
        if better.status not in {"answered", "partial"}:
            give_up("rewrite", Unproven("nothing found either"), self._bill)
            return finding
        self._bill.used.append("rewrite")
        return better

    def _choose(self, finding: Finding) -> Finding:
        try:
            narrowed = choose(finding, self._session(_EARLY_SHARE))
        except Exception as error:  # noqa: BLE001  a door
            give_up("choose", as_fault(error), self._bill)
            return finding
        self._bill.used.append("choose")
        return narrowed

    def _phrase(self, finding: Finding, answer: Answer, snapshot: Snapshot) -> Iterator[Answer]:
        sheets = draw_sheets(finding, snapshot.documents)
        if planted := [one.id for one in sheets if one.has_planted_name]:
            raise Unproven(f"orders planted in {planted}")
        prompt = ask_to_phrase(answer.standalone_question, sheets, asked_facets(finding))
        session = self._session()
        prose = ""
        for sentence in write_sentences(session, prompt, sheets):
            prose += sentence
            if self._streaming:
                session.patience.until = self._started + self._settings.stream_timeout
                yield _in_words(answer, prose)
        text = "\n\n".join([prose, *_rest(answer, prose)])
        if misquoted := find_misquoted(text, finding.cited, snapshot):
            raise Unproven(f"misquoted {misquoted}")
        yield _in_words(answer, text)

    def _session(self, share: float = 1.0) -> Session:
        whole = self._settings.timeout - min(_HANDING_OVER, self._settings.timeout / 10)
        patience = Patience(self._started + share * whole, gap=whole)
        return Session(self._calls, patience, self._bill)


def _in_words(answer: Answer, text: str) -> Answer:
    told = {"text": text, "phrased_by": "model", "notice": model_notice()}
    return answer.model_copy(update=told)


def _is_to_phrase(finding: Finding, answer: Answer) -> bool:
    """Tell whether there are records to speak of; every "no" and every list stays the rules'."""
    plain = answer.status == "answered" and answer.kind in _PHRASED and not finding.no
    facets = asked_facets(finding)
    if finding.items and not (facets.who or facets.when):
        return False  # the task in full is an answer that no other words make better
    records = len(finding.items) + len(finding.passages)
    return plain and 0 < records == len(finding.cited) <= _MOST_RECORDS


def _rest(answer: Answer, prose: str) -> list[str]:
    """Return what stays of the rules' text: quotations, tables of tasks, what is related.

    The first paragraph is what the model has put into its own words. A table of units and
    deadlines, or a quotation that was copied whole, says nothing that the sentences do not.
    """
    texts = [item.text.replace("|", "\\|") for item in answer.items]
    kept: list[str] = []
    for paragraph in answer.text.split("\n\n")[1:]:
        is_table, quoted = paragraph.startswith("|"), paragraph.removeprefix("> ")
        if is_table and not any(text in paragraph for text in texts):
            continue
        if quoted == paragraph or quoted.rstrip("。；") not in prose:
            kept.append(paragraph)
    return kept
