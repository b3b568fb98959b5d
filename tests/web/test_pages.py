"""The pages: a record marked in its source, a whole document, and what is not there."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from bs4 import BeautifulSoup
from fastapi.testclient import TestClient

from bot.web.source import PLACEHOLDER
from corpus.types import Deadline, Location, ParsedDocument, Version, Withdrawal
from tests.web.reading import parse, text_of
from tests.web.samples import DOCUMENT, ITEMS, PASSAGES, SOURCE, SPAM, Archive, Live, Shelf

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
    links = [a.get("href") for a in page.select("ol.items a")]
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
    links = [(a.get("href"), a.get_text()) for a in page.select(".problem p a")]
    assert links == [("/documents/shili-2022", "文件页")]
    assert "请到文件页查看全文。" in page.get_text()


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


# -- what leads on from a page, and what is told of it --------------------------------------


@pytest.mark.parametrize(
    ("address", "before", "after"),
    [
        ("/items/shili-2022/1", None, "/items/shili-2022/2"),
        ("/items/shili-2022/2", "/items/shili-2022/1", "/items/shili-2022/3"),
        ("/items/shili-2022/3", "/items/shili-2022/2", None),
        ("/passages/shili-2022/一/一", None, None),
    ],
)
def test_a_page_leads_to_its_neighbours(
    client: TestClient, address: str, before: str | None, after: str | None
) -> None:
    page = read(client, address)
    for relation, expected in (("prev", before), ("next", after)):
        links = {tag.get("href") for tag in page.select(f"[rel={relation}]")}
        assert links == ({expected} if expected else set())


def facts_of(page: BeautifulSoup) -> dict[str, Any]:
    (block,) = page.select('script[type="application/ld+json"]')
    return json.loads(block.string or "")


def test_search_engines_are_told_what_the_page_says(client: TestClient) -> None:
    page = read(client, "/items/shili-2022/1?utm_source=portal")
    assert page.select_one("title").get_text().startswith("示例区2022·第1项：公开<b>补贴</b>")
    assert page.select_one("link[rel=canonical]")["href"] == "http://testserver/items/shili-2022/1"
    described = page.select_one("meta[name=description]")["content"]
    assert described.startswith("示例区2022年计划：责任单位：区政府办、区财政局；时限：全年；公开")
    facts = facts_of(page)
    assert facts["text"] == "公开<b>补贴</b>信息，年底前完成。"
    assert facts["position"] == 1
    assert facts["isPartOf"]["identifier"] == "示政办发〔2022〕1号"
    assert facts["isPartOf"]["datePublished"] == "2022-07-08"
    assert "</b>" not in client.get("/items/shili-2022/1").text  # nor in the block of facts


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("/passages/shili-2022/一/一", "/passages/shili-2022/%E4%B8%80/%E4%B8%80"),
        ("/documents/shili-2022", "/documents/shili-2022"),
        ("/documents", "/documents"),
    ],
)
def test_every_page_has_one_address(client: TestClient, address: str, path: str) -> None:
    page = read(client, address)
    assert page.select_one("link[rel=canonical]")["href"] == f"http://testserver{path}"
    assert facts_of(page)["url"] == f"http://testserver{path}"
    assert page.select_one("meta[name=description]")["content"]


def test_robots_find_every_page_of_documents_in_force(client: TestClient, live: Live) -> None:
    robots = client.get("/robots.txt").text
    assert "Disallow: /api/" in robots
    assert "Sitemap: http://testserver/sitemap.xml" in robots
    addresses = re.findall("<loc>http://testserver([^<]*)</loc>", client.get("/sitemap.xml").text)
    assert {"/documents/shili-2022", "/items/shili-2022/3", "/ledger"} < {*addresses}
    assert "/passages/shili-2022/%E4%B8%80/%E4%B8%80" in addresses
    assert {client.get(one).status_code for one in addresses if one not in {"/", "/plain"}} == {200}
    ended = replace(DOCUMENT, withdrawn=Withdrawal(date(2023, 5, 1)))
    live.shelf = Shelf(documents={ended.id: ended})
    assert "shili-2022" not in client.get("/sitemap.xml").text


def test_a_document_lists_its_items_by_chapter_and_its_passages(client: TestClient) -> None:
    page = read(client, "/documents/shili-2022")
    assert text_of(page, "h3") == ["一、公开政策"]
    assert [a.get("href") for a in page.select(".parts a")] == ["/passages/shili-2022/一/一"]
    assert text_of(page, ".parts a") == ["一（一）（一）及时解读"]
    (ledger,) = [a["href"] for a in page.select(".ways a")]
    assert len(parse(client.get(str(ledger)).text).select("tbody th[scope=row]")) == 3


# -- the life of a document -----------------------------------------------------------------

LIVED = replace(
    DOCUMENT,
    versions=(
        Version(1, None, "a.txt"),
        Version(2, date(2022, 8, 1), "b.txt", changed=("shili-2022#1",), removed=("shili-2022#4",)),
        Version(3, date(2022, 9, 9), "c.txt", added=("shili-2022#3",)),
    ),
)


def test_versions_say_what_each_changed(client: TestClient, live: Live) -> None:
    live.shelf = Shelf(documents={LIVED.id: LIVED})
    page = read(client, "/documents/shili-2022")
    assert text_of(page, ".versions li") == [
        "第 3 版现行2022年9月9日 发布看改了什么 新增：第3项",
        "第 2 版已更新2022年8月1日 发布看这一版 删除：第4项修改：第1项",
        "第 1 版已更新看这一版 首次发布",
    ]
    links = [a["href"] for a in page.select(".versions a")]
    versions = [f"/documents/shili-2022/versions/{number}" for number in (3, 2, 1)]
    assert [link for link in links if link in versions] == versions
    assert [link for link in links if link not in versions] == [
        "/items/shili-2022/3",
        "/items/shili-2022/1",
    ]
    item = read(client, "/items/shili-2022/1")
    assert "第 2 版修改了这一项（2022年8月1日）。" in item.get_text()
    assert item.select(f'.source a[href="{versions[1]}"]')
    assert "第 3 版新增了这一项" in read(client, "/items/shili-2022/3").get_text()
    assert "版" not in read(client, "/items/shili-2022/2").select_one(".source").get_text()


@pytest.fixture
def lived(live: Live, archive: Archive) -> None:
    """Three versions: the second changed item 1 and lost item 4, the third gained item 3."""
    live.shelf = Shelf(documents={LIVED.id: LIVED})
    first = replace(ITEMS[0], deadline=Deadline("9月底前", "dated", date(2022, 9, 30), "column"))
    gone = replace(ITEMS[1], id="shili-2022#4", number="4", text="<u>不再</u>要做的事。")
    versions = ((first, ITEMS[1], gone), ITEMS[:2], ITEMS)
    for number, items in enumerate(versions, 1):
        parsed = ParsedDocument(DOCUMENT, items, PASSAGES, SOURCE)
        archive.versions[DOCUMENT.id, number] = parsed


@pytest.mark.usefixtures("lived")
def test_an_earlier_version_shows_its_items_and_that_it_is_superseded(client: TestClient) -> None:
    page = read(client, "/documents/shili-2022/versions/1")
    assert text_of(page, "h1") == ["示例区2022年政务公开工作要点 · 第 1 版"]
    assert text_of(page, ".ended-notice") == [
        "这是第 1 版，2022年8月1日 已由第 2 版取代，以下内容只供查考，不用来回答问题。"
    ]
    assert text_of(page, ".then .title") == [
        "1公开<b>补贴</b>信息，年底前完成。",
        "2建设专区，提供查阅。",
        "4<u>不再</u>要做的事。",
    ]
    assert "9月底前" in page.select_one(".then li").get_text()
    assert not page.select(".changes, main u, main b b, main a[href^='/items/']")
    assert SPAM not in page.get_text()
    assert page.select_one("meta[name=robots]")["content"] == "noindex"
    assert page.select('a[href="/documents/shili-2022"]')


@pytest.mark.usefixtures("lived")
def test_a_version_shows_what_it_changed_word_by_word(client: TestClient) -> None:
    page = read(client, "/documents/shili-2022/versions/2")
    assert text_of(page, ".changes h2") == ["与第 1 版相比"]
    assert text_of(page, ".changes h3") == ["修改 第1项", "删除 第4项"]
    changed, gone = page.select(".change")
    assert text_of(changed, "dt") == ["完成时限"]
    assert text_of(changed, "del, ins") == ["删除：9月底前", "新增：全年"]
    assert text_of(gone, "del") == ["<u>不再</u>要做的事。"]
    newest = read(client, "/documents/shili-2022/versions/3")
    assert text_of(newest, ".changes h3") == ["新增 第3项"]
    assert not newest.select(".ended-notice")


@pytest.mark.usefixtures("lived")
@pytest.mark.parametrize("number", ["0", "4", "02", "x", "一"])
def test_a_version_that_never_was_is_told(client: TestClient, number: str) -> None:
    page = read(client, f"/documents/shili-2022/versions/{number}", 404)
    assert f"没有第「{number}」版" in page.get_text()
    assert page.select('.problem a[href="/documents/shili-2022"]')


def test_a_single_version_needs_no_history(client: TestClient) -> None:
    assert not read(client, "/documents/shili-2022").select(".versions, .ended-notice")


def test_a_withdrawn_document_says_so_on_each_of_its_pages(client: TestClient, live: Live) -> None:
    ended = replace(LIVED, withdrawn=Withdrawal(date(2023, 5, 1), "已有新的计划"))
    live.shelf = Shelf(documents={ended.id: ended})
    said = ["这份文件已于 2023年5月1日 废止，以下内容只供查考。原因：已有新的计划。"]
    for address in ("/documents/shili-2022", "/items/shili-2022/1", "/passages/shili-2022/一/一"):
        assert text_of(read(client, address), ".ended-notice") == said
    assert text_of(read(client, "/documents"), ".ended") == ["已废止"]
    first = read(client, "/documents/shili-2022").select_one(".versions li")
    assert "已废止" in first.get_text()


def test_a_row_of_an_office_file_says_where_it_stands_there(client: TestClient, live: Live) -> None:
    placed = replace(ITEMS[0], location=Location(7, 7, sheet="分工表", row=4))
    live.shelf = Shelf(items={placed.id: placed})
    assert (
        "在原文件“shili-2022.txt”的工作表“分工表”第 4 行。"
        in read(client, "/items/shili-2022/1").get_text()
    )
