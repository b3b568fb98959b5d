"""The plain page: a form and an answer, no scripts at all.

A question comes by POST, so that it stands in no address. The conversation so far comes along in a
hidden field, bounded and checked: the server remembers nothing. Size and contrast of the text come
along in the same way.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse

from bot.types import Answer
from bot.understand.normalise import MAX_LENGTH
from bot.web.api_query import ItemQuery
from bot.web.card import group_by_reason, render_body
from bot.web.conversation import REMEMBERED, Asked, Conversation, Exchange, keep, recall, turns_of
from bot.web.lane import Lane
from bot.web.ledger_query import address_of
from bot.web.page_words import page_words
from bot.web.ports import LiveShelf, QuestionAnswerer, Shelf
from bot.web.problems import request_id_of
from bot.web.render import render
from bot.web.wording import wording
from corpus.errors import ZhengwenError
from corpus.labels import short_name

SIZES = ("", "large", "huge")
_YEARS = range(1949, 2150)
_LISTED = 60  # items that a link to the ledger names at most


def build_plain(
    answerer: QuestionAnswerer, live: LiveShelf, lane: Lane, count: Callable[[Answer], None]
) -> APIRouter:
    """Return the routes of the plain page; ``count`` is told of every answer."""
    router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

    @router.get("/plain")
    def empty(size: str = "", contrast: str = "") -> HTMLResponse:
        """Show the form, with what can be asked."""
        return _page(live.current(), Asked(question=""), (), size, contrast)

    @router.post("/plain")
    async def ask(request: Request) -> HTMLResponse:
        """Answer one question, with the conversation so far below it."""
        form = await request.form(max_files=0)
        asked, past = read_asked(form), read_past(_text(form, "past"))
        looks = (_text(form, "size"), _text(form, "contrast"))
        status, failure = 200, ""
        try:
            answer = await lane.run(
                answerer.answer,
                asked.question,
                history=turns_of(past),
                jurisdiction=asked.jurisdiction,
                year=asked.year,
            )
        except ZhengwenError as error:
            status, failure = error.http_status, str(error)
        else:
            count(answer)
            answer = answer.model_copy(update={"request_id": request_id_of(request)})
            past = (*past, Exchange(asked, "", answer))
        page = _page(live.current(), asked, past, *looks, failure=failure)
        page.status_code = status
        return page

    return router


def read_asked(form: FormData) -> Asked:
    """Return the question; a button that asks goes before the text field.

    A selector's nonsense counts as not set, except a place, which the answerer refuses in words.
    """
    year = _text(form, "year")
    return Asked(
        question=_text(form, "next") or _text(form, "question"),
        jurisdiction=_text(form, "jurisdiction") or None,
        year=int(year) if year.isdecimal() and int(year) in _YEARS else None,
    )


def read_past(text: str) -> Conversation:
    """Return the conversation that came along; what is no such thing is an empty one."""
    try:
        kept = json.loads(text or "[]")
    except (ValueError, RecursionError):
        return ()
    return recall(kept)[-REMEMBERED:]


def write_past(past: Conversation) -> str:
    """Return the last exchanges for the hidden field, without what only the newest one shows."""
    slim = [
        replace(one, answer=_slimmed(one.answer)) if one.answer else one
        for one in past[-REMEMBERED:]
    ]
    return json.dumps(keep(tuple(slim)), ensure_ascii=False, separators=(",", ":"))


def _slimmed(answer: Answer) -> Answer:
    return answer.model_copy(update={"items": (), "related": (), "suggestions": ()})


def _text(form: FormData, name: str) -> str:
    """Return a field as text without half characters."""
    value = form.get(name)
    if not isinstance(value, str):
        return ""
    return value.strip().encode("utf-8", "ignore").decode("utf-8")


def _page(  # noqa: PLR0913  what the page shows
    shelf: Shelf, asked: Asked, past: Conversation, size: str, contrast: str, *, failure: str = ""
) -> HTMLResponse:
    newest = past[-1].answer if past and not failure else None
    documents = [one for one in shelf.documents.values() if one.in_force]
    page = render(
        "plain.html",
        asked=asked,
        failure=failure,
        answer=newest,
        earlier=[one for one in reversed(past[:-1] if newest else past) if one.answer],
        past=write_past(past) if past else "",
        ledger=_ledger_of(newest),
        body=render_body,
        by_reason=group_by_reason,
        places=dict.fromkeys(one.jurisdiction for one in documents),
        short=short_name,
        years=sorted({one.year for one in documents}, reverse=True),
        groups=wording().chat.groups,
        size=size if size in SIZES else "",
        contrast="high" if contrast == "high" else "",
        sizes=SIZES,
        longest=MAX_LENGTH,
        w=page_words().plain,
    )
    page.headers["Cache-Control"] = "no-store"
    return page


def _ledger_of(answer: Answer | None) -> str:
    """Return the ledger's address of a list's items, where one can name them all."""
    if answer is None or not 1 < len(answer.items) <= _LISTED:
        return ""
    return address_of(ItemQuery(ids=[item.id for item in answer.items]))
