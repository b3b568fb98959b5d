"""Spreadsheets of records: what an editor opens in Excel, and what another program reads."""

from __future__ import annotations

import csv
import io

import pytest
from openpyxl import load_workbook

from corpus.export import NOTICE, items_to_csv, items_to_xlsx, rows_of
from corpus.sheets import Column, Sheet, harmless, write_csv, write_workbook

ABOUT = "地区：宁波市江北区；时限：2022年9月底前"


def read_csv(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def items_of(shipped):
    return [row for row in rows_of(shipped.values()) if hasattr(row[0], "deadline")]


def test_a_workbook_of_items_has_headers_filters_and_frozen_panes(shipped):
    book = load_workbook(io.BytesIO(items_to_xlsx(items_of(shipped), about=ABOUT)))
    assert book.sheetnames == ["任务项", "说明"]
    items = book["任务项"]
    assert items.max_row == 220
    assert (items.freeze_panes, items.auto_filter.ref) == ("B2", f"A1:R{items.max_row}")
    header = {cell.value: cell.column for cell in items[1]}
    row = next(row for row in items.iter_rows(values_only=True) if row[-1] == "jiangbei-2022#40")
    assert row[header["引用"] - 1] == "江北区2022·第40项"
    assert (row[header["编号"] - 1], row[header["完成时限"] - 1]) == (40, "全年")
    assert row[header["责任单位"] - 1] == "区政府办、各涉农街道(镇)"
    assert items.column_dimensions["G"].width > 40


def test_both_files_say_what_they_hold_and_that_the_source_decides(shipped):
    rows = items_of(shipped)
    about = load_workbook(io.BytesIO(items_to_xlsx(rows, about=ABOUT)))["说明"]
    told = {row[0]: row[1] for row in about.iter_rows(values_only=True)}
    assert (told["声明"], told["导出范围"], told["数量"]) == (NOTICE, ABOUT, "任务项 219 条")
    lines = [row[0] for row in read_csv(items_to_csv(rows, about=ABOUT))]
    assert {f"声明：{NOTICE}", f"导出范围：{ABOUT}", "数量：任务项 219 条"} <= set(lines)


def test_all_records_stand_in_one_csv_above_what_explains_it(shipped):
    header, *rows = read_csv(items_to_csv(rows_of(shipped.values()), about=ABOUT))
    assert {len(row) for row in rows} == {len(header)}
    ids = [row[header.index("记录")] for row in rows]
    count = ids.index("")
    assert count == len(set(ids[:count])) == 219 + 94
    assert not any(ids[count:])
    assert not any(rows[count])
    assert rows[count + 1][0] == f"声明：{NOTICE}"


def test_passages_have_their_own_sheet(shipped):
    book = load_workbook(io.BytesIO(items_to_xlsx(rows_of(shipped.values()), about=ABOUT)))
    assert book.sheetnames == ["任务项", "正文", "说明"]
    assert book["正文"].max_row == 95


def test_nothing_found_is_still_a_table():
    book = load_workbook(io.BytesIO(items_to_xlsx([], about=ABOUT)))
    assert book["任务项"]["A1"].value == "引用"
    assert len(read_csv(items_to_csv([], about=ABOUT))) > 1


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", " =", "＝", "－"])
def test_no_cell_is_read_as_a_formula(start):
    text = f"{start}1+1"
    assert read_csv(write_csv(["甲"], [[text]]))[1][0].startswith("'")
    book = load_workbook(io.BytesIO(write_workbook([Sheet("表", [Column("甲", 9)], [[text]])])))
    cell = book["表"]["A2"]
    assert (cell.data_type, str(cell.value)[0]) == ("s", "'")


@pytest.mark.parametrize(
    ("value", "written"), [("甲\x00乙\x0b", "甲乙"), ("甲=乙", "甲=乙"), (7, 7)]
)
def test_what_a_cell_cannot_hold_is_left_out(value, written):
    assert harmless(value) == written


def test_a_text_longer_than_a_cell_says_so():
    data = write_workbook([Sheet("长/短", [Column("甲", 9)], [["字" * 40_000]])])
    page = load_workbook(io.BytesIO(data))["长 短"]
    assert str(page["A2"].value).endswith("见原文页）")
