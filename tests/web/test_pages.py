"""The pages: a record marked in its source, a whole document, and what is not there."""

from __future__ import annotations

from dataclasses import replace

import pytest
from bs4 import BeautifulSoup
from fastapi.testclient import TestClient

from bot.web.source import PLACEHOLDER
from tests.web.reading import parse, text_of
from tests.web.samples import DOCUMENT, ITEMS, SPAM, Live, Shelf

PAGE = {"accept": "text/html"}


def read(client: TestClient, address: str, status: int = 200) -> BeautifulSoup:
    response = client.get(address, headers=PAGE)
    assert response.status_code == status
    assert response.headers["content-type"].startswith("text/html")
    return parse(response.text)


def fields_of(page: BeautifulSoup) -> dict[str, str]:
    return dict(zip(text_of(page, "dt"), text_of(page, "dd"), strict=True))


def test_item_page_shows_the_row_field_by_field(client: TestClient) -> None:
    page = read(client, "/items/shili-2022/1")
    assert text_of(page, "h1") == ["示例区2022·第1项"]
    assert text_of(page, ".path li") == ["一、公开政策", "（一）及时解读"]
    assert fields_of(page) == {
        "任务内容": "公开<b>补贴</b>信息，年底前完成。",
        "牵头单位": "原文未写",
        "责任单位": "区政府办、区财政局",
        "完成时限": "全年 任务文字另写：年底前",
    }
    assert text_of(page, ".notes p") == ["以下工作均需各街道落实"]
    assert "本回答由程序依据公开文件自动生成，以原文为准" in page.get_text()
    assert text_of(page, ".citation") == [
        "《示例区2022年政务公开工作要点》（示政办发〔2022〕1号，2022年7月8日），第1项"
    ]


@pytest.mark.parametrize(
    ("address", "fields"),
    [
        ("/items/shili-2022/2", {"牵头单位": "原文未写", "完成时限": "原文未写"}),
        (
            "/items/shili-2022/3",
            {"牵头、责任单位": "市财政局等部门（原表两栏合为一格）", "完成时限": "9月底前"},
        ),
    ],
)
def test_what_the_row_leaves_blank_or_merges_is_said(
    client: TestClient, address: str, fields: dict[str, str]
) -> None:
    assert fields.items() <= fields_of(read(client, address)).items()


def test_every_line_of_a_row_is_marked_between_its_neighbours(client: TestClient) -> None:
    page = read(client, "/items/shili-2022/2")
    assert text_of(page, "mark") == ["2. 建设专区，", "提供查阅。 区司法局"]
    before, after = page.select(".around")
    assert "公开<b>补贴</b>信息" in before.get_text()
    assert "公开资金" in after.get_text()
    assert text_of(page, ".row .number") == ["8", "10"]


def test_foreign_text_is_replaced_wherever_the_source_is_shown(client: TestClient) -> None:
    for address in ("/items/shili-2022/2", "/items/shili-2022/3", "/documents/shili-2022"):
        shown = client.get(address).text
        assert PLACEHOLDER in shown
        assert SPAM not in shown
        assert "365" not in shown
    assert "已剔除并记录在案" in client.get("/items/shili-2022/3").text
    assert "已剔除并记录在案" not in client.get("/items/shili-2022/2").text


@pytest.mark.parametrize(
    "address",
    ["/items/shili-2022/1", "/passages/shili-2022/一/一", "/documents/shili-2022"],
)
def test_everything_from_a_source_is_escaped(client: TestClient, address: str) -> None:
    page = read(client, address)
    assert not page.select("b, main script")
    assert "alert('x')" in page.get_text() or "<b>补贴</b>" in page.get_text()


def test_passage_page_is_found_by_its_printed_ordinals(client: TestClient) -> None:
    page = read(client, "/passages/shili-2022/一/一")
    assert text_of(page, "h1") == ["示例区2022·正文一（一）"]
    assert len(page.select("mark")) == 1
    assert page.select('a[href="/documents/shili-2022#passage-%E4%B8%80-%E4%B8%80"]')


def test_the_link_to_the_whole_document_lands_on_the_row(client: TestClient) -> None:
    item = read(client, "/items/shili-2022/2")
    (link,) = [a.get("href") for a in item.select('a[href*="#"]') if "item" in a.get("href")]
    address, _, anchor = link.partition("#")
    stretch = read(client, address).find(id=anchor)
    assert text_of(stretch, ".words") == ["2. 建设专区，", "提供查阅。 区司法局"]


def test_document_page_holds_facts_items_and_every_line(client: TestClient) -> None:
    page = read(client, "/documents/shili-2022")
    assert fields_of(page) == {
        "地区": "某市示例区",
        "计划年份": "2022",
        "文号": "示政办发〔2022〕1号",
        "发文机关": "原文未写",
        "发文日期": "2022年7月8日",
        "任务项": "3",
    }
    links = [a.get("href") for a in page.select(".items a")]
    assert links == [f"/items/shili-2022/{number}" for number in (1, 2, 3)]
    assert text_of(page, ".whole .number") == ["1", "3", "4", "6", "7", "8", "10", "11", "12"]


def test_catalogue_lists_the_documents(client: TestClient) -> None:
    page = read(client, "/documents")
    assert [a.get("href") for a in page.select(".catalogue a")] == ["/documents/shili-2022"]


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("/items/shili-2022/99", "共 3 项，没有第「99」项"),
        ("/items/shili-2022/%3Cb%3E", "没有第「<b>」项"),
        ("/items/mars-2022/1", "没有收录标识为「mars-2022」的文件"),
        ("/passages/shili-2022/九/九", "没有「九/九」这一段"),
        ("/documents/mars-2022", "没有收录"),
        ("/nothing/here", "没有这个网页"),
        ("/nothing.html", "没有这个网页"),
        ("/ui/nothing.css", "没有这个网页"),
    ],
)
def test_a_missing_page_says_what_to_do(client: TestClient, address: str, says: str) -> None:
    page = read(client, address, 404)
    assert says in page.get_text()
    assert page.select('a[href="/"]')
    assert page.select('a[href="/documents"]')
    assert not page.select("b")


def test_an_address_in_the_sentence_is_a_link(client: TestClient) -> None:
    page = read(client, "/passages/shili-2022/（//evil）", 404)
    assert [a.get("href") for a in page.select(".problem p a")] == ["/documents/shili-2022"]


def test_a_fragment_has_no_frame_around_it(client: TestClient) -> None:
    for address in ("/items/shili-2022/1?fragment=1", "/items/shili-2022/99?fragment=1"):
        fragment = client.get(address, headers=PAGE).text
        assert fragment.startswith("<article")
        assert "<html" not in fragment


def test_pages_follow_a_new_generation(client: TestClient, live: Live) -> None:
    assert "第「4」项" in client.get("/items/shili-2022/4").json()["detail"]
    added = replace(ITEMS[0], id="shili-2022#4", number="4")
    live.shelf = Shelf(generation="2", items={one.id: one for one in (*ITEMS, added)})
    assert client.get("/items/shili-2022/4").status_code == 200
    live.shelf = None
    page = read(client, "/items/shili-2022/1", 503)
    assert "还没有索引" in page.get_text()


def test_a_title_with_quotes_of_its_own_is_not_quoted_again(client: TestClient, live: Live) -> None:
    titled = replace(DOCUMENT, title="贯彻《计划》实施方案", number=None, issued_on=None)
    live.shelf = Shelf(documents={titled.id: titled})
    page = read(client, "/items/shili-2022/1")
    assert text_of(page, ".citation") == ["贯彻《计划》实施方案，第1项"]
