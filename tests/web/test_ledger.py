"""The ledger's page: filters in the address, words only in forms, counts, order, files."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from urllib.parse import unquote

import openpyxl
import pytest
from fastapi.testclient import TestClient

from corpus.types import Withdrawal
from tests.web.reading import parse, text_of
from tests.web.samples import DOCUMENT, ITEMS, Live, Shelf

OTHER = replace(
    DOCUMENT, id="linqu-2021", jurisdiction="某市邻区", aliases=("邻",), year=2021, number=None
)


@pytest.fixture
def two_plans(live: Live) -> None:
    others = [
        replace(item, id=f"linqu-2021#{item.number}", document_id="linqu-2021")
        for item in ITEMS[:2]
    ]
    live.shelf = Shelf(
        documents={DOCUMENT.id: DOCUMENT, OTHER.id: OTHER},
        items={one.id: one for one in (*ITEMS, *others)},
    )


def rows_at(client: TestClient, address: str) -> list[str]:
    page = parse(client.get(address).text)
    return [str(link.get("href")) for link in page.select("tbody th[scope=row] a")]


@pytest.mark.usefixtures("two_plans")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["shili-2022/1", "shili-2022/2", "shili-2022/3", "linqu-2021/1", "linqu-2021/2"]),
        ("?jurisdiction=邻区", ["linqu-2021/1", "linqu-2021/2"]),
        ("?jurisdiction=邻&jurisdiction=示例区&unit=司法局", ["shili-2022/2", "linqu-2021/2"]),
        ("?year=2021&deadline=全年", ["linqu-2021/1"]),
        ("?role=lead&unit=市财政局", ["shili-2022/1", "shili-2022/3", "linqu-2021/1"]),
        ("?due_to=2022-12-31", ["shili-2022/3"]),
        ("?ids=shili-2022/2&ids=linqu-2021/1", ["shili-2022/2", "linqu-2021/1"]),
        ("?sort=plan&order=desc&year=2022", ["shili-2022/3", "shili-2022/2", "shili-2022/1"]),
        ("?per_page=2&page=3", ["linqu-2021/2"]),
        ("?per_page=2&page=99", ["linqu-2021/2"]),
        ("?unit=火星局", []),
    ],
)
def test_the_address_selects_the_rows(client: TestClient, query: str, expected: list[str]) -> None:
    assert rows_at(client, f"/ledger{query}") == [f"/items/{one}" for one in expected]


@pytest.mark.usefixtures("two_plans")
def test_counts_follow_the_filters(client: TestClient) -> None:
    page = parse(client.get("/ledger?year=2022&unit=区财政局").text)
    assert text_of(page, "#total") == ["共 2 项（收录 5 项）"]
    boxes = {box.select_one("input")["value"]: box for box in page.select(".box")}
    counts = {value: text_of(box, ".count") for value, box in boxes.items()}
    assert counts == {"某市示例区": ["2"], "某市邻区": ["0"], "2022": ["2"], "2021": ["1"]}
    assert [value for value, box in boxes.items() if box.select("[checked]")] == ["2022"]


@pytest.mark.usefixtures("two_plans")
def test_a_form_without_words_leads_to_its_address(client: TestClient) -> None:
    form = {
        "jurisdiction": ["某市邻区"],
        "q": "",
        "unit": "",
        "due_from": "",
        "arrange": "unit desc",
    }
    response = client.post("/ledger", data=form, follow_redirects=False)
    assert response.status_code == 303
    assert unquote(response.headers["location"]) == (
        "/ledger?jurisdiction=某市邻区&sort=unit&order=desc"
    )


@pytest.mark.usefixtures("two_plans")
def test_words_stay_out_of_every_address(client: TestClient) -> None:
    response = client.post("/ledger", data={"q": "专区 查阅", "year": "2022"})
    assert not response.history
    assert response.headers["cache-control"] == "no-store"
    page = parse(response.text)
    assert [str(a["href"]) for a in page.select("tbody th a")] == ["/items/shili-2022/2"]
    assert page.select_one("#f-q")["value"] == "专区 查阅"
    assert page.select_one("#whole")["data-address"] == "/ledger?year=2022"
    assert rows_at(client, "/ledger?q=专区&year=2022") == rows_at(client, "/ledger?year=2022")


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("?deadline=哪天", "看不懂时限“哪天”"),
        ("?due_from=2022-12-01&due_to=2022-01-01", "起止日期反了"),
        ("?year=二二", "“年份”填的看不懂"),
        ("?due_from=昨天", "“截止日期不早于”填的看不懂"),
        ("?sort=colour", "“sort”填的看不懂"),
        ("?page=0", "“page”填的看不懂"),
    ],
)
def test_what_cannot_be_read_is_told_and_left_out(
    client: TestClient, query: str, says: str
) -> None:
    response = client.get(f"/ledger{query}")
    assert response.status_code == 422
    page = parse(response.text)
    assert says in text_of(page, ".faults")[0]
    assert len(page.select("tbody th[scope=row]")) == len(ITEMS)


def test_an_unknown_filter_changes_nothing(client: TestClient) -> None:
    assert len(rows_at(client, "/ledger?utm_source=portal")) == len(ITEMS)


def test_a_row_says_who_when_and_what_differs(client: TestClient) -> None:
    page = parse(client.get("/ledger").text)
    cells = [text_of(row, "td") for row in page.select("tbody tr:not(.group)")]
    assert cells == [
        ["公开<b>补贴</b>信息，年底前完成。", "责任区政府办、区财政局", "全年任务文字另写：年底前"],
        ["建设专区，提供查阅。", "责任区司法局", "原文未写"],
        ["公开资金。", "牵头市财政局等部门", "9月底前"],
    ]
    assert text_of(page, ".group th") == ["示例区2022一、公开政策"]
    assert not page.select("main b b, main script")


def test_withdrawn_documents_are_shown_on_demand(client: TestClient, live: Live) -> None:
    ended = replace(DOCUMENT, withdrawn=Withdrawal(date(2023, 1, 1)))
    live.shelf = Shelf(documents={ended.id: ended})
    assert rows_at(client, "/ledger") == []
    page = parse(client.get("/ledger?withdrawn=true").text)
    assert text_of(page, ".ended") == ["已废止"] * 3


@pytest.mark.usefixtures("two_plans")
@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_the_file_holds_the_rows_and_names_the_filters(client: TestClient, form: str) -> None:
    chosen = {"jurisdiction": "示例区", "deadline": "全年", "q": "补贴", "format": form}
    response = client.post("/ledger/export", data=chosen)
    assert response.status_code == 200
    name = unquote(response.headers["content-disposition"])
    assert f"任务台账_示例区-全年_1项.{form}" in name
    assert "补贴" not in name
    if form == "csv":
        text = response.content.decode("utf-8-sig")
    else:
        book = openpyxl.load_workbook(io.BytesIO(response.content))
        assert book["任务项"].max_row >= 2
        text = "\n".join(str(cell.value) for sheet in book for row in sheet for cell in row)
    assert "shili-2022#1" in text
    assert "shili-2022#2" not in text
    assert "地区：示例区；时限：全年；文字：补贴" in text
