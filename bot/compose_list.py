"""Lists in words: the count first, then every row with its citation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from bot.deadlines import deadline_cell
from bot.finding import Finding
from bot.listing import asked_names
from bot.quotation import shorten
from bot.roles import role_cell
from bot.table import Row, draw_table
from bot.types import Selection
from bot.understand.windows import Window
from bot.wording import say
from corpus.labels import short_name
from corpus.ordinals import read_ordinal

_WHOLE_YEAR = (1, 12)


def compose_list(finding: Finding, rows: Sequence[Row]) -> list[str]:
    """Return the paragraphs of a list: how many there are, all of them, what is close."""
    selection = finding.question.selection or Selection()
    head = _head(rows, selection, "".join(f"[{n}]" for n in _counted(finding, rows)))
    notes = _notes(finding, rows, selection)
    return [head, _table(rows, selection, len(finding.documents) > 1), *notes]


def _counted(finding: Finding, rows: Sequence[Row]) -> range:
    """Return the markers of the documents that were counted, behind those of the rows."""
    return range(len(rows) + 1, len(rows) + 1 + len(finding.facts))


def _head(rows: Sequence[Row], selection: Selection, marks: str) -> str:
    what = _what(rows, selection)
    places = list(dict.fromkeys(row.place for row in rows))
    years = {row.document.year for row in rows}
    values = {"count": len(rows), "place": places[0], "year": rows[0].document.year, "what": what}
    if selection.among:
        return say("list.among", shown=len(selection.among), **values, marks=marks)
    if len(places) == 1 and len(years) == 1:
        return say("list.here" if what else "list.whole", **values, marks=marks)
    return say("list.several", what=what, count=len(rows), places=len(places), marks=marks)


def _what(rows: Sequence[Row], selection: Selection) -> str:
    """Name what the list was selected by, with the printed names of the units."""
    parts: list[str] = []
    if selection.heading or selection.ordinal:
        parts.append(say("list.heading", heading=_heading(rows).rstrip("。")))
    if selection.mention:
        form = "list.no_mention" if selection.lacks else "list.mention"
        parts.append(say(form, word=selection.mention))
    if selection.units and selection.lacks:
        parts.append(say("list.no_unit", unit="、".join(name for name, _ in selection.units)))
    elif selection.units:
        printed = dict.fromkeys(
            name for row in rows for name in asked_names(row.item, selection, row.document)
        )
        form = "list.alone" if selection.alone else "list.unit"
        form = f"{form}_{selection.role}" if _has_role(rows, selection) else form
        parts.append(say(form, unit="、".join(printed)))
    elif selection.alone:
        parts.append(say("list.one_unit"))
    if selection.window:
        parts.append(_due(selection.window))
    if selection.extreme:
        parts.append(say(f"list.{selection.extreme}"))
    return "".join(parts)


def _has_role(rows: Sequence[Row], selection: Selection) -> bool:
    columns = {
        "lead": any(row.item.lead_units for row in rows),
        "support": any(row.item.support_units for row in rows),
    }
    return bool(selection.role and columns[selection.role])


def _due(window: Window) -> str:
    if window.negated:
        return say("list.others", due=_due(replace(window, negated=False)))
    if window.kind != "dated":
        return say(f"list.{window.kind}")
    if (window.first, window.last) == _WHOLE_YEAR:
        return say("list.dated")
    if window.first == window.last:
        return say("list.month", month=window.last)
    return say("list.months", first=window.first, last=window.last)


def _heading(rows: Sequence[Row]) -> str:
    """The deepest heading that all rows share; of several plans each one, without its ordinal."""
    for headings in ([row.item.section for row in rows], [row.item.chapter for row in rows]):
        if headings[0] and len(set(headings)) == 1:
            return headings[0]
    return "、".join(dict.fromkeys(_bare(row.item.section or row.item.chapter) for row in rows))


def _bare(heading: str) -> str:
    ordinal = read_ordinal(heading)
    return (ordinal.rest if ordinal else heading).strip().rstrip("。")


def _table(rows: Sequence[Row], selection: Selection, several: bool) -> str:
    shows_roles = bool(selection.units) and not selection.lacks
    who = "table.role" if shows_roles else "table.who"
    columns = [say("table.number"), say("table.what"), say(who), say("table.when")]
    lines = [columns]
    for row in rows:
        number = say("list.number", number=row.item.number)
        cells = [f"{row.place}{number}" if several else number, shorten(row.item.text)]
        cells.append(_roles(row, selection) if shows_roles else role_cell(row.item))
        cells.append(f"{deadline_cell(row.item, row.document)} {row.marks}")
        lines.append(cells)
    return draw_table(lines)


def _roles(row: Row, selection: Selection) -> str:
    roles = asked_names(row.item, selection, row.document).values()
    return "、".join(dict.fromkeys(say(f"list.{role}") for role in roles))


def _by_place(rows: Sequence[Row]) -> list[str]:
    counts = Counter(row.place for row in rows)
    return [say("list.in_place", place=place, count=count) for place, count in counts.items()]


def _notes(finding: Finding, rows: Sequence[Row], selection: Selection) -> list[str]:
    notes: list[str] = []
    if finding.kind == "count" and len(finding.documents) > 1:
        notes.append(say("list.each", parts="、".join(_by_place(rows))))
    if selection.role and not _has_role(rows, selection):
        notes.append(say("list.no_roles"))
    for reason in ("earlier", "collective"):
        count = sum(close.reason == reason for close in finding.related)
        if count:
            notes.append(say(f"list.{reason}", count=count))
    if finding.unanswered:
        places = "、".join(short_name(one.jurisdiction) for one in finding.unanswered)
        notes.append(say("extra.missing_place", places=places))
    return notes
