"""The chat's events, asked as Gradio's own page asks them."""

from __future__ import annotations

import json
from typing import Any

from fastapi.testclient import TestClient

from tests.web.samples import ANSWER, Live, ScriptedAnswerer


def send(client: TestClient, *data: object) -> dict[str, Any]:
    """Run the event that takes so many inputs (visiting takes none); returns what it came to."""
    events = client.get("/config").json()["dependencies"]
    event = next(
        one
        for one in events
        if len(one["inputs"]) == len(data) and (data or one["targets"][0][1] == "load")
    )
    session = {"session_hash": f"test{event['id']}"}
    joined = client.post(
        "/gradio_api/queue/join", json={"data": data, "fn_index": event["id"], **session}
    )
    assert joined.status_code == 200
    lines = client.get("/gradio_api/queue/data", params=session).text.splitlines()
    messages = [json.loads(line.removeprefix("data: ")) for line in lines if line]
    return next(one for one in messages if one["msg"] == "process_completed")


def test_a_question_comes_back_as_a_card(client: TestClient, answerer: ScriptedAnswerer) -> None:
    done = send(client, "谁负责", "", None)
    assert done["success"]
    assert ANSWER.citations[0].url in json.dumps(done["output"])
    assert answerer.asked[0].jurisdiction is None


def test_a_place_that_is_gone_is_told_in_the_chat(client: TestClient) -> None:
    done = send(client, "谁负责", "火星", None)
    assert done["success"]
    assert "没有收录火星的文件。" in json.dumps(done["output"], ensure_ascii=False)


def test_nonsense_from_a_forged_page_is_a_bad_question(client: TestClient) -> None:
    assert send(client, None, None, None)["success"]
    assert send(client, ["谁"], {"a": 1}, None)["success"]


def test_places_and_documents_follow_the_generation(client: TestClient, live: Live) -> None:
    done = send(client)
    assert "示例区" in json.dumps(done["output"], ensure_ascii=False)
    live.shelf = None
    assert "还没有索引" in json.dumps(send(client)["output"], ensure_ascii=False)
