"""What the charts show: bars by unit, deadlines over the year, and the tasks that plans share.

Only documents in force count. Each picture comes with its figures and a sentence that says it.
"""

from __future__ import annotations

import weakref
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from urllib.parse import urlencode

from bot.evidence import load_thresholds
from bot.ledger import ItemFilter, Row, name_keys, rows_of, select
from bot.same_task import SameTask, group_tasks
from bot.understand.units import is_collective
from bot.web.page_words import page_words
from bot.web.ports import Shelf
from corpus.labels import document_label, short_name
from corpus.types import Document

_BARS = 15
_LEAST_BUBBLE, _MOST_BUBBLE = 0.7, 1.5


@dataclass(frozen=True, slots=True)
class Bar:
    """One unit: how many items it leads and how many it takes part in; lengths in percent."""

    name: str
    lead: int
    other: int
    lead_share: float
    other_share: float
    places: Mapping[str, int]
    url: str

    @property
    def count(self) -> int:
        """All its items."""
        return self.lead + self.other


@dataclass(frozen=True, slots=True)
class Bubble:
    """Items due on one day; ``x`` in percent of the year, ``radius`` in em."""

    month: int
    count: int
    x: float
    radius: float


@dataclass(frozen=True, slots=True)
class Lane:
    """One plan's deadlines: by day, and all by kind; ``url`` is its ledger.

    ``other_years`` counts those due outside the plan's year, which have no place on the line.
    """

    document: Document
    label: str
    url: str
    bubbles: tuple[Bubble, ...]
    months: Mapping[int, int]
    kinds: Mapping[str, int]
    other_years: int


@dataclass(frozen=True, slots=True)
class Chart:
    """One picture's sentences: what it says, and what to know about it."""

    says: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class TaskGroup:
    """The tasks that ``plans`` plans share."""

    plans: int
    tasks: tuple[SameTask, ...]


@dataclass(frozen=True, slots=True)
class ChartsView:
    """The page; ``place`` is the short name of the jurisdiction whose units are shown, or empty."""

    place: str
    places: tuple[str, ...]
    documents: tuple[Document, ...]
    bars: tuple[Bar, ...]
    bars_text: Chart
    lanes: tuple[Lane, ...]
    lanes_text: Chart
    tasks: tuple[TaskGroup, ...]
    tasks_text: Chart


class SharedTasks:
    """The shared tasks of the generation asked about last; comparing all items is done once."""

    def __init__(self) -> None:
        self._held: tuple[weakref.ref[Shelf], tuple[SameTask, ...]] | None = None

    def of(self, shelf: Shelf) -> tuple[SameTask, ...]:
        """Return the tasks that at least two plans share."""
        held = self._held
        if held is None or held[0]() is not shelf:
            alike = load_thresholds(shelf.encoder).twin
            self._held = held = (weakref.ref(shelf), group_tasks(shelf, alike=alike))
        return held[1]


def view_charts(shelf: Shelf, place: str, tasks: Sequence[SameTask]) -> ChartsView:
    """Count what the pictures show; an unknown ``place`` counts as none."""
    documents = tuple(one for one in shelf.documents.values() if one.in_force)
    places = tuple(dict.fromkeys(short_name(one.jurisdiction) for one in documents))
    chosen = place if place in places else ""
    rows = [row for row in rows_of(shelf) if row.document.in_force]
    shown = select(shelf, ItemFilter(jurisdictions=(chosen,))) if chosen else rows
    bars = count_units(shown, chosen)
    lanes = tuple(
        _lane(one, [row for row in rows if row.document.id == one.id]) for one in documents
    )
    return ChartsView(
        place=chosen,
        places=places,
        documents=documents,
        bars=bars[:_BARS],
        bars_text=_say_bars(bars, shown),
        lanes=lanes,
        lanes_text=_say_lanes(lanes),
        tasks=tuple(
            TaskGroup(plans, tuple(group))
            for plans, group in groupby(tasks, key=lambda task: len(task.items))
        ),
        tasks_text=_say_tasks(tasks, documents, len(rows)),
    )


# -- items by unit --------------------------------------------------------------------------


