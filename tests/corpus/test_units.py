"""Unit names as printed."""

import pytest

from corpus.columns import read_header
from corpus.duties import split_duties
from corpus.foreign import cut_foreign
from corpus.ordinals import numeral_value, read_led_number, read_number, read_ordinal
from corpus.units import is_unit_name, learn_names, looks_like_units, split_units

SPLITS = [
    ("区政府办、区发改局，各有关单位", ["区政府办", "区发改局", "各有关单位"], ""),
    ("市府办(市大数据局)、市司法局", ["市府办(市大数据局)", "市司法局"], ""),
    ("区发改局、区审管(公管)办", ["区发改局", "区审管(公管)办"], ""),
    ("各镇政府、街道办事处", ["各镇政府", "街道办事处"], ""),
    ("各乡镇（街道、园区）、区直部门", ["各乡镇（街道、园区）", "区直部门"], ""),
    ("市城管局、市电力局等部门", ["市城管局", "市电力局"], "等部门"),
    ("区司法局等有关部门", ["区司法局"], "等有关部门"),
    ("区司法局等", ["区司法局"], "等"),
    ("区政府办、各部门按职责分工负责", ["区政府办", "各部门"], "按职责分工负责"),
    ("区财政局、\n\n区农业农村局", ["区财政局", "区农业农村局"], ""),
    ("区行政审批局\n区发改局", ["区行政审批局", "区发改局"], ""),
    ("区行政审\n批局", ["区行政审批局"], ""),
    ("市公安局\n莱芜区分局", ["市公安局莱芜区分局"], ""),
    ("区财政局 区审计局", ["区财政局", "区审计局"], ""),
    ("区府办和区司法局", ["区府办", "区司法局"], ""),
    ("区住房和城乡建设局、区工业和信息化局", ["区住房和城乡建设局", "区工业和信息化局"], ""),
    ("区发改局区财政局", ["区发改局", "区财政局"], ""),
    ("市城管局、华润燃气公司等企业", ["市城管局", "华润燃气公司"], "等企业"),
    ("市教育局等3个部门", ["市教育局"], "等3个部门"),
    ("市司法局等按职责分工负责", ["市司法局"], "等按职责分工负责"),
    ("市住房和城乡建设局及相关单位", ["市住房和城乡建设局", "相关单位"], ""),
    ("市政府办公室会同各有关部门", ["市政府办公室", "各有关部门"], ""),
    ("市文旅局以及各县（市、区）人民政府", ["市文旅局", "各县（市、区）人民政府"], ""),
    ("市数据局各县（市、区）人民政府", ["市数据局", "各县（市、区）人民政府"], ""),
    ("1.市发改委；2.市财政局", ["市发改委", "市财政局"], ""),
    ("①市发改委②市12345热线中心", ["市发改委", "市12345热线中心"], ""),
    ("区政府各部门", ["区政府各部门"], ""),
    ("市公安局莱芜区分局", ["市公安局莱芜区分局"], ""),
    ("人行舟山市中心支行、舟山银保监分局", ["人行舟山市中心支行", "舟山银保监分局"], ""),
    ("", [], ""),
]


@pytest.mark.parametrize(("cell", "names", "note"), SPLITS)
def test_a_cell_is_split_as_printed(cell, names, note):
    units = split_units(cell)
    assert (list(units.names), units.note) == (names, note)


GLUED = [
    ("区政府办公室区行政审批局", ["区政府办公室", "区行政审批局"]),
    ("区政府办公室融媒体中心", ["区政府办公室", "融媒体中心"]),
    ("区政府办公室区委编办", ["区政府办公室", "区委编办"]),
    ("区政府办公室各镇政府", ["区政府办公室", "各镇政府"]),
    ("区政府办公室分局", ["区政府办公室分局"]),
    ("区政府各部门", ["区政府各部门"]),
    ("区行政审批局招生考试院", ["区行政审批局招生考试院"]),
    ("区行政审批局12345热线中心", ["区行政审批局12345热线中心"]),
    ("区行政审批局(政务服务局)", ["区行政审批局(政务服务局)"]),
]


@pytest.mark.parametrize(("cell", "names"), GLUED)
def test_glued_names_are_split_by_the_words_of_the_document(cell, names):
    vocabulary = learn_names(["区政府办公室", "区政府、区行政审批局", cell])
    assert list(split_units(cell, vocabulary).names) == names


def test_a_document_learns_no_glued_name():
    names = learn_names(["区政府办公室", "区行政审批局", "区政府办公室区行政审批局"])
    assert names == {"区政府办公室", "区行政审批局"}


UNITS = (
    "区审管(公管)办、各涉农街道(镇)、各镇（街道）、国网鄞州供电公司、政务公开责任单位、"
    "团市委、市残联、市贸促会、各高校、各村（居）委会、县属国企、各县（市、区）人民政府"
)


