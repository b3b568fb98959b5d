"""The records over HTTP: filters, pages, files, and one record with its place in the source."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date

import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook

from bot.web.wording import wording
from corpus.types import Withdrawal
from tests.web.samples import DOCUMENT, Live, Shelf
from tests.web.test_api import assert_problem


def numbers(client: TestClient, query: str) -> list[str]:
    response = client.get(f"/api/items?{query}")
    assert response.status_code == 200, response.text
    return [item["number"] for item in response.json()["items"]]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["1", "2", "3"]),
        ("jurisdiction=某市示例区", ["1", "2", "3"]),
        ("jurisdiction=示例", ["1", "2", "3"]),
        ("year=2022&year=2021", ["1", "2", "3"]),
        ("year=2021", []),
        ("unit=区司法局", ["2"]),
        ("unit=区司法局&role=lead", ["2"]),
        ("role=support", ["1", "2"]),
        ("deadline=9月底前", ["3"]),
        ("deadline=全年", ["1"]),
        ("due_from=2022-09-01&due_to=2022-09-30", ["3"]),
        ("q=专区", ["2"]),
        ("q=公开 资金", ["3"]),
        ("ids=shili-2022/3&ids=shili-2022/1", ["1", "3"]),
        ("ids=shili-2022%232", ["2"]),
        ("sort=deadline", ["3", "1", "2"]),
        ("order=desc", ["3", "2", "1"]),
        ("per_page=2&page=2", ["3"]),
        ("per_page=2&page=3", []),
        ("q=", ["1", "2", "3"]),
    ],
)
def test_filters_select_and_order(client: TestClient, query: str, expected: list[str]) -> None:
    assert numbers(client, query) == expected


def test_a_page_says_how_much_there_is(client: TestClient) -> None:
    page = client.get("/api/items?per_page=2").json()
    assert {name: page[name] for name in page if name != "items"} == {
        "total": 3,
        "page": 1,
        "per_page": 2,
        "pages": 2,
        "notice": wording().notice,
    }
    first = page["items"][0]
    assert (first["label"], first["url"]) == ("示例区2022·第1项", "/items/shili-2022/1")
    assert (first["jurisdiction"], first["year"], first["record"]) == ("某市示例区", 2022, "item")
    assert client.get("/api/items?year=1999").json()["pages"] == 0


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("jurisdiction=火星", "没有收录“火星”的文件，可选的地区有：某市示例区。"),
        ("deadline=等一会儿", "看不懂时限"),
        ("due_from=2022-12-31&due_to=2022-01-01", "起止日期反了"),
        ("due_from=昨天", "请对照接口说明检查"),
        ("year=二二", "year 要是四位数"),
        ("page=0", "page 要是从 1 开始"),
        ("per_page=201", "per_page 要是 1 到 200"),
        ("format=pdf", "format 只能是"),
        ("unti=区司法局", "没有参数 unti"),
        (f"q={'长' * 201}", "请对照接口说明检查"),
        ("role=boss", "请对照接口说明检查"),
        ("q=%ED%A0%80", None),
    ],
)
def test_a_wrong_filter_is_told(client: TestClient, query: str, says: str | None) -> None:
    response = client.get(f"/api/items?{query}")
    if says is None:
        assert response.status_code in {200, 422}  # bytes that are no text select nothing
        assert response.json().get("total", 0) == 0
    else:
        assert_problem(response, 422, says)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", []),
        ("withdrawn=true", ["1", "2", "3"]),
        ("withdrawn=false", []),
        ("ids=shili-2022/2", ["2"]),
    ],
)
def test_what_is_withdrawn_is_listed_on_demand(
    client: TestClient, live: Live, query: str, expected: list[str]
) -> None:
    ended = replace(DOCUMENT, withdrawn=Withdrawal(date(2023, 5, 1), "已有新的计划"))
    live.shelf = Shelf(documents={ended.id: ended})
    assert numbers(client, query) == expected


def test_every_record_says_whether_it_is_withdrawn(client: TestClient, live: Live) -> None:
    addresses = ("/api/items/shili-2022/1", "/api/passages/shili-2022/一/一")
    ended = replace(DOCUMENT, withdrawn=Withdrawal(date(2023, 5, 1), "已有新的计划"))
    for document, expected in (
        (DOCUMENT, None),
        (ended, {"on": "2023-05-01", "reason": "已有新的计划"}),
    ):
        live.shelf = Shelf(documents={document.id: document})
        (first, *_) = client.get("/api/items?withdrawn=true").json()["items"]
        assert first["withdrawn"] == expected
        for address in addresses:
            record = client.get(address).json()
            assert (record["withdrawn"], record["notice"]) == (expected, wording().notice)


def test_csv_holds_every_row_and_its_filters(client: TestClient) -> None:
    response = client.get("/api/items?format=csv&unit=区司法局&per_page=1")
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert "filename*=UTF-8''%E4%BB%BB%E5%8A%A1" in response.headers["content-disposition"]
    assert response.headers["x-total-count"] == "1"
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert rows[0][0] == "引用"
    assert rows[1][0] == "示例区2022·第2项"
    told = "\n".join(row[0] for row in rows[2:] if row)
    assert "单位：区司法局" in told
    assert wording().notice in told


def test_xlsx_holds_every_row_and_its_filters(client: TestClient) -> None:
    response = client.get("/api/items?format=xlsx&jurisdiction=示例&role=lead&per_page=1")
    book = load_workbook(io.BytesIO(response.content))
    rows = list(book["任务项"].iter_rows(values_only=True))
    assert [row[0] for row in rows[1:]] == [f"示例区2022·第{number}项" for number in (1, 2, 3)]
    told = str(list(book["说明"].iter_rows(values_only=True)))
    assert "地区：示例；身份：牵头或责任" in told
    assert wording().notice in told


def test_one_item_comes_with_its_lines_in_the_source(client: TestClient) -> None:
    item = client.get("/api/items/shili-2022/3").json()
    assert item["title"] == "示例区2022年政务公开工作要点"
    assert item["document_url"] == "/documents/shili-2022"
    assert item["notes"] == ["以下工作均需各街道落实"]
    marked = [line for line in item["source"] if line["marked"]]
    assert [line["line"] for line in marked] == [11]
    assert "〔已剔除无关文字〕" in marked[0]["text"]
    assert "365" not in str(item["source"])
    assert [line["line"] for line in item["source"]] == sorted(
        line["line"] for line in item["source"]
    )


def test_one_passage_comes_with_its_lines_in_the_source(client: TestClient) -> None:
    passage = client.get("/api/passages/shili-2022/一/一").json()
    assert passage["record"] == "passage"
    assert passage["heading"] == ["一、公开政策", "（一）及时解读"]
    assert [line["line"] for line in passage["source"] if line["marked"]] == [4]
    assert "发布 & 解读同步进行。" in str(passage["source"])


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("/api/passages/shili-2022/九", "没有「九」这一段"),
        ("/api/passages/mars-2022/一", "没有收录标识为「mars-2022」"),
        ("/api/items/shili-2022/1/2", "没有这个网页"),
    ],
)
def test_what_is_not_there_is_told(client: TestClient, address: str, says: str) -> None:
    assert_problem(client.get(address), 404, says)


def test_without_an_index_the_records_say_so(client: TestClient, live: Live) -> None:
    live.shelf = None
    for address in ("/api/items", "/api/items/shili-2022/1", "/api/passages/shili-2022/一/一"):
        assert_problem(client.get(address), 503, "还没有索引")
