"""What readers print that stands nowhere in the file as text: numbers, dates, ordinals."""

from datetime import date, datetime

import pytest

from corpus.normalise import fold_radicals
from corpus.ordinals import chinese_numeral, numeral_value
from corpus.pieces import Grid, GridCell, Pages, Paragraph, Place
from corpus.readers.layout import lay_out
from corpus.readers.pdf_tables import Ruled, join_pages, page_table
from corpus.readers.xlsx_values import printed

VALUES = [
    (1.0, "General", "1"),
    (12, '0"."', "12."),
    (7, "00", "07"),
    (1234.5, "#,##0.00", "1,234.50"),
    (0.125, "0.0%", "12.5%"),
    (-3, "0;(0)", "(3)"),
    (3, '"第"0"项"', "第3项"),
    (date(2022, 9, 30), 'm"月"d"日前"', "9月30日前"),
    (datetime(2022, 9, 3), "yyyy/mm/dd", "2022/09/03"),
    (datetime(2022, 9, 3, 8, 5), "yyyy-m-d h:mm", "2022-9-3 8:05"),
    (date(2022, 9, 30), "General", "2022-9-30"),
    (True, "General", "TRUE"),
    ("9月底前", "@", "9月底前"),
]


@pytest.mark.parametrize(("value", "number_format", "shown"), VALUES)
def test_a_cell_is_printed_as_it_is_shown(value, number_format, shown):
    assert printed(value, number_format) == shown


@pytest.mark.parametrize(
    ("number", "numeral"),
    [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (105, "一百零五"), (110, "一百一十")],
)
def test_chinese_numerals(number, numeral):
    assert chinese_numeral(number) == numeral
    assert "零" in numeral or numeral_value(numeral) == number


def test_radicals_are_written_as_characters():
    assert fold_radicals("⼈⼯智能，⻔户⽹站") == "人工智能，门户网站"
    assert fold_radicals("人工") == "人工"


def row(*texts, top, bottom, room=100.0):
    """A drawn row of columns 100 points wide; the first word of a cell is 10 wide."""
    return [
        Ruled(100.0 * at, top, 100.0 * at + 100, bottom, text, room, 10.0)
        for at, text in enumerate(texts)
    ]


def test_a_row_cut_by_a_page_break_is_made_one_again():
    header = row("序号", "任务", "单位", top=0, bottom=10)
    first = page_table(1, [*header, *row("1", "公开预", "县财", top=10, bottom=30, room=5.0)])
    second = page_table(
        2,
        [
            *header,
            *row("", "算。", "政局", top=10, bottom=20),
            *row("2", "公开。", "县府办", top=20, bottom=30),
        ],
    )
    grid = join_pages([first, second], 1)
    texts = {(cell.row, cell.column): cell.text for cell in grid.cells}
    assert [texts[1, at] for at in range(3)] == ["1", "公开预算。", "县财政局"]
    assert [texts[2, at] for at in range(3)] == ["2", "公开。", "县府办"]
    assert [place.page for place in grid.places] == [1, 1, 2]


def test_a_merged_cell_is_printed_in_every_row_and_a_heading_once():
    cells = [
        *(GridCell(text, 0, at) for at, text in enumerate(("序号", "工作任务", "责任单位"))),
        GridCell("一、公开", 1, 0, 1, 3),
        GridCell("1", 2, 0),
        GridCell("公开预算。", 2, 1),
        GridCell("县财政局", 2, 2, 2, 1),
        GridCell("2", 3, 0),
        GridCell("公开决算。", 3, 1),
    ]
    places = tuple(Place(table=1, row=at + 1) for at in range(4))
    laid = lay_out(Pages((Paragraph("某县2023年工作要点"), Grid(tuple(cells), 3, places))))
    assert laid.source.split("\n") == [
        "某县2023年工作要点",
        "序号\t工作任务\t责任单位",
        "一、公开",
        "1\t公开预算。\t县财政局",
        "2\t公开决算。\t县财政局",
    ]
    assert [place.row for place in laid.places] == [None, 1, 2, 3, 4]


def test_a_table_without_a_known_header_is_reported():
    cells = tuple(GridCell(f"{r}{c}", r, c) for r in range(5) for c in range(4))
    places = tuple(Place(table=2, row=at + 1) for at in range(5))
    laid = lay_out(Pages((Grid(cells, 4, places),)))
    assert laid.warnings == ("第 2 个表没有认出任务表的表头，按正文读取",)