@pytest.mark.parametrize("name", split_units(UNITS).names)
def test_units_look_like_units(name):
    assert is_unit_name(name)
    assert looks_like_units(name) == 1


def test_a_remark_behind_the_names_does_not_count():
    assert looks_like_units("市直有关部门按职责分工负责") == 1


@pytest.mark.parametrize("text", ["持续做好学前教育、义务教育入学等信息公开。", "全年", "7月底"])
def test_other_cells_do_not(text):
    assert looks_like_units(text) < 0.5


DUTIES = [
    ("县政府督查室牵头，各乡镇配合", [("县政府督查室", "lead"), ("，各乡镇", "support")]),
    ("县财政局（牵头）、县审计局", [("县财政局", "lead"), ("、县审计局", None)]),
    ("牵头单位：县发改局；配合单位：各乡镇", [("县发改局", "lead"), ("各乡镇", "support")]),
    ("县财政局、县审计局", [("县财政局、县审计局", None)]),
]


@pytest.mark.parametrize(("cell", "duties"), DUTIES)
def test_a_cell_that_names_roles_is_parted(cell, duties):
    assert [(duty.text, duty.role) for duty in split_duties(cell)] == duties


HEADERS = [
    (["序号", "工    作    任    务", "责任单位"], ["number", "text", "units"]),
    (["工作任务", "具体要求", "责任单位"], ["heading", "text", "units"]),
    (
        ["主要工作任务", "", "任务内容", "完成时限", "责任单位"],
        ["heading", "heading", "text", "deadline", "units"],
    ),
    (["任务", "配合单位", "实施单位"], ["text", "support", "implementing"]),
    (["序号", "重点任务", "牵头单位（责任处室）", "备注"], ["number", "text", "lead", "remark"]),
    (["责任单位", "工作内容"], ["units", "text"]),
    (["主要内容", "牵头单位/责任单位", "完成时限要求"], ["text", "units", "deadline"]),
    (["任务", "牵头处室", "参与配合部门"], ["text", "lead", "support"]),
    (["区财政局", "公开预算", "全年"], None),
    (["责任单位", "完成时限", "备注"], None),
]


@pytest.mark.parametrize(("cells", "roles"), HEADERS)
def test_headers_are_recognised(cells, roles):
    columns = read_header(cells)
    assert (columns and [column.role for column in columns]) == roles


FOREIGN = [
    (
        "市政府各部门 365娱乐场投注_beat365官方登录入口_比分365网页版 | 全年 |",
        "市政府各部门  | 全年 |",
        1,
    ),
    ("市政府各部门365娱乐场投注_beat365官方登录入口 | 全年", "市政府各部门 | 全年", 1),
    ("打击跨境赌博，规范彩票投注站管理。", "打击跨境赌博，规范彩票投注站管理。", 0),
    ("365天不打烊，12345热线", "365天不打烊，12345热线", 0),
]


@pytest.mark.parametrize(("line", "clean", "count"), FOREIGN)
def test_planted_advertisements_are_cut_out(line, clean, count):
    text, found = cut_foreign(line)
    assert (text, len(found)) == (clean, count)


NUMBERS = [("1", "1"), ("12.", "12"), ("（3）", "3"), ("十一", "11"), ("④", "4"), ("０7", "7")]


@pytest.mark.parametrize(("cell", "number"), NUMBERS)
def test_row_numbers_are_read_as_digits(cell, number):
    assert read_number(cell) == number


@pytest.mark.parametrize("cell", ["", "区财政局", "1.公开", "2022年"])
def test_other_cells_hold_no_number(cell):
    assert read_number(cell) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("40. 及时公开", ("40", "及时公开")),
        ("10.贴近基层", ("10", "贴近基层")),
        ("一、公开", ("1", "公开")),
        ("2.5亿元", None),
        ("12345热线", None),
    ],
)
def test_a_number_may_lead_a_text(text, expected):
    assert read_led_number(text) == expected


@pytest.mark.parametrize(
    ("text", "level", "numeral"),
    [
        ("一、总体要求", "chapter", "一"),
        ("（二十一）抓好落实", "section", "二十一"),
        ("(七)及时", "section", "七"),
        ("3.以公开", "point", "3"),
        ("第二部分 任务", "chapter", "二"),
    ],
)
def test_ordinals_have_levels(text, level, numeral):
    ordinal = read_ordinal(text)
    assert ordinal is not None
    assert (ordinal.level, ordinal.numeral) == (level, numeral)


@pytest.mark.parametrize(("numeral", "value"), [("十", 10), ("二十一", 21), ("一百", 100)])
def test_numerals_have_values(numeral, value):
    assert numeral_value(numeral) == value
