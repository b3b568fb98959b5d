"""What the ledger's page shows: one page of rows, the choices of each filter, and their counts."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.deadlines import other_dates
from bot.ledger import (
    ItemFilter,
    Row,
    count_by,
    fold_heading,
    names_of,
    read_window,
    rows_of,
    select,
)
from bot.listing import meets_window
from bot.web.api_files import describe_filters
from bot.web.api_query import ItemQuery
from bot.web.api_words import api_words
from bot.web.ledger_query import address_of
from bot.web.page_words import page_words
from bot.web.ports import Shelf
from corpus.labels import document_label

_UNITS_OFFERED = 300


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter: what is sent, what is read, how many rows it leaves."""

    value: str
    label: str
    count: int
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class ChoiceGroup:
    """Choices under a heading: the chapters of one document."""

    label: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class RowGroup:
    """Rows under one heading; without a heading the rows name their document themselves."""

    heading: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class LedgerView:
    """The page; ``faults`` are sentences, ``about`` the filters in words, ``all`` the items held.

    ``active`` counts the filters that are set; ``first`` and ``last`` are places of the rows shown.
    """

    query: ItemQuery
    faults: tuple[str, ...]
    about: str
    active: int
    address: str
    all: int
    total: int
    first: int
    last: int
    page: int
    pages: int
    groups: tuple[RowGroup, ...]
    places: tuple[Choice, ...]
    years: tuple[Choice, ...]
    chapters: tuple[ChoiceGroup, ...]
    units: tuple[Choice, ...]
    roles: tuple[Choice, ...]
    deadlines: tuple[Choice, ...]
    withdrawn: int


def selected_rows(shelf: Shelf, query: ItemQuery) -> list[Row]:
    """Return the rows in the order asked for."""
    return select(shelf, query.to_filter(), sort=query.sort, descending=query.order == "desc")


def view_ledger(shelf: Shelf, query: ItemQuery, faults: Sequence[str]) -> LedgerView:
    """Select, count and cut into pages."""
    chosen = query.to_filter()
    rows = selected_rows(shelf, query)
    pages = max(1, math.ceil(len(rows) / query.per_page))
    page = min(query.page, pages)
    first = (page - 1) * query.per_page
    shown = rows[first : first + query.per_page]
    return LedgerView(
        query=query,
        faults=tuple(faults),
        about=describe_filters(query),
        active=_count_active(query),
        address=address_of(query),
        all=len(shelf.items),
        total=len(rows),
        first=first + 1,
        last=first + len(shown),
        page=page,
        pages=pages,
        groups=tuple(_group(shown, grouped=query.sort == "plan")),
        places=_offer_places(shelf, chosen),
        years=_offer_years(shelf, chosen),
        chapters=tuple(_offer_chapters(shelf, chosen)),
        units=_offer_units(shelf, chosen),
        roles=_offer_roles(chosen),
        deadlines=_offer_deadlines(shelf, chosen),
        withdrawn=sum(not row.document.in_force for row in rows_of(shelf)),
    )


def differing_dates(row: Row) -> tuple[str, ...]:
    """Return the dates of a row's text that say something else than its deadline column."""
    if row.item.deadline.source == "text":
        return ()
    return other_dates(row.item, row.document)


def _count_active(query: ItemQuery) -> int:
    given = query.model_dump(exclude_defaults=True)
    return len(given.keys() - {"sort", "order", "page", "per_page", "format"})


def _group(rows: Sequence[Row], *, grouped: bool) -> Iterator[RowGroup]:
    """Put neighbours of one chapter under its heading."""
    if not grouped:
        yield RowGroup((), tuple(rows))
        return
    run: list[Row] = []
    for row in rows:
        if run and _heading(run[-1]) != _heading(row):
            yield RowGroup(_heading(run[-1]), tuple(run))
            run = []
        run.append(row)
    if run:
        yield RowGroup(_heading(run[-1]), tuple(run))


def _heading(row: Row) -> tuple[str, ...]:
    return (document_label(row.document), row.item.chapter)


# -- the choices of each filter -------------------------------------------------------------


def _offer_places(shelf: Shelf, chosen: ItemFilter) -> tuple[Choice, ...]:
    counts = count_by(shelf, chosen, "jurisdictions", lambda row: [row.document.jurisdiction])
    documents = {one.jurisdiction: one for one in shelf.documents.values()}
    return tuple(
        Choice(place, place, counts[place], not names_of(document).isdisjoint(chosen.jurisdictions))
        for place, document in documents.items()
    )


def _offer_years(shelf: Shelf, chosen: ItemFilter) -> tuple[Choice, ...]:
    counts = count_by(shelf, chosen, "years", lambda row: [str(row.document.year)])
    years = dict.fromkeys(one.year for one in shelf.documents.values())
    return tuple(
        Choice(str(year), f"{year}年", counts[str(year)], year in chosen.years) for year in years
    )


def _offer_chapters(shelf: Shelf, chosen: ItemFilter) -> Iterator[ChoiceGroup]:
    """Yield the chapters of each document that hold something; a shared one is chosen once."""
    counts = count_by(shelf, chosen, "chapter", lambda row: [fold_heading(row.item.chapter)])
    wanted = fold_heading(chosen.chapter) if chosen.chapter else None
    for document in shelf.documents.values():
        found: list[Choice] = []
        printed = dict.fromkeys(
            item.chapter for item in shelf.items.values() if item.document_id == document.id
        )
        for chapter in filter(None, printed):
            folded = fold_heading(chapter)
            if counts[folded] or folded == wanted:
                found.append(Choice(chapter, chapter, counts[folded], folded == wanted))
                wanted = None if folded == wanted else wanted
        if found:
            yield ChoiceGroup(document_label(document), tuple(found))


def _offer_units(shelf: Shelf, chosen: ItemFilter) -> tuple[Choice, ...]:
    counts = count_by(shelf, chosen, "unit", lambda row: row.unit_keys)
    return tuple(Choice(unit, unit, count) for unit, count in counts.most_common(_UNITS_OFFERED))


def _offer_roles(chosen: ItemFilter) -> tuple[Choice, ...]:
    words = api_words().filter
    return tuple(
        Choice(role, words[f"is_{role}"], 0, chosen.role == role) for role in ("lead", "support")
    )


def _offer_deadlines(shelf: Shelf, chosen: ItemFilter) -> tuple[Choice, ...]:
    """Offer the common windows, and the one that is set where it is none of them."""
    offered = dict.fromkeys((*page_words().deadlines, *filter(None, [chosen.deadline])))
    windows = {words: read_window(words) for words in offered}
    counts = count_by(
        shelf,
        chosen,
        "deadline",
        lambda row: [
            words
            for words, window in windows.items()
            if meets_window(row.item, window, row.document.year)
        ],
    )
    return tuple(
        Choice(words, words, counts[words], words == chosen.deadline)
        for words in offered
        if counts[words] or words == chosen.deadline
    )
