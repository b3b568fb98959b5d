"""A follow-up in words that need no history, filled in by the model where the rules were unsure.

Only words of the conversation count, and none of a sentence that is refused; the rules read what
comes of them. So a model cannot bring in a place, a year or a task that nobody spoke of, and cannot
lift a refusal.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.finding import Finding
from bot.llm.calls import Session
from bot.llm.faults import Unproven
from bot.llm.folded import fold
from bot.llm.prompts import ask_to_rewrite, pointing_words
from bot.types import Facets, Question, Turn
from bot.understand.declined import without_orders

_REMEMBERED = 4
_Asks = Literal["who", "when", "what"]


class Rewritten(BaseModel):
    """What a model fills in; the schema of the JSON it is asked for."""

    model_config = ConfigDict(extra="forbid")

    place: str = Field(max_length=30)
    topic: str = Field(max_length=60)
    item: str = Field(max_length=6, pattern=r"^\d*$")
    asks: list[_Asks] = Field(max_length=3)


def is_unsure(finding: Finding, history: Sequence[Turn]) -> bool:
    """Tell whether the rules found nothing for a question that points back at the conversation."""
    question = finding.question
    decided = question.refusal or question.smalltalk or question.unknown_places
    if decided or question.unrecorded or question.years or not _earlier(history):
        return False
    found_nothing = finding.status in {"needs_clarification", "out_of_scope"}
    return found_nothing and bool(pointing_words().search(question.text))


def rewrite(
    finding: Finding,
    history: Sequence[Turn],
    read: Callable[[str], Question],
    session: Session,
) -> Question:
    """Return the question completed by the model; raises ModelFault, Unproven for foreign words."""
    asked = finding.question.asked
    turns = [*_earlier(history), asked]
    prompt = ask_to_rewrite(turns, Rewritten.model_json_schema())
    form = session.ask(prompt, Rewritten)
    spoken = fold(without_orders("\n".join(turns))).text
    words = [fold(word).text for word in (form.place, form.item, *form.topic.split())]
    if not form.topic and not form.item:
        raise Unproven("no topic")
    if foreign := [word for word in words if word not in spoken]:
        raise Unproven(f"foreign words {foreign}")
    return _read_form(form, asked, turns, read)


def _read_form(
    form: Rewritten, asked: str, turns: Sequence[str], read: Callable[[str], Question]
) -> Question:
    number = f"第{form.item}项" if form.item else ""
    question = read(f"{form.place}{number}{form.topic}")
    heard = [read(turn) for turn in turns]
    places = {place for one in heard for place in one.jurisdictions}
    unknown = question.unknown_places or question.refusal or question.smalltalk
    if unknown or not set(question.jurisdictions) <= places:
        raise Unproven("not what was spoken of")
    facets = heard[-1].facets
    if facets == Facets():
        facets = Facets(**dict.fromkeys(form.asks, True))
    return replace(question, asked=asked, facets=facets)


def _earlier(history: Sequence[Turn]) -> list[str]:
    asked = [turn.content for turn in history if turn.role == "user" and turn.content.strip()]
    return asked[-_REMEMBERED:]
