"""The chat's events, asked as Gradio's own page asks them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.web.reading import parse, text_of
from tests.web.samples import ANSWER, Live, ScriptedAnswerer


def send(client: TestClient, event: str, *data: object) -> dict[str, Any]:
    """Run the handler of an event ("submit", "click", "load"); returns what it came to."""
    events = client.get("/config").json()["dependencies"]
    found = next(
        one for one in events if one["targets"][0][1] == event and len(one["inputs"]) == len(data)
    )
    session = {"session_hash": f"test{found['id']}"}
    joined = client.post(
        "/gradio_api/queue/join", json={"data": data, "fn_index": found["id"], **session}
    )
    assert joined.status_code == 200
    lines = client.get("/gradio_api/queue/data", params=session).text.splitlines()
    messages = [json.loads(line.removeprefix("data: ")) for line in lines if line]
    return next(one for one in messages if one["msg"] == "process_completed")


def outcome(done: dict[str, Any]) -> tuple[list[str], list[Any]]:
    """Return the messages on the screen, as HTML, and what the browser is to keep."""
    chat, kept, *_ = done["output"]["data"]
    shown = chat["value"] if isinstance(chat, dict) else chat
    return [message["content"][0]["text"] for message in shown], kept


def test_a_question_comes_back_as_a_card(client: TestClient, answerer: ScriptedAnswerer) -> None:
    done = send(client, "submit", "谁负责", "", "", [])
    assert done["success"]
    shown, kept = outcome(done)
    assert ANSWER.citations[0].url in shown[1]
    assert kept[0]["asked"] == {"question": "谁负责", "jurisdiction": None, "year": None}
    assert (answerer.asked[0].jurisdiction, answerer.asked[0].year) == (None, None)


def test_both_selectors_reach_the_answerer(client: TestClient, answerer: ScriptedAnswerer) -> None:
    assert send(client, "submit", "谁负责", "某市示例区", "2022", [])["success"]
    assert (answerer.asked[0].jurisdiction, answerer.asked[0].year) == ("某市示例区", 2022)


def test_what_the_browser_kept_is_history(client: TestClient, answerer: ScriptedAnswerer) -> None:
    _, kept = outcome(send(client, "submit", "谁负责", "", "", []))
    shown, kept = outcome(send(client, "submit", "什么时候", "", "", kept))
    assert [turn.role for turn in answerer.asked[1].history] == ["user", "assistant"]
    assert len(shown) == 4
    shown, _ = outcome(send(client, "load", kept))
    assert [text.count("card-answered") for text in shown] == [0, 1, 0, 1]


def wish(**values: object) -> str:
    return json.dumps(values)


def test_asking_again_replaces_the_last_answer(
    client: TestClient, answerer: ScriptedAnswerer
) -> None:
    _, kept = outcome(send(client, "submit", "谁负责", "", "", []))
    again = wish(wish="again", question="谁负责", jurisdiction="某市示例区")
    shown, kept = outcome(send(client, "click", again, kept))
    assert (len(shown), len(kept)) == (2, 1)
    assert answerer.asked[1].history == ()
    assert answerer.asked[1].jurisdiction == "某市示例区"


def test_a_linked_question_sets_the_selectors(client: TestClient) -> None:
    linked = wish(wish="ask", question="谁负责", jurisdiction="某市示例区", year=2022)
    done = send(client, "click", linked, [])
    assert [one["value"] for one in done["output"]["data"][3:5]] == ["某市示例区", "2022"]


def test_forgetting_leaves_nothing(client: TestClient) -> None:
    _, kept = outcome(send(client, "submit", "谁负责", "", "", []))
    assert outcome(send(client, "click", wish(wish="forget", question=""), kept)) == ([], [])


def test_a_place_that_is_gone_is_told_in_the_chat(client: TestClient) -> None:
    done = send(client, "submit", "谁负责", "火星", "", [])
    assert done["success"]
    shown, _ = outcome(done)
    assert "没有收录火星的文件。" in shown[1]


@pytest.mark.parametrize(
    ("event", "data"),
    [
        ("submit", (None, None, None, None)),
        ("submit", (["谁"], {"a": 1}, {}, [{"asked": 1}])),
        ("click", (None, None)),
        ("click", ("{", "x")),
        ("click", (wish(wish="delete", question="谁"), [])),
        ("load", ({"a": 1},)),
    ],
)
def test_nonsense_from_a_forged_page_does_no_harm(
    client: TestClient, event: str, data: tuple[object, ...]
) -> None:
    assert send(client, event, *data)["success"]


def test_places_and_years_follow_the_generation(client: TestClient, live: Live) -> None:
    done = send(client, "load", [])
    assert "示例区" in json.dumps(done["output"], ensure_ascii=False)
    assert "2022年" in json.dumps(done["output"], ensure_ascii=False)
    live.shelf = None
    assert send(client, "load", [])["success"]


def test_the_page_shows_what_can_be_asked_before_any_script_runs(
    client: TestClient, live: Live
) -> None:
    page = parse(client.get("/").text)
    assert len(page.select("#welcome [data-question]")) == 6
    assert text_of(page, "#covered li") == ["某市示例区 2022 年 3 项任务"]
    live.shelf = None
    assert "还没有索引" in parse(client.get("/").text).select("#welcome")[0].get_text()
