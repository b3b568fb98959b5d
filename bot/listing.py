"""Lists: exact filters over the records, complete by construction and counted here.

Nothing is ranked and no encoder is asked. Rows that are close to the selection without meeting it
(due earlier, or reached only through a collective name) are kept apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.roles import units_by_role
from bot.types import LAST, Selection
from bot.understand.units import is_collective, keys_of, places_of
from bot.understand.windows import Window
from corpus.ordinals import numeral_value, read_ordinal
from corpus.types import Document, TaskItem
from index.coverage import Coverage
from index.snapshot import Snapshot
from index.tokens import fold

_HEADING_COVERED = 0.75
_FEWEST = 4  # characters; of two or three, every other heading has the same somewhere


@dataclass(frozen=True, slots=True)
class Listing:
    """The items that meet a selection, in table order, and those that come close.

    ``earlier`` are due before the window; ``collective`` name the unit only through a name for
    many (各有关单位).
    """

    items: tuple[TaskItem, ...]
    earlier: tuple[TaskItem, ...] = ()
    collective: tuple[TaskItem, ...] = ()


def list_items(selection: Selection, documents: Sequence[Document], snapshot: Snapshot) -> Listing:
    """Select the items of ``documents`` that meet every part of ``selection``."""
    found: list[TaskItem] = []
    earlier: list[TaskItem] = []
    collective: list[TaskItem] = []
    for document in documents:
        rows = _under_heading(selection, _items_of(document, snapshot))
        rows = [row for row in rows if not selection.among or row.id in selection.among]
        for item in rows:
            named = mentions(item, selection.mention) and meets_unit(item, selection, document)
            by_unit = named != selection.lacks
            due = meets_window(item, selection.window, document.year)
            if by_unit and due:
                found.append(item)
            elif by_unit and _is_earlier(item, selection.window, document.year):
                earlier.append(item)
            elif due and _may_mean_the_unit(item, selection):
                collective.append(item)
    if selection.extreme:
        found, earlier, collective = _first_or_last(found, selection.extreme), [], []
    named = {item.document_id for item in found}
    collective = [item for item in collective if not named or item.document_id in named]
    return Listing(tuple(found), tuple(earlier), tuple(collective))


def _items_of(document: Document, snapshot: Snapshot) -> list[TaskItem]:
    return [item for item in snapshot.items.values() if item.document_id == document.id]


def asked_names(item: TaskItem, selection: Selection, document: Document) -> dict[str, str]:
    """Return the printed names of ``item`` that are the asked units, each with its role."""
    places = places_of(document)
    asked = {key for _, key in selection.units}
    return {
        name: role
        for role, names in units_by_role(item).items()
        for name in names
        if asked & keys_of(name, places)
    }


def mentions(item: TaskItem, word: str) -> bool:
    """Tell whether the task or its section holds the word; every one holds the empty word."""
    return fold(word) in fold(f"{item.section}\n{item.text}")


# -- units ----------------------------------------------------------------------------------


def meets_unit(item: TaskItem, selection: Selection, document: Document) -> bool:
    """Tell whether ``item`` names the asked units, in the asked role."""
    names = tuple(_names(item, selection.role))
    if selection.unknown_unit or (selection.alone and len(names) != 1):
        return False
    if not selection.units:
        return True
    places = places_of(document)
    held = {key for name in names for key in keys_of(name, places)}
    asked = {key for _, key in selection.units}
    return asked <= held if selection.jointly else bool(asked & held)


def _names(item: TaskItem, role: str | None) -> Iterable[str]:
    """The units of the asked role; a table without that column answers with all it has."""
    if role == "lead" and item.lead_units:
        return item.lead_units
    if role == "support" and item.support_units:
        return item.support_units
    return item.all_units


def _may_mean_the_unit(item: TaskItem, selection: Selection) -> bool:
    """Tell whether the item names the unit only through a name for many, if at all."""
    asked = selection.units and not (selection.lacks or selection.alone)
    return bool(asked) and any(is_collective(name) for name in item.all_units)


# -- deadlines ------------------------------------------------------------------------------


def meets_window(item: TaskItem, window: Window | None, year: int) -> bool:
    """Tell whether ``item`` of the plan of ``year`` is due in ``window``."""
    if window is None:
        return True
    return _is_due(item, window, year) != window.negated


def _is_due(item: TaskItem, window: Window, year: int) -> bool:
    if window.kind == "undated":
        return item.deadline.kind != "dated"
    if window.kind != "dated":
        return item.deadline.kind == window.kind
    first, last = window.span(year)
    return item.deadline.end is not None and first <= item.deadline.end <= last


def _first_or_last(items: Sequence[TaskItem], extreme: str) -> list[TaskItem]:
    """Of the items with a date, those due first or last."""
    ends = [item.deadline.end for item in items if item.deadline.end]
    if not ends:
        return []
    wanted = min(ends) if extreme == "first" else max(ends)
    return [item for item in items if item.deadline.end == wanted]


def _is_earlier(item: TaskItem, window: Window | None, year: int) -> bool:
    if window is None or window.negated or window.kind != "dated" or item.deadline.end is None:
        return False
    return item.deadline.end < window.span(year)[0]


# -- chapters and sections ------------------------------------------------------------------


def _under_heading(selection: Selection, items: list[TaskItem]) -> list[TaskItem]:
    if selection.ordinal:
        rows = _with_ordinal(items, *selection.ordinal)
        return _with_ordinal(rows, *selection.section) if selection.section else rows
    if selection.heading:
        headings = sorted({h for item in items for h in (item.chapter, item.section) if h})
        scores = Coverage(headings).score(selection.heading)
        covered = [
            1.0 if _runs_through(selection.heading, heading) else score
            for heading, score in zip(headings, scores, strict=True)
        ]
        best = max(covered, default=0.0)
        if best < _HEADING_COVERED:
            return []
        chosen = {h for h, score in zip(headings, covered, strict=True) if score == best}
        return [item for item in items if item.chapter in chosen or item.section in chosen]
    return items


def _runs_through(words: str, heading: str) -> bool:
    """Tell whether a heading has all of ``words`` in order (打造营商环境: 打造一流营商环境)."""
    characters = iter(heading)
    return len(words) >= _FEWEST and all(one in characters for one in words if one.isalnum())


def _with_ordinal(items: list[TaskItem], number: str, level: str) -> list[TaskItem]:
    """Select by the printed ordinal of the chapter (一、) or section (（十六）).

    Where the table prints none, its headings count in their order.
    """
    heading_of = {item.id: item.section if "节" in level else item.chapter for item in items}
    headings = [heading for heading in dict.fromkeys(heading_of.values()) if heading]
    ordinals = {heading: read_ordinal(heading) for heading in headings}
    if any(ordinals.values()):
        numbers = {h: str(numeral_value(o.numeral)) for h, o in ordinals.items() if o}
    else:
        numbers = {heading: str(place) for place, heading in enumerate(headings, 1)}
    wanted = list(numbers.values())[-1:] if number == LAST else [number]
    return [item for item in items if numbers.get(heading_of[item.id]) in wanted]
