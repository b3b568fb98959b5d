"""Choosing among several items of one plan that answer about equally well.

The model may narrow, never add: every plan that answers keeps at least one item, and what is left
out is shown as related. It is asked twice, in both orders, and believed only if it says the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from pydantic import BaseModel, ConfigDict, Field

from bot.finding import Close, Finding
from bot.llm.calls import Session
from bot.llm.faults import Unproven
from bot.llm.prompts import ask_to_choose
from corpus.types import TaskItem

_MOST = 6


class Chosen(BaseModel):
    """What a model fills in; the schema of the JSON it is asked for."""

    model_config = ConfigDict(extra="forbid")

    records: list[int] = Field(min_length=1, max_length=_MOST)


def is_close(finding: Finding) -> bool:
    """Tell whether some plan answers with several items where one task was asked for."""
    of_plan = Counter(item.document_id for item in finding.items)
    several = max(of_plan.values(), default=0) > 1 and len(finding.items) <= _MOST
    by_topic = bool(finding.question.topic) and not finding.question.item_numbers
    return several and by_topic and (finding.status, finding.kind) == ("answered", "lookup")


def choose(finding: Finding, session: Session) -> Finding:
    """Return ``finding`` with the items the model holds for the answer; raises ModelFault."""
    first = _ask(finding, finding.items, session)
    second = _ask(finding, finding.items[::-1], session)
    if first != second:
        raise Unproven("not the same in both orders")
    answered = {item.document_id for item in finding.items if item.id in first}
    if answered != {item.document_id for item in finding.items}:
        raise Unproven("a plan left without its item")
    kept = tuple(item for item in finding.items if item.id in first)
    left = [Close(item, "similar") for item in finding.items if item.id not in first]
    return replace(finding, items=kept, related=(*left, *finding.related))


def _ask(finding: Finding, items: Sequence[TaskItem], session: Session) -> set[str]:
    texts = {number: item.text for number, item in enumerate(items, 1)}
    prompt = ask_to_choose(finding.question.text, texts, Chosen.model_json_schema())
    form = session.ask(prompt, Chosen)
    if not set(form.records) <= set(texts):
        raise Unproven("no such record")
    return {items[number - 1].id for number in form.records}
