"""What a document states of itself: number, dates, issuer, addressees, attachments, chapters."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from bot.finding import Fact
from bot.types import DocumentFact
from corpus.passages import PREAMBLE, plain_line
from corpus.types import Document
from index.snapshot import Snapshot

_SPACE = re.compile(r"\s+|\*")
# A page that does not say when it was published may say when its document was issued.
_INSTEAD: dict[DocumentFact, DocumentFact] = {"published_on": "issued_on"}


def read_fact(document: Document, name: DocumentFact, snapshot: Snapshot) -> Fact | None:
    """Return the fact as the source prints it; None where it does not state it."""
    source = _SPACE.sub("", snapshot.sources[document.id])
    for forms in _forms(document, name, snapshot):
        if forms and all(_SPACE.sub("", form) in source for form in forms):
            return Fact(document, name, forms)
    instead = _INSTEAD.get(name)
    return read_fact(document, instead, snapshot) if instead else None


def _forms(document: Document, name: DocumentFact, snapshot: Snapshot) -> Iterator[tuple[str, ...]]:
    """Yield the forms a fact may have; the parts of one form all have to be printed."""
    if name == "issued_on" and (day := document.issued_on):
        yield (f"{day.year}年{day.month}月{day.day}日",)
        yield (day.isoformat(),)
    elif name == "chapters":
        yield _chapters(document, snapshot)
    elif name == "attachments":
        yield _attachments(snapshot.sources[document.id])
    elif name in ("published_on", "addressees"):
        rule = "published" if name == "published_on" else "addressees"
        yield _first(rule, snapshot.sources[document.id])
    else:
        own = {"number": document.number, "issuer": document.issuer, "title": document.title}
        yield (value,) if (value := own.get(name)) else ()


def _chapters(document: Document, snapshot: Snapshot) -> tuple[str, ...]:
    """List the chapters of the body; those of the table where there is no body."""
    sections = (one for one in snapshot.passages.values() if one.document_id == document.id)
    body = dict.fromkeys(one.heading[0] for one in sections if one.path[0] != PREAMBLE)
    items = (one for one in snapshot.items.values() if one.document_id == document.id)
    return tuple(body) or tuple(dict.fromkeys(one.chapter for one in items if one.chapter))


def _attachments(source: str) -> tuple[str, ...]:
    """List the titles behind 「附件：」 and on the numbered lines right below it."""
    first, more = _rules()["attachment"], _rules()["more_attachments"]
    titles: list[str] = []
    for line in map(plain_line, source.split("\n")):
        match = (more if titles else first).match(line)
        if match:
            titles.append(match[1].strip())
        elif titles and line:
            break
    return tuple(titles)


def _first(rule: str, source: str) -> tuple[str, ...]:
    lines = map(plain_line, source.split("\n"))
    found = next((match for line in lines if (match := _rules()[rule].search(line))), None)
    return (found[1],) if found else ()


@cache
def _rules() -> dict[str, re.Pattern[str]]:
    table = tomllib.loads(files("bot").joinpath("facts.toml").read_text("utf-8"))
    return {name: re.compile(pattern) for name, pattern in table.items()}
