"""Personal numbers are found by their check digits, and masked without moving a character."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.catalog import CatalogEntry
from corpus.parse import parse_document
from corpus.personal import find_personal, mask_personal, personal_name, protect

MASKED = [
    ("电话13812345678。", "电话138××××5678。"),
    ("138-1234-5678、138 1234 5678", "138-××××-5678、138 ×××× 5678"),
    ("+86 13812345678", "+86 138××××5678"),
    ("8613812345678", "86138××××5678"),
    ("手机１３８１２３４５６７８", "手机１３８××××５６７８"),
    ("138\n12345678", "138\n××××5678"),
    ("身份证号11010519491231002X", "身份证号110×××××××××××××2X"),
    ("账号4111 1111 1111 1111", "账号4111 ×××× ×××× 1111"),
    ("账号6222021234567890128", "账号6222×××××××××××0128"),
]
KEPT = [
    "值班电话0574-87654321",
    "87654321、12345、4008123456",
    "身份证号110105194912310021",  # wrong check digit
    "身份证号11010519491331002X",  # month 13
    "账号4111111111111112",  # fails Luhn
    "国办函〔2021〕132号，20220930",
    "项目代码2203-330205-04-01-138123456789",
    "版本1.13812345678",
    "第1项 3月 5日 7月底前",
]


@pytest.mark.parametrize(("text", "masked"), MASKED)
def test_personal_numbers_are_masked(text, masked):
    assert mask_personal(text) == masked
    assert mask_personal(masked) == masked


@pytest.mark.parametrize("text", KEPT)
def test_public_numbers_stay(text):
    assert mask_personal(text) == text


def test_an_identity_number_is_not_also_a_telephone_number():
    assert [kind for kind, _ in find_personal("11010519491231002X 13812345678")] == [
        "id_card",
        "mobile",
    ]
    assert personal_name("id_card") == "身份证号码"


@given(st.text(alphabet="0123456789- \n年月。Xx", max_size=60))
def test_masking_keeps_lengths_lines_and_itself(text):
    masked = mask_personal(text)
    assert len(masked) == len(text)
    assert masked.count("\n") == text.count("\n")


PLAN = """某市丙县2023年政务公开工作要点
序号\t工作任务\t责任单位\t完成时限
1\t公开预算，联系人张三13812345678。\t县财政局\t6月底前
"""
ENTRY = CatalogEntry("bing", "某市丙县", ("丙县",), 2023, "计划.txt")


def test_a_document_is_masked_everywhere_and_says_where():
    protected = protect(parse_document(PLAN, ENTRY), keep=False)
    assert "13812345678" not in repr(protected)
    assert protected.items[0].text == "公开预算，联系人张三138××××5678。"
    assert protected.items[0].text in protected.source
    (found,) = protected.personal
    assert (found.kind, found.text, found.line) == ("mobile", "138××××5678", 3)
    assert (found.record_id, found.is_masked) == ("bing#1", True)


def test_what_the_editor_confirmed_is_reported_and_kept():
    protected = protect(parse_document(PLAN, ENTRY), keep=True)
    assert "13812345678" in protected.items[0].text
    assert [found.is_masked for found in protected.personal] == [False]


def test_the_shipped_documents_hold_no_personal_data(shipped):
    assert [protect(parsed, keep=False) for parsed in shipped.values()] == list(shipped.values())
