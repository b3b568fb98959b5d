"""The ledger: every task item as a row, narrowed by exact filters and counted.

The filters are those of the answers (``bot.listing``, ``bot.understand``): a list in the chat, the
ledger's page and ``GET /api/items`` agree on what 「区商务局」 or 「三季度」 selects. Nothing is
ranked; rows come in the order of the documents and their tables, unless another is asked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Literal, Protocol, get_args

from pypinyin import lazy_pinyin

from bot.listing import meets_unit, meets_window
from bot.types import Selection
from bot.understand.normalise import normalise_question
from bot.understand.phrases import load_phrases
from bot.understand.units import keys_of, places_of
from bot.understand.windows import Window, find_window
from corpus.errors import UsageError
from corpus.labels import item_label, record_url, short_name
from corpus.types import Document, TaskItem

Role = Literal["lead", "support"]
Sort = Literal["plan", "deadline", "unit"]
Dimension = Literal[
    "ids", "withdrawn", "years", "jurisdictions", "chapter", "deadline", "due", "unit", "role", "q"
]

SORTS: tuple[Sort, ...] = get_args(Sort)


class Records(Protocol):
    """What the ledger reads of a generation: documents by id, items by id in table order."""

    @property
    def documents(self) -> Mapping[str, Document]: ...  # noqa: D102  named by the class
    @property
    def items(self) -> Mapping[str, TaskItem]: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class ItemFilter:
    """What rows must meet; an empty part selects nothing away.

    ``jurisdictions`` takes full names, short names and aliases; ``chapter`` a printed heading;
    ``unit`` any name the bot understands, or a part of a printed one where it understands none;
    ``role`` the unit's role, or the role a row must fill where no unit is given. ``deadline`` are
    words (「9月底前」, 「三季度」, 「全年」, 「没写时限」), ``due_from`` and ``due_to`` dates, both
    included. Each word of ``q`` must stand in the row. ``ids`` names the rows there may be.
    Documents that were withdrawn are left out unless ``withdrawn`` is set or ``ids`` names them.
    """

    jurisdictions: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    chapter: str = ""
    unit: str = ""
    role: Role | None = None
    deadline: str = ""
    due_from: date | None = None
    due_to: date | None = None
    q: str = ""
    ids: tuple[str, ...] = ()
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One item with the document it stands in."""

    item: TaskItem
    document: Document

    @property
    def label(self) -> str:
        """「江北区2022·第40项」."""
        return item_label(self.item, self.document)

    @property
    def url(self) -> str:
        """Address of the item's page."""
        return record_url(self.item)

    @property
    def place(self) -> str:
        """Short name of the jurisdiction."""
        return short_name(self.document.jurisdiction)

    @property
    def unit_keys(self) -> frozenset[str]:
        """Keys of all its units, under which equivalent names fall together."""
        return frozenset[str]().union(
            *(name_keys(name, self.document) for name in self.item.all_units)
        )


Test = Callable[[Row], bool]


def select(
    held: Records, chosen: ItemFilter, *, sort: Sort = "plan", descending: bool = False
) -> list[Row]:
    """Return the rows that meet every part of ``chosen``.

    Raises:
        UsageError: the words of ``deadline`` name no time, or the dates are in the wrong order.
    """
    tests = _tests(held, chosen).values()
    rows = [row for row in rows_of(held) if all(test(row) for test in tests)]
    return arrange(rows, sort, descending=descending)


def check_filter(chosen: ItemFilter) -> None:
    """Raise UsageError for words that name no deadline and for dates in the wrong order."""
    if chosen.deadline:
        read_window(chosen.deadline)
    _test_due(chosen.due_from, chosen.due_to)


def count_by(
    held: Records,
    chosen: ItemFilter,
    dimension: Dimension,
    values_of: Callable[[Row], Iterable[str]],
) -> Counter[str]:
    """Count the values of rows that meet every part of ``chosen`` but ``dimension`` itself."""
    tests = [test for name, test in _tests(held, chosen).items() if name != dimension]
    counts: Counter[str] = Counter()
    for row in rows_of(held):
        if all(test(row) for test in tests):
            counts.update(set(values_of(row)))
    return counts


def rows_of(held: Records) -> list[Row]:
    """Return every item as a row, in the order of the documents and their tables."""
    return [Row(item, held.documents[item.document_id]) for item in held.items.values()]


def arrange(rows: list[Row], sort: Sort, *, descending: bool) -> list[Row]:
    """Order the rows; those without a date, or without a unit, come last either way."""
    if sort == "plan":
        return rows[::-1] if descending else rows
    key = _due if sort == "deadline" else _first_unit
    stated = [row for row in rows if key(row)]
    last = [row for row in rows if not key(row)]
    return [*sorted(stated, key=key, reverse=descending), *last]


def _due(row: Row) -> tuple[str, ...]:
    return (row.item.deadline.end.isoformat(),) if row.item.deadline.end else ()


