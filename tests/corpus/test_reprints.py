"""The five documents reprinted in other layouts, orders and states of disrepair read the same."""

import random
from dataclasses import dataclass

import pytest

from corpus.catalog import shipped_entries
from corpus.parse import parse_document

HEADERS = {
    "number": "序号",
    "chapter": "重点领域",
    "section": "重点任务",
    "text": "工作内容",
    "lead": "牵头单位",
    "units": "责任单位",
    "deadline": "完成时限",
}
LAYOUTS = ("framed pipes", "pipes", "tabs", "trimmed tabs", "tabbed lines", "plain lines")
ORDERS = (
    ("number", "text", "lead", "units", "deadline"),
    ("number", "text", "deadline", "lead", "units"),
    ("number", "deadline", "lead", "units", "text"),
)
DAMAGES = ("none", "repeated headers", "blank cells", "shifted rows")


@dataclass(frozen=True)
class Print:
    """How a table is printed: layout, order of columns, where headings and numbers stand."""

    layout: str
    order: tuple[str, ...]
    has_heading_columns: bool
    has_number_column: bool
    damage: str

    def lines(self, cells):
        if self.layout == "framed pipes":
            return [f"| {' | '.join(cells)} |"]
        if self.layout == "pipes":
            return [f"{' | '.join(cells)} |"]
        if self.layout == "tabs":
            return ["\t".join(cells)]
        if self.layout == "trimmed tabs":
            return ["\t".join(cells).rstrip("\t")]
        if self.layout == "tabbed lines":
            return [*(f"\t{cell}" for cell in cells if cell), ""]
        return [cell for cell in cells if cell]

    def columns(self, items):
        has = {
            "number": self.has_number_column,
            "text": True,
            "lead": any(item.lead_units for item in items),
            "units": True,
            "deadline": any(item.deadline.source == "column" for item in items),
        }
        headings = ["chapter", "section"] if self.has_heading_columns else []
        return headings + [column for column in self.order if has[column]]


def cells_of(item, has_number_column):
    number = "" if has_number_column else f"{item.number}. "
    note = item.units_note
    return {
        "number": item.number,
        "text": number + item.text,
        "lead": "、".join(item.lead_units) + (note if item.lead_units else ""),
        "units": "、".join(item.units) + ("" if item.lead_units else note),
        "deadline": item.deadline.raw if item.deadline.source == "column" else "",
    }


def reprint(parsed, style, rng):
    """Print the items anew; give the text and what must be read from it."""
    columns = style.columns(parsed.items)
    header = style.lines([HEADERS[column] for column in columns])
    lines, expected = [parsed.document.title, *header], []
    chapter = section = ""
    for index, item in enumerate(parsed.items):
        cells = cells_of(item, style.has_number_column)
        new = {
            "chapter": item.chapter if item.chapter != chapter else "",
            "section": item.section if item.section != section else "",
        }
        if not style.has_heading_columns:
            for heading in filter(None, new.values()):
                lines += style.lines([heading, *[""] * (len(columns) - 1)])
        if style.damage == "repeated headers" and index % 9 == 8:
            lines += header
        if style.damage == "blank cells" and rng.random() < 0.15:
            cells[rng.choice([c for c in ("deadline", "units", "number") if c in columns])] = ""
        row = [(cells | new)[column] for column in columns]
        if style.damage == "shifted rows" and "" in row and rng.random() < 0.3:
            row.remove("")
            row.append("")
        lines += style.lines(row) + [""] * rng.randrange(2)
        units = item.units if cells["units"] else ()
        expected.append((item.text, item.lead_units, units, cells["deadline"]))
        chapter, section = item.chapter, item.section
    return "\n".join(lines), expected


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("entry", shipped_entries(), ids=lambda entry: entry.id)
def test_reprinted_tables_read_the_same(shipped, entry, layout, damage):
    rng = random.Random(f"{entry.id} {layout} {damage}")
    has_ordinals = shipped[entry.id].items[0].chapter.startswith("一、")
    for order in ORDERS:
        if damage != "none" and order[-1] == "text":
            continue  # in a run of cells a blank before the text could belong to either row
        style = Print(
            layout=layout,
            order=order,
            has_heading_columns=not has_ordinals or rng.random() < 0.5,
            has_number_column=rng.random() < 0.5,
            damage=damage,
        )
        source, expected = reprint(shipped[entry.id], style, rng)
        read = [
            (
                item.text,
                item.lead_units,
                item.units,
                item.deadline.raw if item.deadline.source == "column" else "",
            )
            for item in parse_document(source, entry).items
        ]
        assert read == expected, style
