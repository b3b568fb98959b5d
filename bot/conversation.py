"""Follow-ups: a question that names no task of its own inherits what it leaves out.

「那鄞州区呢」 and 「什么时候完成」 lean on the question before them; a question with a task of its
own stands alone and drops what was talked about before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.types import Facets, Question, Turn
from bot.understand.lexicon import Lexicon
from bot.understand.question import understand
from bot.wording import say
from corpus.labels import short_name

_REMEMBERED = 6  # earlier questions; older ones are no longer what people refer to


def resolve_follow_up(
    question: Question, history: Sequence[Turn], lexicon: Lexicon, *, this_year: int
) -> Question:
    """Return ``question`` completed from the earlier questions of ``history``."""
    context: Question | None = None
    asked = [turn.content for turn in history if turn.role == "user" and turn.content.strip()]
    for earlier in asked[-_REMEMBERED:]:
        read = understand(earlier, lexicon, this_year=this_year)
        context = _inherit(read, context) if context else read
    return _inherit(question, context) if context else question


def _inherit(question: Question, context: Question) -> Question:
    leans = not (question.topic or question.item_numbers)
    if not leans or question.refusal or question.smalltalk:
        return question
    places = question.jurisdictions or question.unknown_places
    facets = question.facets
    return replace(
        question,
        topic=context.topic,
        item_numbers=context.item_numbers,
        jurisdictions=question.jurisdictions if places else context.jurisdictions,
        years=question.years or context.years,
        facets=facets if facets != Facets() or question.unrecorded else context.facets,
        unrecorded=question.unrecorded,
    )


def describe_standalone(question: Question) -> str:
    """Return the question in words that need no history."""
    if question.topic and question.topic.replace(" ", "") in question.text:
        return question.asked
    if not (question.topic or question.item_numbers):
        return question.asked
    places = "、".join(
        [*(short_name(place) for place in question.jurisdictions), *question.unknown_places]
    )
    years = "、".join(say("standalone.year", year=year) for year in question.years)
    numbers = "、".join(say("standalone.number", number=one) for one in question.item_numbers)
    asks = [name for name in ("who", "when", "what") if getattr(question.facets, name)]
    facets = "、".join(say(f"standalone.{name}") for name in asks)
    return f"{places}{years}{numbers or question.topic}{facets}"
