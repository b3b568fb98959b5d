"""The plain page: a form, an answer, what came before, and nothing that runs."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup
from fastapi.testclient import TestClient

from bot.web.conversation import REMEMBERED
from bot.web.wording import wording
from tests.web.reading import parse, text_of
from tests.web.samples import ANSWER, DOCUMENT, ITEMS, Live, ScriptedAnswerer, Shelf

PAGE = {"accept": "text/html"}


def ask(client: TestClient, status: int = 200, **fields: str) -> BeautifulSoup:
    response = client.post("/plain", data=fields, headers=PAGE)
    assert response.status_code == status
    assert response.headers["cache-control"] == "no-store"
    return parse(response.text)


def past_of(page: BeautifulSoup) -> str:
    return str(page.select_one("input[name=past]")["value"])


def test_the_page_is_a_form_and_nothing_that_runs(client: TestClient) -> None:
    page = parse(client.get("/plain").text)
    form = page.select_one("form")
    assert (form["method"], form["action"]) == ("post", "/plain")
    assert text_of(page, "#jurisdiction option") == ["全部地区", "某市示例区"]
    assert text_of(page, "#year option") == ["全部年份", "2022年"]
    for shown in (page, ask(client, question="谁负责")):
        assert not shown.select("script, style, [style], iframe")
        assert not [
            key for tag in shown.find_all(True) for key in tag.attrs if key.startswith("on")
        ]
        assert text_of(shown, "nav [aria-current=page]") == ["简洁版"]


def test_an_answer_comes_with_its_citations_and_the_notice(client: TestClient) -> None:
    page = ask(client, question="谁负责<b>")
    assert text_of(page, ".asked") == ["您问谁负责<b>"]
    assert "有 2 个地区的计划写明了这件事" in text_of(page, ".result .body")[0]
    assert [a["href"] for a in page.select(".result .marker")] == [
        "/items/shili-2022/1",
        "/items/shili-2022/2",
    ]
    assert text_of(page, ".result .cited a") == [
        "示例区2022·第1项",
        "示例区2022·第2项",
        "示例区2022·第3项",
    ]
    assert text_of(page, ".result .notice") == [ANSWER.notice]
    assert not page.select("main b b, main i")
    assert page.select_one("title").get_text() == "回答 · 简洁版 · 政问"


def test_everything_asked_is_passed_on(client: TestClient, answerer: ScriptedAnswerer) -> None:
    first = ask(client, question=" 谁负责 ", jurisdiction="某市示例区", year="2022")
    assert first.select_one("#jurisdiction [selected]")["value"] == "某市示例区"
    assert first.select_one("#year [selected]")["value"] == "2022"
    second = ask(client, question="何时", past=past_of(first))
    asked = answerer.asked
    assert (asked[0].question, asked[0].jurisdiction, asked[0].year) == (
        "谁负责",
        "某市示例区",
        2022,
    )
    assert asked[0].history == ()
    assert [turn.content for turn in asked[1].history] == ["谁负责", ANSWER.text]
    assert text_of(second, ".earlier .asked") == ["您问谁负责"]
    assert len(second.select(".earlier .cited a")) == 2


def test_a_suggestion_is_a_button_that_asks(client: TestClient, answerer: ScriptedAnswerer) -> None:
    page = ask(client, question="谁负责")
    buttons = page.select("button[name=next]")
    assert [button["value"] for button in buttons] == list(ANSWER.suggestions)
    ask(client, question="没写完的", next=str(buttons[0]["value"]), past=past_of(page))
    assert answerer.asked[-1].question == ANSWER.suggestions[0]


def test_examples_are_offered_at_the_start_only(client: TestClient) -> None:
    start = parse(client.get("/plain").text)
    offered = [button["value"] for button in start.select("button[name=next]")]
    assert offered == [one for group in wording().chat.groups for one in group.questions]


def test_what_comes_along_is_bounded(client: TestClient, answerer: ScriptedAnswerer) -> None:
    past = ""
    for turn in range(REMEMBERED + 3):
        page = ask(client, question=f"第{turn}问", past=past)
        past = past_of(page)
    assert len(json.loads(past)) == REMEMBERED
    assert len(answerer.asked[-1].history) == 2 * REMEMBERED
    assert len(past.encode()) < 20_000
    assert not any(kept["answer"]["items"] for kept in json.loads(past))


FORGED = ANSWER.model_dump(mode="json")


@pytest.mark.parametrize(
    "past",
    [
        "nonsense",
        "{}",
        "[" * 5000,
        '[{"asked": 1}]',
        json.dumps([{"asked": {"question": "x"}, "answer": {"text": "<script>"}}]),
        json.dumps(
            [
                {
                    "asked": {"question": "x"},
                    "answer": {
                        **FORGED,
                        "citations": [{**FORGED["citations"][0], "url": "https://evil.example/"}],
                    },
                }
            ]
        ),
    ],
)
def test_a_forged_past_counts_as_none(
    client: TestClient, answerer: ScriptedAnswerer, past: str
) -> None:
    page = ask(client, question="谁负责", past=past)
    assert answerer.asked[0].history == ()
    assert not page.select(".earlier")
    assert "evil" not in page.decode()


MISTAKES: list[tuple[dict[str, str], str]] = [
    ({"question": ""}, "问题是空的。"),
    ({"question": "问" * 501}, "问题太长了。"),
    ({"question": "谁", "jurisdiction": "火星"}, "没有收录火星的文件。"),
]


@pytest.mark.parametrize(("fields", "says"), MISTAKES)
def test_a_mistake_is_told_in_the_same_place_and_the_question_kept(
    client: TestClient, fields: dict[str, str], says: str
) -> None:
    past = past_of(ask(client, question="谁负责"))
    page = ask(client, 422, past=past, **fields)
    assert says in text_of(page, ".result[role=alert]")[0]
    assert page.select_one("#question").get_text() == fields["question"]
    assert text_of(page, ".earlier .asked") == ["您问谁负责"]
    assert len(json.loads(past_of(page))) == 1


@pytest.mark.parametrize("year", ["", "二二", "99", "2022年", "²⁰²²"])
def test_a_year_that_is_none_counts_as_not_set(
    client: TestClient, answerer: ScriptedAnswerer, year: str
) -> None:
    ask(client, question="谁负责", year=year)
    assert answerer.asked[0].year is None


def test_a_crash_is_told_without_its_inside(client: TestClient) -> None:
    response = client.post("/plain", data={"question": "崩溃"}, headers=PAGE)
    assert response.status_code == 500
    assert "内部错误" not in response.text
    assert "编号" in response.text


@pytest.mark.parametrize("address", ["/plain", "/ledger", "/ledger/export"])
def test_no_file_is_taken(client: TestClient, answerer: ScriptedAnswerer, address: str) -> None:
    response = client.post(
        address, data={"question": "谁负责"}, files={"past": ("a.txt", b"x")}, headers=PAGE
    )
    assert response.status_code == 400
    assert "请求的参数不对" in response.text
    assert not answerer.asked


def test_size_and_contrast_come_along(client: TestClient) -> None:
    page = parse(client.get("/plain?size=huge&contrast=high").text)
    html = page.select_one("html")
    assert (html["data-large"], html["data-contrast"]) == ("huge", "high")
    fields = {tag["name"]: tag["value"] for tag in page.select("form input[type=hidden]")}
    answered = ask(client, question="谁负责", **fields)
    assert answered.select_one("html")["data-large"] == "huge"
    plain = parse(client.get('/plain?size="><script>&contrast=x').text)
    assert not plain.select("script, [data-large], [data-contrast]")


def test_a_list_leads_to_the_ledger(
    client: TestClient, live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = ANSWER.items[0]
    items = (first, first.model_copy(update={"id": "shili-2022#2", "number": "2"}))
    listed = ANSWER.model_copy(update={"items": items, "kind": "list"})
    monkeypatch.setattr("tests.web.samples.ANSWER", listed)
    page = ask(client, question="有哪些")
    (link,) = [a for a in page.select(".result a") if "台账" in a.get_text()]
    rows = parse(client.get(str(link["href"])).text).select("tbody th[scope=row] a")
    assert [a["href"] for a in rows] == ["/items/shili-2022/1", "/items/shili-2022/2"]


def test_the_selectors_follow_the_documents(client: TestClient, live: Live) -> None:
    other = replace(DOCUMENT, id="linqu-2021", jurisdiction="某市邻区", year=2021)
    live.shelf = Shelf(
        documents={DOCUMENT.id: DOCUMENT, other.id: other}, items={one.id: one for one in ITEMS}
    )
    page = parse(client.get("/plain").text)
    assert text_of(page, "#year option") == ["全部年份", "2022年", "2021年"]
    live.shelf = None
    response = client.get("/plain", headers=PAGE)
    assert response.status_code == 503
    assert "还没有索引" in response.text
