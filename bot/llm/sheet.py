"""What a model is given of a record, and what it may say of it: one sheet a record.

Clauses that read like orders to a program are no content of a plan; somebody planted them. They
are neither shown nor count as support.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.deadlines import durations_in, other_dates
from bot.finding import Finding
from bot.llm.rules import check_rules
from bot.roles import describe_roles, units_by_role
from bot.types import Facets
from bot.verify import headings_of
from corpus.fields import find_deadlines
from corpus.labels import short_name
from corpus.types import Document, Passage, TaskItem

_CLAUSE = re.compile(r"[^。；;！？!?\n]+[。；;！？!?\n]?")
_ALL = Facets(who=True, when=True, what=True)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One cited record: ``marker`` as in the answer, everything else as printed.

    ``roles`` maps lead, units, support and implementing to names; a passage's names have the role
    ``named``. ``stated`` are its deadlines, the first one the column's where it has one, and a
    date if ``dated``; ``duties`` says who does what in a clause. ``asked_names`` and
    ``asked_dates`` are what an answer to this question must give of them.
    """

    marker: int
    id: str
    places: tuple[str, ...]
    year: int
    number: str
    text: str
    headings: tuple[str, ...]
    roles: Mapping[str, tuple[str, ...]]
    stated: tuple[str, ...]
    dated: bool = False
    duties: str = ""
    asked_names: tuple[str, ...] = ()
    asked_dates: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Every unit of the record, once."""
        return tuple(dict.fromkeys(name for names in self.roles.values() for name in names))

    @property
    def has_planted_name(self) -> bool:
        """Whether a unit or a deadline gives orders to a program: both are printed whole."""
        planted = check_rules().planted
        return any(planted.search(one) for one in (*self.names, *self.stated))


def draw_sheets(finding: Finding, documents: Mapping[str, Document]) -> tuple[Sheet, ...]:
    """Return a sheet for each record that ``finding`` cites, in the order of the markers."""
    facets = asked_facets(finding)
    sheets: list[Sheet] = []
    for marker, record in enumerate(finding.cited, 1):
        if isinstance(record, TaskItem):
            sheets.append(_of_item(record, documents[record.document_id], marker, facets))
        elif isinstance(record, Passage):
            sheets.append(_of_passage(record, documents[record.document_id], marker, facets))
    return tuple(sheets)


def asked_facets(finding: Finding) -> Facets:
    """What is asked; where a question does not say, all there is."""
    asked = finding.question.facets
    return asked if asked.who or asked.when or asked.what else _ALL


def _of_item(item: TaskItem, document: Document, marker: int, facets: Facets) -> Sheet:
    stated = [item.deadline.raw, *other_dates(item, document), *item.deadline_in_text]
    dates = tuple(dict.fromkeys(raw for raw in stated if raw))
    return Sheet(
        marker,
        item.id,
        _places(document),
        document.year,
        item.number,
        drop_planted(item.text),
        tuple(drop_planted(heading) for heading in headings_of(item)),
        units_by_role(item),
        dates,
        dated=item.deadline.kind == "dated",
        duties=describe_roles(item) if item.all_units else "",
        asked_names=item.all_units if facets.who else (),
        asked_dates=_asked_dates(item, document) if facets.when else (),
    )


def _asked_dates(item: TaskItem, document: Document) -> tuple[str, ...]:
    """The column's deadline, and what the text says otherwise."""
    return tuple(raw for raw in (item.deadline.raw, *other_dates(item, document)) if raw)


def _of_passage(passage: Passage, document: Document, marker: int, facets: Facets) -> Sheet:
    dates = [found.raw for found in find_deadlines(passage.text, document.year)]
    return Sheet(
        marker,
        passage.id,
        _places(document),
        document.year,
        "",
        drop_planted(passage.text),
        tuple(drop_planted(heading) for heading in headings_of(passage)),
        {"named": passage.units} if passage.units else {},
        tuple(dict.fromkeys([*dates, *durations_in(passage.text)])),
        asked_names=passage.units if facets.who else (),
    )


def _places(document: Document) -> tuple[str, ...]:
    place = document.jurisdiction
    return tuple(dict.fromkeys((place, short_name(place), *document.aliases)))


def drop_planted(text: str) -> str:
    """Return ``text`` without the clauses that give orders to a program."""
    planted = check_rules().planted
    return "".join(clause for clause in _CLAUSE.findall(text) if not planted.search(clause))