def _first_unit(row: Row) -> tuple[str, ...]:
    """Return the sound of the first unit's name, as a directory of names is ordered."""
    return tuple(lazy_pinyin(next(iter(row.item.all_units), "")))


def name_keys(name: str, document: Document) -> frozenset[str]:
    """Return the keys of a printed name; a second name in brackets counts by itself.

    「市府办(市大数据局)」 is 政府办 and 大数据局.
    """
    keys = keys_of(name, places_of(document))
    return frozenset(key for key in keys if not any(one != key and one in key for one in keys))


# -- the tests, one a dimension -------------------------------------------------------------


def _tests(held: Records, chosen: ItemFilter) -> dict[Dimension, Test]:
    """Return a test for each part that is set, cheap ones first."""
    tests: dict[Dimension, Test] = {}
    if chosen.ids:
        ids = frozenset(chosen.ids)
        tests["ids"] = lambda row: row.item.id in ids
    elif not chosen.withdrawn:
        tests["withdrawn"] = lambda row: row.document.in_force
    if chosen.years:
        tests["years"] = lambda row: row.document.year in chosen.years
    if chosen.jurisdictions:
        asked = frozenset(chosen.jurisdictions)
        tests["jurisdictions"] = lambda row: not asked.isdisjoint(names_of(row.document))
    if chosen.chapter:
        heading = normalise_question(chosen.chapter)
        tests["chapter"] = lambda row: fold_heading(row.item.chapter) == heading
    if chosen.deadline:
        window = read_window(chosen.deadline)
        tests["deadline"] = lambda row: meets_window(row.item, window, row.document.year)
    if chosen.due_from or chosen.due_to:
        tests["due"] = _test_due(chosen.due_from, chosen.due_to)
    if chosen.unit:
        tests["unit"] = _test_unit(held, chosen)
    elif chosen.role:
        role = chosen.role
        tests["role"] = lambda row: role in roles_of(row.item)
    if chosen.q.strip():
        words = [normalise_question(word) for word in chosen.q.split()]
        tests["q"] = lambda row: all(word in _wording(row.item) for word in words)
    return tests


def names_of(document: Document) -> set[str]:
    """Return every name the document's jurisdiction goes by."""
    return {document.jurisdiction, short_name(document.jurisdiction), *document.aliases}


@lru_cache(maxsize=4096)
def fold_heading(heading: str) -> str:
    """Return a heading without the differences of width that two printings of it have."""
    return normalise_question(heading)


def read_window(words: str) -> Window:
    """Read the words of a deadline window as a question's are; raises UsageError."""
    window = find_window(normalise_question(words), load_phrases().window)
    if window is None:
        raise UsageError(
            f"看不懂时限“{words}”，请写成“9月底前”“三季度”“下半年”“全年”“持续推进”或“没写时限”。"
        )
    return window


def _test_due(first: date | None, last: date | None) -> Test:
    if first and last and first > last:
        raise UsageError(f"时限的起止日期反了：{first} 在 {last} 之后，请对调。")
    earliest, latest = first or date.min, last or date.max
    return lambda row: (
        row.item.deadline.end is not None and earliest <= row.item.deadline.end <= latest
    )


def _test_unit(held: Records, chosen: ItemFilter) -> Test:
    """Select by the unit's keys; where no document has such a unit, by a part of its name."""
    asked = {
        document.id: Selection(
            units=tuple((chosen.unit, key) for key in keys_of(chosen.unit, places_of(document)))
        )
        for document in held.documents.values()
    }
    if any(meets_unit(row.item, asked[row.document.id], row.document) for row in rows_of(held)):
        return lambda row: meets_unit(
            _in_role(row.item, chosen.role), asked[row.document.id], row.document
        )
    part = normalise_question(chosen.unit)
    return lambda row: any(
        part in fold_heading(name) for name in _in_role(row.item, chosen.role).all_units
    )


def _in_role(item: TaskItem, role: Role | None) -> TaskItem:
    """Return the item with the units of one role only."""
    if role is None:
        return item
    names = roles_of(item).get(role, ())
    return replace(item, lead_units=(), units=names, support_units=(), implementing_units=())


def roles_of(item: TaskItem) -> dict[Role, tuple[str, ...]]:
    """Return who leads and who takes part, as far as the row tells the two apart.

    A table with one column of units names those responsible, who lead and take part alike.
    """
    others = (*item.support_units, *item.implementing_units)
    if item.lead_units:
        found: dict[Role, tuple[str, ...]] = {
            "lead": item.lead_units,
            "support": (*item.units, *others),
        }
    else:
        found = {"lead": item.units, "support": others or item.units}
    return {role: names for role, names in found.items() if names}


@lru_cache(maxsize=65_536)
def _wording(item: TaskItem) -> str:
    """Return all a row prints, in the written form of questions; fields are kept apart."""
    parts = (
        *(f"第{item.number}项", item.chapter, item.section, item.text),
        *(*item.all_units, item.units_note, item.deadline.raw, *item.remarks),
    )
    return "\n".join(normalise_question(part) for part in parts if part)
