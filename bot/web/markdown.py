"""The markdown of an answer as HTML: paragraphs, quotations, lists, tables, emphasis, own links.

Everything else stays the text it is, and all text is escaped. ``[1]`` becomes a link to the cited
record. Each cell of a table also names its column, for phones, where a row becomes a block.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

# The marker holds on to the character before it: it never starts a line.
_MARKER = re.compile(r"(\S?)[ ]*\[(\d+)\]")
_RULES = ("table", "list", "blockquote", "emphasis", "link", "escape", "newline")


def to_html(text: str, links: Mapping[int, tuple[str, str]]) -> str:
    """Return ``text`` as HTML; ``links`` maps a marker to the address and label it leads to."""
    tokens = _MARKDOWN.parse(text)
    _name_cells(tokens)
    for token in tokens:
        for child in token.children or ():
            if child.type == "text":
                _link_markers(child, links)
    return _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})


def _is_own_page(url: str) -> bool:
    return url.startswith("/") and not url.startswith("//")


def _name_cells(tokens: Sequence[Token]) -> None:
    """Put the column's name in front of each cell's own text."""
    columns: list[str] = []
    cell = 0
    for token, content in pairwise(tokens):
        if token.type == "table_open":
            columns = []
        elif token.type == "tr_open":
            cell = 0
        elif token.type == "th_open":
            token.attrSet("scope", "col")
            columns.append(content.content)
        elif token.type == "td_open":
            name = Token("html_inline", "", 0)
            name.content = f'<span class="column">{escape(columns[cell])}</span>'
            content.children = [name, *(content.children or [])]
            cell += 1


def _link_markers(text: Token, links: Mapping[int, tuple[str, str]]) -> None:
    """Turn a text token into HTML with its markers linked; ids without a citation stay text."""
    parts: list[str] = []
    last = 0
    for match in _MARKER.finditer(text.content):
        target = links.get(int(match[2]))
        if target:
            parts.append(escape(text.content[last : match.start()]))
            parts.append(
                f'<span class="tail">{escape(match[1])}{_marker(match[2], *target)}</span>'
            )
            last = match.end()
    if parts:
        text.type = "html_inline"
        text.content = "".join(parts) + escape(text.content[last:])


def _marker(number: str, url: str, label: str) -> str:
    return (
        f'<a class="marker" href="{escape(url)}" title="{escape(label)}">'
        f'<span class="sr-only">出处：{escape(label)}，</span>{number}</a>'
    )


def _build() -> MarkdownIt:
    markdown = MarkdownIt("zero").enable(list(_RULES))
    markdown.validateLink = _is_own_page
    return markdown


_MARKDOWN = _build()