def count_units(rows: Iterable[Row], place: str) -> tuple[Bar, ...]:
    """Count the items of each unit, equivalent names together, the busiest first.

    Names for many units (各有关单位) are no unit. A table with one column of units counts as
    taking part: it does not say who leads.
    """
    lead: Counter[str] = Counter()
    other: Counter[str] = Counter()
    places: dict[str, Counter[str]] = {}
    for row in rows:
        leading = _keys(row, row.item.lead_units)
        for key in _keys(row, row.item.all_units):
            (lead if key in leading else other)[key] += 1
            places.setdefault(key, Counter())[row.place] += 1
    counts = lead + other
    most = max(counts.values(), default=1)
    return tuple(
        Bar(
            name=key,
            lead=lead[key],
            other=other[key],
            lead_share=round(100 * lead[key] / most, 2),
            other_share=round(100 * other[key] / most, 2),
            places=places[key],
            url=_ledger(unit=key, jurisdiction=place),
        )
        for key, _ in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    )


def _keys(row: Row, names: Iterable[str]) -> frozenset[str]:
    named = (name for name in names if not is_collective(name))
    return frozenset[str]().union(*(name_keys(name, row.document) for name in named))


def _say_bars(bars: Sequence[Bar], rows: Sequence[Row]) -> Chart:
    words = page_words().charts
    named = sum(any(_keys(row, row.item.all_units)) for row in rows)
    if not bars:
        return Chart(words["units_none"])
    first = "、".join(words["units_one"].format(name=one.name, count=one.count) for one in bars[:3])
    return Chart(
        words["units_says"].format(units=len(bars), items=named, first=first),
        words["units_note"].format(rest=len(rows) - named, shown=min(len(bars), _BARS)),
    )


# -- deadlines over the year ----------------------------------------------------------------


def _lane(document: Document, rows: Sequence[Row]) -> Lane:
    ends = [row.item.deadline.end for row in rows if row.item.deadline.end]
    days = Counter(end for end in ends if end.year == document.year)
    return Lane(
        document=document,
        label=document_label(document),
        url=_ledger(jurisdiction=short_name(document.jurisdiction), year=str(document.year)),
        bubbles=tuple(_bubble(day, days[day], document.year) for day in sorted(days)),
        months=Counter(end.month for end in days.elements()),
        kinds=Counter(row.item.deadline.kind for row in rows),
        other_years=len(ends) - days.total(),
    )


def _bubble(day: date, count: int, year: int) -> Bubble:
    """Place a day on the line; the area, not the radius, grows with the count."""
    start, end = date(year, 1, 1), date(year, 12, 31)
    x = 100 * (day - start).days / (end - start).days
    radius = min(_MOST_BUBBLE, _LEAST_BUBBLE * (1 + count / 4) ** 0.5)
    return Bubble(day.month, count, round(x, 2), round(radius, 2))


def _say_lanes(lanes: Sequence[Lane]) -> Chart:
    words = page_words().charts
    months: Counter[int] = Counter()
    kinds: Counter[str] = Counter()
    for lane in lanes:
        months.update(lane.months)
        kinds.update(lane.kinds)
    dated = "、".join(
        words["due_month"].format(month=month, count=months[month]) for month in sorted(months)
    )
    return Chart(
        words["due_says"].format(
            all=sum(kinds.values()),
            dated=kinds["dated"],
            months=dated or words["due_no_month"],
            year_round=kinds["year_round"],
            ongoing=kinds["ongoing"],
            unstated=kinds["unstated"],
        ),
        words["due_note"],
    )


# -- the same task across plans -------------------------------------------------------------


def _say_tasks(tasks: Sequence[SameTask], documents: Sequence[Document], items: int) -> Chart:
    words = page_words().charts
    if not tasks:
        return Chart(words["tasks_none"])
    everywhere = sum(len(task.items) == len(documents) for task in tasks)
    shared = sum(len(task.items) for task in tasks)
    return Chart(
        words["tasks_says"].format(
            tasks=len(tasks),
            everywhere=everywhere,
            documents=len(documents),
            shared=shared,
            alone=items - shared,
        ),
        words["tasks_note"],
    )


def _ledger(**filters: str) -> str:
    given = {name: value for name, value in filters.items() if value}
    return f"/ledger?{urlencode(given)}" if given else "/ledger"
