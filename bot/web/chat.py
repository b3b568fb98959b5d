"""The chat at ``/``: the one door to Gradio.

The content security policy forbids the ``eval`` that ``js=`` handlers and ``gr.HTML`` need: scripts
of ours are external files with DOM listeners, and HTML of ours goes through ``gr.Markdown``.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI

# Read by gradio when it is imported and when it builds its queue. The last two keep it from putting
# its last 10,000 events through pandas after each event, for a page (/monitoring) that is shut.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["GRADIO_ANALYTICS_MAX_EVENTS"] = "1"
os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = str(10**9)

import gradio as gr
from gradio.components.chatbot import Message, MessageDict
from gradio.themes import Base, Font

from bot.web.card import render_question
from bot.web.conversation import SUGGESTED, Conversation, converse
from bot.web.pages import list_documents
from bot.web.ports import LiveShelf, QuestionAnswerer
from bot.web.render import fill
from bot.web.wording import wording
from corpus.errors import ZhengwenError
from corpus.labels import short_name

SESSION_SECONDS = 3600
"""How long a silent session is kept in memory."""

_EVERYWHERE = ""
_FONTS = ("PingFang SC", "HarmonyOS Sans SC", "Noto Sans CJK SC", "Microsoft YaHei", "sans-serif")


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
        theme=Base(font=[Font(name) for name in _FONTS]),
    )


@dataclass(frozen=True, slots=True)
class _Screen:
    """The components that change, in the order in which a handler's updates name them."""

    chat: gr.Chatbot
    past: gr.State
    question: gr.Textbox
    welcome: gr.Column
    following: gr.Row
    suggestions: list[gr.Button]

    def outputs(self) -> list[Any]:
        return [
            self.chat,
            self.past,
            self.question,
            self.welcome,
            self.following,
            *self.suggestions,
        ]


def build_chat(answerer: QuestionAnswerer, live: LiveShelf) -> gr.Blocks:
    """Build the page; selector and list of documents are filled anew at each visit."""
    with gr.Blocks(analytics_enabled=False, title=wording().name, fill_width=True) as blocks:
        with gr.Column(elem_id="welcome") as welcome:
            gr.Markdown(fill("welcome.html"), elem_id="lead")
            examples = _build_examples()
            covered = gr.Markdown(elem_id="covered")
        chat = _build_chatbot()
        with gr.Row(elem_id="next", visible=False) as following:
            suggestions = [gr.Button(visible=False) for _ in range(SUGGESTED)]
        with gr.Column(elem_id="composer"), gr.Row(elem_id="ask"):
            place = _build_place()
            question = _build_question()
            send = gr.Button(wording().chat.send, variant="primary", elem_id="send")
            restart = gr.Button(wording().chat.restart, elem_id="restart")
        past = gr.State((), time_to_live=SESSION_SECONDS)
        screen = _Screen(chat, past, question, welcome, following, suggestions)
        _connect(answerer, screen, place, [send, *examples])
        restart.click(lambda: _show((), ""), None, screen.outputs(), **_QUIET)
        blocks.load(_visit(live), None, [place, covered], **_QUIET)
    return blocks


_QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}


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
    )


def _build_examples() -> list[gr.Button]:
    buttons: list[gr.Button] = []
    with gr.Row(elem_id="examples"):
        for group in wording().chat.groups:
            with gr.Column(elem_classes="group", min_width=0):
                gr.Markdown(f"## {group.title}")
                buttons += [gr.Button(question) for question in group.questions]
    return buttons


def _build_place() -> gr.Dropdown:
    words = wording().chat
    return gr.Dropdown(
        [(words.everywhere, _EVERYWHERE)],
        value=_EVERYWHERE,
        label=words.jurisdiction,
        filterable=False,
        elem_id="place",
        min_width=0,
    )


def _build_question() -> gr.Textbox:
    words = wording().chat
    return gr.Textbox(
        label=words.question,
        placeholder=words.placeholder,
        lines=1,
        max_lines=5,
        autofocus=True,
        elem_id="question",
        min_width=0,
    )


def _connect(
    answerer: QuestionAnswerer, screen: _Screen, places: gr.Dropdown, buttons: list[gr.Button]
) -> None:
    """Let Enter, the send button, the examples and the suggestions all ask."""
    send, *askers = buttons

    def ask(asked: object, chosen: object, past: Conversation | None) -> Iterator[list[Any]]:
        """Show the question at once, then the answer as it grows."""
        question, place = str(asked or ""), str(chosen or "")
        earlier = past or ()  # an expired session starts anew
        for exchange in converse(answerer, question, place or None, earlier):
            yield _show((*earlier, exchange), question if exchange.failed else "")

    triggers: list[tuple[Callable[..., Any], Any]] = [
        (screen.question.submit, screen.question),
        (send.click, screen.question),
        *[(button.click, button) for button in (*askers, *screen.suggestions)],
    ]
    for trigger, source in triggers:
        trigger(
            ask,
            [source, places, screen.past],
            screen.outputs(),
            preprocess=False,  # a page older than the server knows places that Gradio would refuse
            concurrency_limit=100,
            **_QUIET,
        )


def _show(conversation: Conversation, typed: str) -> list[Any]:
    """Return the updates of a ``_Screen`` in its order."""
    messages: list[MessageDict | Message] = []
    for exchange in conversation:
        messages.append(MessageDict(role="user", content=render_question(exchange.question)))
        messages.append(MessageDict(role="assistant", content=exchange.card))
    offered = conversation[-1].suggestions if conversation else ()
    buttons = [gr.Button(text, visible=True) for text in offered]
    buttons += [gr.Button(visible=False)] * (SUGGESTED - len(offered))
    return [
        gr.Chatbot(messages, visible=bool(conversation)),
        conversation,
        typed,
        gr.Column(visible=not conversation),
        gr.Row(visible=bool(offered)),
        *buttons,
    ]


def _visit(live: LiveShelf) -> Callable[[], list[Any]]:
    """Return the handler that fills selector and document list from the current generation."""

    def visit() -> list[Any]:
        try:
            documents = list_documents(live.current())
        except ZhengwenError as error:
            return [gr.Dropdown(), fill("card.message.html", sentence=str(error), failed=True)]
        names = sorted({document.jurisdiction for document, _, _ in documents})
        choices = [(wording().chat.everywhere, _EVERYWHERE)]
        choices += [(short_name(name), name) for name in names]
        return [gr.Dropdown(choices), fill("covered.html", documents=documents)]

    return visit
