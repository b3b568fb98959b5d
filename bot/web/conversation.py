"""A chat session: what was asked and shown, and how the next question becomes an exchange.

A session remembers its exchanges; from them come both what the chat shows and the history the
answerer gets (the question as typed, the answer's markdown).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.types import Answer, Turn
from bot.web.card import render_card, render_growing, render_message
from bot.web.ports import QuestionAnswerer
from bot.web.tracing import log_crash, new_request_id
from bot.web.wording import wording
from corpus.errors import ZhengwenError

REMEMBERED = 6
"""Exchanges the answerer gets as history."""
SUGGESTED = 3
"""Next questions offered at most."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question and the card shown for it.

    ``text`` is the answer's markdown, empty until the answer is there; ``failed`` says that the
    card holds a sentence about what went wrong instead.
    """

    question: str
    card: str
    text: str = ""
    failed: bool = False
    suggestions: tuple[str, ...] = ()


Conversation = tuple[Exchange, ...]


def turns_of(conversation: Conversation) -> list[Turn]:
    """Return the last exchanges as the answerer's history, oldest first, failures left out."""
    turns: list[Turn] = []
    for exchange in [done for done in conversation if done.text][-REMEMBERED:]:
        turns.append(Turn(role="user", content=exchange.question))
        turns.append(Turn(role="assistant", content=exchange.text))
    return turns


def converse(
    answerer: QuestionAnswerer, question: str, jurisdiction: str | None, past: Conversation
) -> Iterator[Exchange]:
    """Yield the states of the next exchange: searching, growing, done; never raises."""
    yield Exchange(question, render_message(wording().chat.searching, failed=False))
    request_id = new_request_id()
    try:
        answer = answerer.answer(question, history=turns_of(past), jurisdiction=jurisdiction)
        yield from _unfold(question, answer)
    except ZhengwenError as error:
        yield Exchange(question, render_message(str(error), failed=True), failed=True)
    except Exception as error:  # noqa: BLE001  the web door
        log_crash(error, request_id)
        sentence = wording().chat.failed.format(request_id=request_id)
        yield Exchange(question, render_message(sentence, failed=True), failed=True)


def _unfold(question: str, answer: Answer) -> Iterator[Exchange]:
    for card in render_growing(answer):
        yield Exchange(question, card)
    yield Exchange(
        question, render_card(answer), answer.text, suggestions=answer.suggestions[:SUGGESTED]
    )
