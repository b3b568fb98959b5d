"""An answer as the card people see: the text, its citations, what is close, the notice."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.types import Answer, Related
from bot.web.markdown import to_html
from bot.web.render import fill

CHIPS = 8
"""Records shown at once under one heading; a longer list folds the rest."""

_BLANK_LINES = re.compile(r"\n\s*\n")


def render_card(answer: Answer) -> str:
    """Return the whole card as HTML without blank lines."""
    return _render(
        "card.html",
        answer=answer,
        body=_body(answer, answer.text),
        related=_by_reason(answer.related),
        shown=CHIPS,
    )


def render_growing(answer: Answer) -> list[str]:
    """Return the card's states while its text arrives, a paragraph or table at a time."""
    blocks = answer.text.split("\n\n")
    return [
        _render("card.growing.html", body=_body(answer, "\n\n".join(blocks[:shown])))
        for shown in range(1, len(blocks))
    ]


def render_message(sentence: str, *, failed: bool) -> str:
    """Return a card that holds one sentence of ours: what went wrong, or what is being done."""
    return _render("card.message.html", sentence=sentence, failed=failed)


def render_question(question: str) -> str:
    """Return a question exactly as typed."""
    return _render("card.question.html", lines=question.strip().splitlines())


def _by_reason(related: Sequence[Related]) -> dict[str, list[Related]]:
    """Return the related records under their reasons, both in the order given."""
    groups: dict[str, list[Related]] = {}
    for close in related:
        groups.setdefault(close.reason, []).append(close)
    return groups


def _body(answer: Answer, text: str) -> str:
    links = {citation.marker: (citation.url, citation.label) for citation in answer.citations}
    return to_html(text, links)


def _render(template: str, **values: object) -> str:
    # A blank line would end the HTML block and start markdown in the chat's own renderer.
    return _BLANK_LINES.sub("\n", fill(template, **values)).strip()
