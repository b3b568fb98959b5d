"""A question of a conversation in words that need no history (``Answer.standalone_question``)."""

from __future__ import annotations

from bot.types import Facets, Question
from bot.wording import say
from corpus.labels import short_name


def describe_standalone(question: Question) -> str:
    """Return the question in words that need no history."""
    if question.selection or question.pick:
        return _behind_place(question)
    if question.topic and question.topic.replace(" ", "") in question.text:
        return question.asked
    if not (question.topic or question.item_numbers):
        return question.asked
    numbers = "、".join(say("standalone.number", number=one) for one in question.item_numbers)
    task = f"{_places(question)}{numbers or question.topic}"
    if question.shown and question.facets == Facets():
        return say("standalone.more", task=task, asked=question.asked)
    asks = [name for name in ("who", "when", "what") if getattr(question.facets, name)]
    return task + "、".join(say(f"standalone.{name}") for name in asks)


def _behind_place(question: Question) -> str:
    """Put the inherited place in front of the question's own words."""
    named = all(short_name(place) in question.asked for place in question.jurisdictions)
    if named:
        return question.asked
    return say("standalone.more", task=_places(question), asked=question.asked)


def _places(question: Question) -> str:
    names = [*(short_name(place) for place in question.jurisdictions), *question.unknown_places]
    years = "、".join(say("standalone.year", year=year) for year in question.years)
    return "、".join(names) + years
