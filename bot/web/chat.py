"""The chat at ``/``: the one door to Gradio.

The content security policy forbids the ``eval`` that ``js=`` handlers and ``gr.HTML`` need: scripts
of ours are external files with DOM listeners. What they want done (ask again, ask what a link
carries, forget) they put into a hidden text box as JSON, and press a hidden button.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, cast

from fastapi import FastAPI
from pydantic import ValidationError

# Read by gradio when it is imported and when it builds its queue. The last two keep it from putting
# its last 10,000 events through pandas after each event, for a page (/monitoring) that is shut.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["GRADIO_ANALYTICS_MAX_EVENTS"] = "1"
os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = str(10**9)

import gradio as gr
from gradio.components.chatbot import Message, MessageDict
from gradio.themes import Base, Font

from bot.web.card import render_question
from bot.web.conversation import Asked, Conversation, converse, keep, recall
from bot.web.pages import list_documents
from bot.web.ports import LiveShelf, QuestionAnswerer
from bot.web.render import fill
from bot.web.wording import wording
from corpus.errors import ZhengwenError
from corpus.labels import short_name

_ANY = ""
"""The value of a selector that selects nothing away."""
_OPENING = "opening"
"""What the hidden box holds until the page has been filled: nothing may be asked before."""
_FONTS = ("PingFang SC", "HarmonyOS Sans SC", "Noto Sans CJK SC", "Microsoft YaHei", "sans-serif")
_KEEP = cast("dict[str, Any]", gr.skip())  # pyright: ignore[reportUnknownMemberType]
"""The update that leaves a component as it is."""
_QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}


class Wish(Asked):
    """What a script of the page wants done; ``again`` replaces the last exchange."""

    wish: Literal["ask", "again", "forget"]


def mount_chat(app: FastAPI, answerer: QuestionAnswerer, live: LiveShelf) -> None:
    """Mount the chat at the root of ``app``, behind every route that ``app`` has already."""
    blocks = build_chat(answerer, live)
    blocks.max_threads = 200
    blocks.queue(default_concurrency_limit=100, api_open=False)
    gr.mount_gradio_app(  # pyright: ignore[reportUnknownMemberType]
        app,
        blocks,
        path="/",
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        enable_monitoring=False,
        mcp_server=False,
        theme=Base(font=[Font(name) for name in _FONTS], font_mono=[Font("monospace")]),
    )


def render_top(live: LiveShelf) -> str:
    """Return what stands above the chat and needs no script: the bar, what can be asked."""
    try:
        documents, trouble = list_documents(live.current()), ""
    except ZhengwenError as error:
        documents, trouble = [], str(error)
    return fill("chat.top.html", documents=documents, trouble=trouble)


@dataclass(frozen=True, slots=True)
class _Screen:
    """The components that change, in the order in which a handler's updates name them."""

    chat: gr.Chatbot
    kept: gr.BrowserState
    question: gr.Textbox
    place: gr.Dropdown
    year: gr.Dropdown
    wish: gr.Textbox

    def outputs(self) -> list[Any]:
        return [self.chat, self.kept, self.question, self.place, self.year, self.wish]


def build_chat(answerer: QuestionAnswerer, live: LiveShelf) -> gr.Blocks:
    """Build the page; selectors and conversation are filled anew at each visit."""
    words = wording().chat
    with gr.Blocks(analytics_enabled=False, title=wording().name, fill_width=True) as blocks:
        chat = _build_chatbot()
        with gr.Column(elem_id="composer"), gr.Row(elem_id="ask"):
            question = _build_question()
            place = _build_selector(words.everywhere, words.jurisdiction, "place")
            year = _build_selector(words.any_year, words.year, "year")
            restart = gr.Button(words.restart, elem_id="restart")
            gr.Button(words.history, elem_id="history")
            send = gr.Button(words.send, variant="primary", elem_id="send")
        wish = gr.Textbox(_OPENING, visible="hidden", elem_id="wish")
        grant = gr.Button(visible="hidden", elem_id="grant")
        # The browser holds the key as well; a fixed one is good after a restart, on any replica.
        kept = gr.BrowserState([], storage_key="zhengwen.conversation", secret="zhengwen")
        screen = _Screen(chat, kept, question, place, year, wish)
        ask, do = _make_handlers(answerer, live)
        for trigger in (question.submit, send.click):
            _on(trigger, ask, [question, place, year, kept], screen)
        _on(grant.click, do, [wish, kept], screen)
        restart.click(lambda: _show((), typed=""), None, screen.outputs(), **_QUIET)
        _on(blocks.load, _visit(live), [kept], screen)
    return blocks


