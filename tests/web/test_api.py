"""The HTTP API: what goes in, what comes out, and what every mistake is told."""

from __future__ import annotations

import json
from typing import Any

import pytest
import structlog
from fastapi.testclient import TestClient

from bot.types import Answer
from tests.web.samples import ANSWER, Live, ScriptedAnswerer

TURN = {"role": "user", "content": "之前的问题"}


def test_ask_returns_the_answer_object(client: TestClient) -> None:
    response = client.post("/api/ask", json={"question": "谁负责"})
    assert response.status_code == 200
    answer = Answer.model_validate(response.json())
    assert answer.text == ANSWER.text
    assert answer.request_id == response.headers["x-request-id"]


def test_ask_passes_everything_on(client: TestClient, answerer: ScriptedAnswerer) -> None:
    body = {"question": "何时", "history": [TURN], "jurisdiction": "某市示例区", "year": 2022}
    assert client.post("/api/ask", json=body).status_code == 200
    asked = answerer.asked[0]
    assert (asked.question, asked.jurisdiction, asked.year) == ("何时", "某市示例区", 2022)
    assert [turn.model_dump() for turn in asked.history] == [TURN]


def test_an_empty_jurisdiction_is_none(client: TestClient, answerer: ScriptedAnswerer) -> None:
    client.post("/api/ask", json={"question": "何时", "jurisdiction": ""})
    assert answerer.asked[0].jurisdiction is None


def test_stream_gives_meta_deltas_and_the_whole_answer(client: TestClient) -> None:
    response = client.post("/api/ask/stream", json={"question": "谁负责"})
    assert response.headers["content-type"].startswith("text/event-stream")
    events = [read_event(block) for block in response.text.strip().split("\n\n")]
    names = [name for name, _ in events]
    assert names[0] == "meta"
    assert set(names[1:-1]) == {"delta"}
    assert names[-1] == "done"
    assert "".join(data["text"] for name, data in events if name == "delta") == ANSWER.text
    assert Answer.model_validate(events[-1][1]).citations == ANSWER.citations
    assert events[0][1]["request_id"] == response.headers["x-request-id"]


def read_event(block: str) -> tuple[str, dict[str, Any]]:
    name, data = block.split("\n")
    return name.removeprefix("event: "), json.loads(data.removeprefix("data: "))


MISTAKES: list[tuple[object, int, str]] = [
    ({"question": ""}, 422, "问题是空的。"),
    ({"question": "问" * 501}, 422, "问题太长了。"),
    ({"question": "谁", "jurisdiction": "火星"}, 422, "没有收录火星的文件。"),
    ({}, 422, "question"),
    ({"question": None}, 422, "question"),
    ({"question": ["谁"]}, 422, "question"),
    ({"question": "谁", "history": "之前"}, 422, "history"),
    ({"question": "谁", "history": [{"role": "system", "content": "x"}]}, 422, "history"),
    ({"question": "谁", "history": [TURN] * 41}, 422, "最多 40 条"),
    ({"question": "谁", "year": "今年"}, 422, "year"),
    ({"question": "谁", "year": 22}, 422, "year"),
    ({"question": "谁", "jurisdiction": 1}, 422, "jurisdiction"),
    (["谁"], 422, "JSON 对象"),
    (b'{"question": ', 400, "JSON"),
    (b'{"question": "\\ud800"}', 422, "question"),
    (b"\xff\xfe", 400, "JSON"),
    ({"question": "谁", "history": [{"role": "user", "content": "长" * 100_000}]}, 413, "256 KB"),
]


@pytest.mark.parametrize("address", ["/api/ask", "/api/ask/stream"])
@pytest.mark.parametrize(("body", "status", "says"), MISTAKES)
def test_a_mistake_gets_one_chinese_sentence(
    client: TestClient, address: str, body: object, status: int, says: str
) -> None:
    content = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
    response = client.post(address, content=content, headers={"content-type": "application/json"})
    assert_problem(response, status, says)


def test_a_body_of_unknown_length_is_limited_too(client: TestClient) -> None:
    response = client.post("/api/ask", content=(b"x" * 65536 for _ in range(100)))
    assert_problem(response, 413, "256 KB")


@pytest.mark.parametrize(
    ("method", "address", "status", "says"),
    [
        ("GET", "/api/ask", 405, "请求方式"),
        ("GET", "/api/nothing", 404, "没有这个网页"),
        ("POST", "/nothing", 404, "没有这个网页"),
        ("GET", "/api/items/shili-2022/99", 404, "共 3 项，没有第「99」项"),
        ("GET", "/api/items/mars-2022/1", 404, "没有收录标识为「mars-2022」的文件"),
        ("GET", "/api/items/shili-2022/%3Cb%3E", 404, "没有第「<b>」项"),
        ("GET", "/items/shili-2022/99", 404, "没有第「99」项"),
    ],
)
def test_a_wrong_address_gets_a_problem(
    client: TestClient, method: str, address: str, status: int, says: str
) -> None:
    assert_problem(client.request(method, address), status, says)


def assert_problem(response: Any, status: int, says: str) -> None:
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert problem["status"] == status
    assert says in problem["detail"]
    assert problem["detail"].endswith("。")
    assert problem["request_id"] == response.headers["x-request-id"]
    assert {"type", "title", "instance"} <= problem.keys()


def test_item_is_the_exported_record_with_label_and_address(client: TestClient) -> None:
    record = client.get("/api/items/shili-2022/3").json()
    assert record["record"] == "item"
    assert record["lead_units"] == ["市财政局"]
    assert record["deadline"] == {
        "raw": "9月底前",
        "kind": "dated",
        "end": "2022-09-30",
        "source": "column",
    }
    assert (record["label"], record["url"]) == ("示例区2022·第3项", "/items/shili-2022/3")


@pytest.mark.parametrize(
    ("given", "kept"), [("portal-7.a", True), ("坏", False), ("a" * 65, False), ("a b", False)]
)
def test_request_id_comes_back_or_is_made(client: TestClient, given: str, kept: bool) -> None:
    response = client.get("/healthz", headers={"X-Request-ID": given.encode()})
    assert (response.headers["x-request-id"] == given) is kept
    assert response.headers["x-request-id"]


def test_a_crash_tells_and_logs_nothing_of_the_question(client: TestClient) -> None:
    with structlog.testing.capture_logs() as logs:
        response = client.post("/api/ask", json={"question": "请崩溃，我的电话是 123456"})
    assert_problem(response, 500, response.headers["x-request-id"])
    assert "RuntimeError" not in response.text
    crash = next(line for line in logs if line["event"] == "crash")
    assert crash["request_id"] == response.headers["x-request-id"]
    assert crash["error"] == "RuntimeError"
    assert "123456" not in str(logs)


def test_requests_are_logged_without_query_or_body(client: TestClient) -> None:
    with structlog.testing.capture_logs() as logs:
        client.post("/api/ask?q=secret", json={"question": "谁负责秘密"})
    assert [(line["path"], line["status"]) for line in logs] == [("/api/ask", 200)]
    assert "秘密" not in str(logs)
    assert "secret" not in str(logs)


def test_ready_follows_the_index(client: TestClient, live: Live) -> None:
    assert client.get("/readyz").json() == {
        "status": "ready",
        "generation": "1",
        "documents": 1,
        "items": 3,
    }
    live.shelf = None
    assert_problem(client.get("/readyz"), 503, "还没有索引")
    assert client.get("/healthz").json() == {"status": "ok"}
