"""Writes plans as Word, Excel and web files with the ordinary libraries.

A plan is a list of paragraphs and tables; a table is a list of rows of ``Box``, each with the rows
and columns it is merged over, as in HTML (boxes covered from above are left out).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.properties import PageSetupProperties

FONT = "Noto Sans CJK SC"


@dataclass(frozen=True)
class Box:
    """A table cell; ``auto`` numbers it automatically in Word."""

    text: str = ""
    rows: int = 1
    columns: int = 1
    auto: bool = False


@dataclass(frozen=True)
class Grid:
    """A table and the relative widths of its columns."""

    rows: list[list[Box]]
    widths: tuple[int, ...]
    header_rows: int = 1


@dataclass(frozen=True)
class Plan:
    """A file to write."""

    name: str
    parts: list[str | Grid]
    landscape: bool = False
    heading: str = field(default="")


def placed(grid: Grid):
    """Yield each box with the row and column it begins in."""
    taken = set()
    for index, boxes in enumerate(grid.rows):
        column = 0
        for box in boxes:
            while (index, column) in taken:
                column += 1
            yield index, column, box
            for row in range(index, index + box.rows):
                taken.update((row, place) for place in range(column, column + box.columns))
            column += box.columns


def write_docx(plan: Plan, path: Path) -> None:
    """Write a Word file; the header row repeats on each page, merged cells are really merged."""
    document = Document()
    style = document.styles["Normal"]
    style.font.name = FONT
    style.font.size = Pt(10.5)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    if plan.landscape:
        section = document.sections[0]
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = section.page_height, section.page_width
    for part in plan.parts:
        if isinstance(part, str):
            paragraph = document.add_paragraph(part)
            if part == plan.heading:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        else:
            add_table(document, part)
    document.save(path)


def add_table(document, grid: Grid):
    """Add a table to a Word document (or cell)."""
    table = document.add_table(len(grid.rows), len(grid.widths))
    table.style = "Table Grid"
    table.autofit = False
    section = document.sections[0]
    room = section.page_width - section.left_margin - section.right_margin
    widths = [int(room * width / sum(grid.widths)) for width in grid.widths]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    cells = [list(row.cells) for row in table.rows]
    for row in cells:
        for cell, width in zip(row, widths, strict=True):
            cell.width = width
    for index, column, box in placed(grid):
        cell = cells[index][column]
        if box.rows > 1 or box.columns > 1:
            last = cells[index + box.rows - 1][column + box.columns - 1]
            cell = cell.merge(last)
        lines = box.text.split("\n")
        cell.paragraphs[0].text = lines[0]
        if box.auto:
            number(cell.paragraphs[0])
        for line in lines[1:]:
            cell.add_paragraph(line)
    for row in table.rows[: grid.header_rows]:
        row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    return table


def number(paragraph, level: int = 0, num_id: int = 1) -> None:
    """Number a paragraph automatically."""
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = level
    properties.get_or_add_numId().val = num_id


def write_xlsx(plan: Plan, path: Path) -> None:
    """Write a workbook of one sheet: paragraphs merged over the columns, then the table."""
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "任务分解表"
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToHeight = 0
    grids = [part for part in plan.parts if isinstance(part, Grid)]
    width = max(len(grid.widths) for grid in grids)
    row = 1
    for part in plan.parts:
        if isinstance(part, str):
            sheet.cell(row, 1, part)
            sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=width)
            row += 1
        else:
            row = fill_sheet(sheet, part, row)
    for index, share in enumerate(grids[0].widths):
        sheet.column_dimensions["ABCDEFGHIJ"[index]].width = share * 1.2
    workbook.save(path)


def fill_sheet(sheet, grid: Grid, start: int) -> int:
    """Write a table from row ``start``; give the row after it."""
    side = Side(style="thin")
    for index, column, box in placed(grid):
        text = int(box.text) if box.text.isdecimal() else box.text
        cell = sheet.cell(start + index, column + 1, text)
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        cell.font = Font(name=FONT)
        cell.border = Border(side, side, side, side)
        if box.rows > 1 or box.columns > 1:
            sheet.merge_cells(
                start_row=start + index,
                end_row=start + index + box.rows - 1,
                start_column=column + 1,
                end_column=column + box.columns,
            )
    return start + len(grid.rows)


def write_html(plan: Plan, path: Path) -> None:
    """Write a page as government sites publish it, with its furniture around the article."""
    parts: list[str] = []
    for part in plan.parts:
        if isinstance(part, str):
            parts.append(f"<p style='text-indent:2em'>{escape(part)}</p>")
        else:
            parts.append(html_table(part))
    title = escape(plan.heading or plan.name)
    path.write_text(
        f"""<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title>
<style>td {{ border: 1px solid #000 }}</style><script>var site = "政务公开";</script></head>
<body><nav><a href="/">首页</a> &gt; <a href="/zwgk/">政务公开</a></nav>
<div class="article">
{chr(10).join(parts)}
</div><footer>网站地图 联系我们</footer></body></html>
""",
        encoding="utf-8",
    )


def html_table(grid: Grid) -> str:
    """Write a table with its spans."""
    rows: dict[int, list[str]] = {index: [] for index in range(len(grid.rows))}
    for index, _, box in placed(grid):
        spans = f' rowspan="{box.rows}"' if box.rows > 1 else ""
        spans += f' colspan="{box.columns}"' if box.columns > 1 else ""
        lines = "".join(f"<p>{escape(line)}</p>" for line in box.text.split("\n"))
        rows[index].append(f"<td{spans}>{lines}</td>")
    body = "\n".join(f"<tr>{''.join(cells)}</tr>" for cells in rows.values())
    return f"<table>\n<tbody>\n{body}\n</tbody></table>"
