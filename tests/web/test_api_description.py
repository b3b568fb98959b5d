"""The OpenAPI description: complete, Chinese, with examples that fit; and the metrics."""

from __future__ import annotations

import re
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator
from prometheus_client.parser import text_string_to_metric_families

from bot.types import Answer
from bot.web.api_types import examples
from tests.web.test_api import assert_problem, read_event

CHINESE = re.compile("[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def description(app: FastAPI) -> dict[str, Any]:
    return app.openapi()


def operations(description: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"{method.upper()} {path}", operation)
        for path, methods in description["paths"].items()
        for method, operation in methods.items()
    ]


def validate(description: dict[str, Any], schema: dict[str, Any], example: object) -> list[str]:
    whole = {**schema, "components": description["components"]}
    return [error.message for error in Draft202012Validator(whole).iter_errors(example)]


def test_the_operations_are_those_of_the_design(description: dict[str, Any]) -> None:
    assert {name for name, _ in operations(description)} == {
        "POST /api/ask",
        "POST /api/ask/stream",
        "GET /api/items",
        "GET /api/items/{document}/{number}",
        "GET /api/passages/{document}/{path}",
        "GET /healthz",
        "GET /readyz",
        "GET /metrics",
    }


def test_every_operation_and_parameter_is_described_in_chinese(description: dict[str, Any]) -> None:
    for name, operation in operations(description):
        for text in (operation["summary"], operation["description"]):
            assert CHINESE.search(text), name
        assert operation["operationId"]
        assert operation["tags"]
        for parameter in operation.get("parameters", []):
            if parameter["in"] == "query":
                assert CHINESE.search(parameter.get("description", "")), parameter["name"]


def test_every_operation_has_examples_that_fit_its_schemas(description: dict[str, Any]) -> None:
    for name, operation in operations(description):
        shown = operation["responses"]["200"]["content"]
        assert any(content.get("example") for content in shown.values()), name
        for kind, content in shown.items():
            if kind == "application/json":
                assert validate(description, content["schema"], content["example"]) == [], name
        for content in operation.get("requestBody", {}).get("content", {}).values():
            assert len(content["examples"]) == 3
            for example in content["examples"].values():
                assert validate(description, content["schema"], example["value"]) == [], name


def test_every_error_is_a_problem_with_an_example(description: dict[str, Any]) -> None:
    problem = {"$ref": "#/components/schemas/Problem"}
    for name, operation in operations(description):
        errors = {status: one for status, one in operation["responses"].items() if status != "200"}
        assert "500" in errors, name
        for status, error in errors.items():
            assert CHINESE.search(error["description"])
            example = error["content"]["application/problem+json"]["example"]
            assert example["status"] == int(status)
            assert validate(description, problem, example) == []
    assert "HTTPValidationError" not in description["components"]["schemas"]


def test_the_asking_operations_name_every_refusal(description: dict[str, Any]) -> None:
    for path in ("/api/ask", "/api/ask/stream"):
        statuses = set(description["paths"][path]["post"]["responses"])
        assert statuses == {"200", *map(str, (400, 401, 403, 408, 413, 415, 422, 429, 500, 503))}


def test_the_example_answer_and_stream_are_answers() -> None:
    answer = Answer.model_validate(examples()["answer"])
    events = [read_event(block) for block in examples()["stream"].strip().split("\n\n")]
    assert [events[0][0], events[-1][0]] == ["meta", "done"]
    assert "".join(data["text"] for name, data in events if name == "delta") == answer.text
    assert Answer.model_validate(events[-1][1]) == answer


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_another_media_type_is_refused(client: TestClient, kind: str) -> None:
    response = client.post("/api/ask", content=b'{"question": "x"}', headers={"content-type": kind})
    assert_problem(response, 415, "Content-Type: application/json")


def test_the_metrics_count_requests_and_answers_without_names(client: TestClient) -> None:
    before = samples(client)
    client.post("/api/ask", json={"question": "谁负责秘密"})
    client.get("/api/items/shili-2022/1")
    client.get("/api/items/shili-2022/99")
    client.get("/secret-path")
    after = samples(client)
    grown = {key: after[key] - before.get(key, 0) for key in after}
    item = "/api/items/{document}/{number}"
    assert grown["zhengwen_answers_total", ("lookup", "answered")] == 1
    assert grown["zhengwen_requests_total", ("POST", "/api/ask", "200")] == 1
    assert grown["zhengwen_requests_total", ("GET", item, "200")] == 1
    assert grown["zhengwen_requests_total", ("GET", item, "404")] == 1
    assert after["zhengwen_items", ()] == 3
    text = client.get("/metrics").text
    assert "秘密" not in text
    assert "secret" not in text
    assert "99" not in re.sub(r"[\d.e+-]+$", "", text, flags=re.MULTILINE)


def samples(client: TestClient) -> dict[tuple[str, tuple[str, ...]], float]:
    families = text_string_to_metric_families(client.get("/metrics").text)
    return {
        (sample.name, tuple(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in families
        for sample in family.samples
    }
