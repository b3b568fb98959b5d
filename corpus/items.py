"""Table rows to task items: units, deadlines, notes and where they stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.blocks import Block, Cell, Table
from corpus.columns import UNIT_ROLES, Role
from corpus.drafts import Draft, draft_rows, join_lines, read_texts, settle_numbers
from corpus.duties import split_duties
from corpus.fields import UNSTATED, find_deadlines, looks_like_deadline, parse_deadline
from corpus.labelled import labelled_table
from corpus.normalise import tidy
from corpus.types import Deadline, Location, Repair, TaskItem
from corpus.units import UnitNames, learn_names, split_units

_FOOTNOTE = re.compile(r"\s*[*＊※]+\s*(?=[\u4e00-\u9fff(（])")


@dataclass(frozen=True, slots=True)
class ItemsRead:
    """What the tables of a document yield; ``notes`` are footnotes that bind every row."""

    items: tuple[TaskItem, ...] = ()
    repairs: tuple[Repair, ...] = ()
    notes: tuple[str, ...] = ()


def read_items(blocks: Sequence[Block], document_id: str, year: int) -> ItemsRead:
    """Read the task items of all tables of a document, in table order."""
    drafts = draft_rows(_tables(blocks))
    read_texts(drafts)
    settle_numbers(drafts)
    notes = [tidy(line.text) for b in blocks if isinstance(b, Table) for line in b.notes]
    vocabulary = learn_names(text for draft in drafts for text in _unit_texts(draft))
    items: list[TaskItem] = []
    repairs: list[Repair] = []
    for draft in drafts:
        notes += [note for cell in _unit_cells(draft) if (note := _without_footnote(cell)[1])]
        item = _build_item(draft, document_id, year, vocabulary)
        items.append(item)
        line = item.location.start_line
        repairs += [Repair(item.id, line, what, kind) for kind, what in draft.faults]
    return ItemsRead(tuple(items), tuple(repairs), tuple(dict.fromkeys(notes)))


def _tables(blocks: Sequence[Block]) -> list[Table]:
    """Return the task tables, or what the running text says where there is none."""
    tables = [block for block in blocks if isinstance(block, Table)]
    if not any(table.runs for table in tables) and (table := labelled_table(blocks)):
        return [table]
    return tables


def _unit_cells(draft: Draft) -> list[str]:
    return [cell.text for role in UNIT_ROLES for cell in draft.row.cells(role)]


def _unit_texts(draft: Draft) -> list[str]:
    cells = [_without_footnote(cell)[0] for cell in _unit_cells(draft)]
    return [duty.text for cell in cells for duty in split_duties(cell)]


def _without_footnote(cell: str) -> tuple[str, str]:
    """Part a footnote (「*以下工作均需…」) from the names of a cell."""
    match = _FOOTNOTE.search(cell)
    if match is None:
        return cell, ""
    return cell[: match.start()], tidy(join_lines(cell[match.end() :]))


def _build_item(draft: Draft, document_id: str, year: int, vocabulary: frozenset[str]) -> TaskItem:
    units = _read_units(draft, vocabulary)
    merged = _is_merged(draft, units)
    _note_shift(draft, merged)
    in_text = find_deadlines(draft.text, year)
    lines = [line for part in draft.body for line in (part.cell.first, part.cell.last)]
    return TaskItem(
        id=f"{document_id}#{draft.number}",
        document_id=document_id,
        number=draft.number,
        numbered=draft.numbered,
        chapter=draft.chapter,
        section=draft.section,
        text=draft.text,
        lead_units=units["lead"].names,
        units=units["units"].names,
        units_note="；".join(u.note for u in units.values() if u.note),
        merged_roles=merged,
        deadline=_deadline(draft.row.cells("deadline"), in_text, year),
        deadline_in_text=tuple(deadline.raw for deadline in in_text),
        location=Location(min(lines), max(lines)),
        support_units=units["support"].names,
        implementing_units=units["implementing"].names,
        remarks=_remarks(draft),
    )


def _read_units(draft: Draft, vocabulary: frozenset[str]) -> dict[Role, UnitNames]:
    """Read the names of each role; a cell's own words (「…牵头」) win over its column."""
    read: dict[Role, UnitNames] = dict.fromkeys(UNIT_ROLES, UnitNames(()))
    for role in UNIT_ROLES:
        cells = [_without_footnote(cell.text)[0] for cell in draft.row.cells(role)]
        for duty in split_duties("\n".join(cells)):
            units = split_units(duty.text, vocabulary)
            if units.is_repaired:
                draft.faults.append(("names", f"单位相连或分行，读作：{'、'.join(units.names)}"))
            read[duty.role or role] = read[duty.role or role].join(units)
    return read


def _is_merged(draft: Draft, units: dict[Role, UnitNames]) -> bool:
    """Tell whether one cell spans 牵头 and 责任: two columns, one cell, the other is missing."""
    if draft.table.is_exact:
        return _spans_roles(draft)
    roles = {column.role for column in draft.table.columns}
    if not {"lead", "units"} <= roles or not draft.row.cells("lead") or units["units"].names:
        return False
    draft.faults.append(("merged", "牵头单位、责任单位合为一格，名称记为牵头单位"))
    return True


def _spans_roles(draft: Draft) -> bool:
    """Tell whether a cell of an exact grid is merged over the columns of lead and other units."""
    roles = {column.place: column.role for column in draft.table.columns}
    for cell in draft.row.cells("lead"):
        place = cell.place or 0
        if "units" in {roles.get(at) for at in range(place, place + cell.width)}:
            draft.faults.append(("merged", "牵头单位、责任单位合为一格，名称记为牵头单位"))
            return True
    return False


def _note_shift(draft: Draft, merged: bool) -> None:
    moved = [
        part
        for part in draft.row.parts
        if None not in (part.cell.place, part.slot.place) and part.cell.place != part.slot.place
    ]
    if moved and not merged:
        headers = "、".join(part.slot.header for part in moved)
        draft.faults.append(("shifted", f"单元格错位，已归位：{headers}"))


def _deadline(cells: Sequence[Cell], in_text: Sequence[Deadline], year: int) -> Deadline:
    """Read the deadline column, or without one the single date of the text."""
    parts = [line for cell in cells for line in cell.text.split("\n")]
    whole = all(looks_like_deadline(part) for part in parts)  # and not one that was wrapped
    raw = " ".join(parts) if whole else join_lines("\n".join(parts))
    if raw.strip("-—－–/／ "):
        return parse_deadline(raw, year)
    if len({deadline.raw for deadline in in_text}) == 1:
        return replace(in_text[0], source="text")
    return UNSTATED


def _remarks(draft: Draft) -> tuple[str, ...]:
    return tuple(
        f"{part.slot.header}：{tidy(join_lines(part.cell.text))}"
        for part in draft.row.parts
        if part.slot.role == "remark"
    )