def _on(
    trigger: Callable[..., Any], handler: Callable[..., Any], inputs: list[Any], screen: _Screen
) -> None:
    trigger(
        handler,
        inputs,
        screen.outputs(),
        preprocess=False,  # a page older than the server knows places that Gradio would refuse
        concurrency_limit=100,
        **_QUIET,
    )


def _build_chatbot() -> gr.Chatbot:
    return gr.Chatbot(
        elem_id="chat",
        label=wording().name,
        show_label=False,
        container=False,
        height="auto",
        layout="bubble",
        visible=False,
        autoscroll=False,
        buttons=[],
        feedback_options=None,
        latex_delimiters=[],
        group_consecutive_messages=False,
        sanitize_html=False,  # our templates escape all; the sanitizer drops data- and aria-
    )


def _build_selector(nothing: str, label: str, elem_id: str) -> gr.Dropdown:
    return gr.Dropdown(
        [(nothing, _ANY)],
        value=_ANY,
        label=label,
        filterable=False,
        elem_id=elem_id,
        min_width=0,
    )


def _build_question() -> gr.Textbox:
    words = wording().chat
    return gr.Textbox(
        label=words.question,
        placeholder=words.placeholder,
        lines=1,
        max_lines=6,
        elem_id="question",
        min_width=0,
    )


Updates = Iterator[list[Any]]


def _make_handlers(
    answerer: QuestionAnswerer, live: LiveShelf
) -> tuple[Callable[..., Updates], Callable[..., Updates]]:
    """Return the handler of a typed question and the one of a script's wish."""

    def run(asked: Asked, past: Conversation) -> Updates:
        """Show the question at once, then the answer as it grows."""
        for exchange in converse(answerer, asked, past):
            typed = asked.question if exchange.failure else ""
            yield _show((*past, exchange), typed=typed)

    def ask(question: object, place: object, year: object, kept: object) -> Updates:
        asked = Asked(
            question=str(question or ""),
            jurisdiction=str(place or "") or None,
            year=int(str(year)) if str(year).isdecimal() else None,
        )
        yield from run(asked, recall(kept))

    def do(wanted: object, kept: object) -> Updates:
        """Do what a script wants; what is no wish is left alone."""
        try:
            wish = Wish.model_validate_json(str(wanted))
        except ValidationError:
            return
        if wish.wish == "forget":
            yield _show((), typed="")
            return
        past = recall(kept)
        asked = Asked(question=wish.question, jurisdiction=wish.jurisdiction, year=wish.year)
        selectors = _fill_selectors(live, asked)
        for updates in run(asked, past[:-1] if wish.wish == "again" else past):
            yield [*updates[:3], *selectors, _KEEP]

    return ask, do


def _fill_selectors(live: LiveShelf, asked: Asked | None = None) -> list[Any]:
    """Return the updates of both selectors: what there is, set to what a question asked under."""
    words = wording().chat
    places, years = [(words.everywhere, _ANY)], [(words.any_year, _ANY)]
    try:
        documents = live.current().documents.values()
    except ZhengwenError:  # the page says so already: see render_top
        documents = ()
    names = sorted({document.jurisdiction for document in documents})
    places += [(short_name(name), name) for name in names]
    numbers = sorted({document.year for document in documents}, reverse=True)
    years += [(f"{year}年", str(year)) for year in numbers]
    if asked is None:
        return [gr.Dropdown(places), gr.Dropdown(years)]
    place = asked.jurisdiction if asked.jurisdiction in names else _ANY
    year = str(asked.year) if asked.year in numbers else _ANY
    return [gr.Dropdown(places, value=place), gr.Dropdown(years, value=year)]


def _show(conversation: Conversation, *, typed: str) -> list[Any]:
    """Return the updates of a ``_Screen`` in its order; only what is finished is kept."""
    messages: list[MessageDict | Message] = []
    for exchange in conversation:
        content = render_question(exchange.asked.question)
        messages.append(MessageDict(role="user", content=content))
        messages.append(MessageDict(role="assistant", content=exchange.card))
    is_done = not conversation or bool(conversation[-1].answer or conversation[-1].failure)
    return [
        gr.Chatbot(messages, visible=bool(conversation)),
        keep(conversation) if is_done else _KEEP,
        typed,
        _KEEP,
        _KEEP,
        _KEEP,
    ]


def _visit(live: LiveShelf) -> Callable[[object], list[Any]]:
    """Return the handler that fills the selectors and brings back what the browser has kept."""

    def visit(kept: object) -> list[Any]:
        shown = _show(recall(kept), typed="")
        return [*shown[:2], _KEEP, *_fill_selectors(live), ""]

    return visit
