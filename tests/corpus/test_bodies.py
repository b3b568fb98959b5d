"""Body text: titles, paths of sections, and the units they name."""

import pytest

from corpus.catalog import CatalogEntry
from corpus.parse import parse_document
from corpus.passages import read_inline_units

SOURCE = """某政办函〔2023〕15号
某市人民政府办公室关于印发2023年某市政务公开工作要点的通知
各乡镇人民政府：
现印发给你们，请认真组织实施。
某市人民政府办公室
2023年5月8日
（此件公开发布）
2023年某市政务公开工作要点
一、加强公开
（一）公开规划（市发改局、市残联负责）
公开规划成果。
二、加强解读
做好解读。
附件1
任务清单
序号\t工作任务\t责任单位
1\t公开预算。\t市财政局
附件2
一、评分办法
按百分制评分。
"""


@pytest.fixture(scope="module")
def parsed():
    return parse_document(SOURCE, CatalogEntry("plan", "某市", (), 2023, "plan.txt"))


def test_a_remark_above_the_title_is_no_part_of_it(parsed):
    assert parsed.document.title == "2023年某市政务公开工作要点"


def test_a_chapter_of_an_attachment_never_takes_the_path_of_one_in_the_body(parsed):
    ids = [passage.id for passage in parsed.passages]
    assert ids == ["plan/引言", "plan/一/一", "plan/二", "plan/第2部分/一"]


def test_units_in_a_heading_belong_to_its_section(parsed):
    assert parsed.passages[1].units == ("市发改局", "市残联")


INLINE = [
    ("公开政策。（市府办〔市大数据局〕牵头，市司法局负责）", ["市府办〔市大数据局〕", "市司法局"]),
    ("公开政策。责任单位：市府办、各乡镇（街道办事处）", ["市府办", "各乡镇（街道办事处）"]),
    ("公开政策。（牵头单位：市发改局；配合单位：市经信局）", ["市发改局", "市经信局"]),
    ("公开政策（团市委、市残联按职责分工负责）。", ["团市委", "市残联"]),
    ("公开政策（含解读），充分利用政务（便民）服务中心。", []),
]


@pytest.mark.parametrize(("text", "units"), INLINE)
def test_units_are_read_from_sentences(text, units):
    assert list(read_inline_units(text)) == units
