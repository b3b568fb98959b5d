"""The five shipped documents as plans to be written in other formats.

The words of each cell are taken from the shipped text; what is merged is what the original tables
merge: headings in their own columns or as rows across the table, one cell for 牵头 and 责任.
"""

from __future__ import annotations

from itertools import groupby

from corpus.blocks import Prose, Table
from corpus.catalog import shipped_entries, shipped_file
from corpus.drafts import Draft, draft_rows
from corpus.readers.text import read_blocks
from tests.corpus.office.writing import Box, Grid, Plan

WIDTHS = {"number": 6, "heading": 12, "text": 46, "deadline": 12}


def shipped_plans() -> list[Plan]:
    """Give the five documents."""
    return [
        _plan(entry.id, shipped_file(entry).read_text(encoding="utf-8"))
        for entry in shipped_entries()
    ]


def _plan(name: str, source: str) -> Plan:
    blocks, _ = read_blocks(source)
    drafts = draft_rows([block for block in blocks if isinstance(block, Table)])
    parts: list[str | Grid] = []
    is_written = False
    for block in blocks:
        if isinstance(block, Prose):
            parts += [line.text.strip() for line in block.lines]
        elif not is_written:
            parts.append(_grid(block, drafts))
            is_written = True
    return Plan(name, parts)


def _grid(table: Table, drafts: list[Draft]) -> Grid:
    roles = [column.role for column in table.columns]
    headers = {column.role: column.header for column in table.columns}
    columns = [role for role in dict.fromkeys(roles) if role != "heading"]
    is_split = "heading" in roles  # two merged columns of headings
    header = [Box(headers["heading"], columns=2)] if is_split else []
    header += [Box(headers[role]) for role in columns]
    rows = [header]
    width = len(columns) + 2 * is_split
    for chapter, in_chapter in groupby(drafts, key=lambda draft: draft.chapter):
        group = list(in_chapter)
        if not is_split and chapter:
            rows.append([Box(chapter, columns=width)])
        first_of_chapter = len(rows)
        for section, in_section in groupby(group, key=lambda draft: draft.section):
            drafts_of_section = list(in_section)
            if not is_split and section:
                rows.append([Box(section, columns=width)])
            first = len(rows)
            rows += [_cells(draft, columns) for draft in drafts_of_section]
            if is_split:
                rows[first].insert(0, Box(section, rows=len(drafts_of_section)))
        if is_split:
            rows[first_of_chapter].insert(0, Box(chapter, rows=len(group)))
    widths = tuple([12, 12] * is_split + [WIDTHS.get(role, 20) for role in columns])
    return Grid(rows, widths)


def _cells(draft: Draft, columns: list[str]) -> list[Box]:
    """Give the cells of a row as printed; one cell for 牵头 and 责任 where there is but one."""
    cells: list[Box] = []
    is_merged = "units" in columns and "lead" in columns and not draft.row.cells("units")
    for role in columns:
        if role == "units" and is_merged:
            continue
        texts = [cell.text for cell in draft.row.cells(role)]
        span = 2 if role == "lead" and is_merged else 1
        cells.append(Box("\n".join(texts), columns=span))
    return cells
