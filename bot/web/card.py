"""An answer as the card people see: the text, its citations, what is close, the notice.

What a card can do (copy, share, read aloud, ask again, page through rows) is done by ``cards.js``;
the card says it in ``data-`` attributes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlencode

from bot.types import Answer, Related
from bot.web.markdown import to_html
from bot.web.render import fill

CHIPS = 8
"""Records shown at once under one heading; a longer list folds the rest."""
ROWS = 10
"""Rows of a table shown at once; a longer one is paged through."""
DOWNLOADED = 300
"""Rows that one address may name; more would not pass every proxy."""

_BLANK_LINES = re.compile(r"\n\s*\n")


def render_card(answer: Answer, *, share: str = "") -> str:
    """Return the whole card as HTML without blank lines; ``share`` is the question as JSON."""
    return _render(
        "card.html",
        answer=answer,
        body=render_body(answer, answer.text),
        related=group_by_reason(answer.related),
        downloads=_downloads(answer),
        share=share,
        shown=CHIPS,
        rows=ROWS,
    )


def render_growing(answer: Answer) -> list[str]:
    """Return the card's states while its text arrives, a paragraph or table at a time."""
    blocks = answer.text.split("\n\n")
    return [
        _render("card.growing.html", body=render_body(answer, "\n\n".join(blocks[:shown])))
        for shown in range(1, len(blocks) + 1)
    ]


def render_waiting() -> str:
    """Return the card that says what is being done."""
    return _render("card.waiting.html")


def render_message(sentence: str, *, share: str = "") -> str:
    """Return a card that says what went wrong, with the question to ask it again."""
    return _render("card.message.html", sentence=sentence, share=share)


def render_question(question: str) -> str:
    """Return a question exactly as typed."""
    return _render("card.question.html", lines=question.strip().splitlines())


def group_by_reason(related: Sequence[Related]) -> dict[str, list[Related]]:
    """Return the related records under their reasons, both in the order given."""
    groups: dict[str, list[Related]] = {}
    for close in related:
        groups.setdefault(close.reason, []).append(close)
    return groups


def _downloads(answer: Answer) -> dict[str, str]:
    """Return the addresses that give the rows of a list as a file, by format."""
    if not 2 <= len(answer.items) <= DOWNLOADED:
        return {}
    ids = [("ids", item.id.replace("#", "/", 1)) for item in answer.items]
    return {
        form: "/api/items?" + urlencode([*ids, ("format", form)], safe="/")
        for form in ("xlsx", "csv")
    }


def render_body(answer: Answer, text: str) -> str:
    """Return a text of the answer as HTML, its markers linked to the citations."""
    links = {citation.marker: (citation.url, citation.label) for citation in answer.citations}
    return to_html(text, links)


def _render(template: str, **values: object) -> str:
    # A blank line would end the HTML block and start markdown in the chat's own renderer.
    return _BLANK_LINES.sub("\n", fill(template, **values)).strip()
