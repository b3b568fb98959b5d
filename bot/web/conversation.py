"""A chat session: what was asked and shown, and how the next question becomes an exchange.

The conversation is kept by the visitor's browser and comes back with each question: the server
remembers nothing, and any replica can go on with it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from bot.types import Answer, Turn
from bot.web.card import render_card, render_growing, render_message, render_waiting
from bot.web.ports import QuestionAnswerer
from bot.web.tracing import log_crash, new_request_id
from bot.web.wording import wording
from corpus.errors import ZhengwenError

REMEMBERED = 6
"""Exchanges the answerer gets as history."""
KEPT_EXCHANGES = 20
KEPT_BYTES = 120_000
"""What a browser keeps of a conversation, and sends along, at most; the oldest goes first."""


class Asked(BaseModel):
    """A question with the selectors it was asked under; None is everywhere, any year."""

    model_config = ConfigDict(frozen=True)

    question: str
    jurisdiction: str | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question and the card shown for it.

    ``answer`` is None until it is there; ``failure`` is the sentence that stands in its place.
    """

    asked: Asked
    card: str
    answer: Answer | None = None
    failure: str = ""


Conversation = tuple[Exchange, ...]


class _Kept(BaseModel):
    """An exchange as the browser keeps it; the card is rendered anew."""

    asked: Asked
    answer: Answer | None = None
    failure: str = Field(default="", max_length=2000)


_KEPT = TypeAdapter(list[_Kept])


def keep(conversation: Conversation) -> list[dict[str, Any]]:
    """Return what the browser is to keep, as JSON values."""
    kept = [
        _Kept(asked=one.asked, answer=one.answer, failure=one.failure).model_dump(mode="json")
        for one in conversation[-KEPT_EXCHANGES:]
    ]
    while len(kept) > 1 and len(json.dumps(kept, ensure_ascii=False).encode()) > KEPT_BYTES:
        del kept[0]
    return kept


def recall(kept: object) -> Conversation:
    """Return the conversation a browser has kept; what is no such thing is an empty one.

    Links that do not lead to a page of ours are taken for nonsense too.
    """
    try:
        found = _KEPT.validate_python(kept)
    except ValidationError:
        return ()
    if not all(_is_ours(one.answer) for one in found if one.answer):
        return ()
    return tuple(_recall_one(one) for one in found if one.answer or one.failure)


def _is_ours(answer: Answer) -> bool:
    pages = ("/items/", "/passages/", "/documents/")
    return all(one.url.startswith(pages) for one in (*answer.citations, *answer.related))


def _recall_one(kept: _Kept) -> Exchange:
    asked = kept.asked
    if kept.answer is None:
        return Exchange(asked, _failed(kept.failure, asked), failure=kept.failure)
    return Exchange(asked, _done(kept.answer, asked), answer=kept.answer)


def turns_of(conversation: Conversation) -> list[Turn]:
    """Return the last exchanges as the answerer's history, oldest first, failures left out."""
    turns: list[Turn] = []
    answered = [(one.asked, one.answer) for one in conversation if one.answer]
    for asked, answer in answered[-REMEMBERED:]:
        turns.append(Turn(role="user", content=asked.question))
        turns.append(Turn(role="assistant", content=answer.text))
    return turns


def converse(answerer: QuestionAnswerer, asked: Asked, past: Conversation) -> Iterator[Exchange]:
    """Yield the states of the next exchange: searching, growing, done; never raises."""
    waiting = Exchange(asked, render_waiting())
    yield waiting
    request_id = new_request_id()
    try:
        answer: Answer | None = None
        for grown in answerer.stream(
            asked.question,
            history=turns_of(past),
            jurisdiction=asked.jurisdiction,
            year=asked.year,
        ):
            # The first one comes a paragraph at a time; later ones go on where it stood.
            for card in render_growing(grown)[-1 if answer else 0 :]:
                yield replace(waiting, card=card)
            answer = grown
        if answer:
            yield Exchange(asked, _done(answer, asked), answer=answer)
    except ZhengwenError as error:
        yield Exchange(asked, _failed(str(error), asked), failure=str(error))
    except Exception as error:  # noqa: BLE001  the web door
        log_crash(error, request_id)
        sentence = wording().chat.failed.format(request_id=request_id)
        yield Exchange(asked, _failed(sentence, asked), failure=sentence)


def _done(answer: Answer, asked: Asked) -> str:
    return render_card(answer, share=asked.model_dump_json(exclude_none=True))


def _failed(sentence: str, asked: Asked) -> str:
    return render_message(sentence, share=asked.model_dump_json(exclude_none=True))
