"""docs/api.md and docs/embed.md against the code: nothing missing, nothing made up."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fastapi import FastAPI

from bot.web.api_query import ItemQuery
from bot.web.settings import WebSettings
from bot.widget.bundle import build_bundle

DOCS = Path(__file__).parents[2] / "docs"
API = (DOCS / "api.md").read_text("utf-8")
EMBED = (DOCS / "embed.md").read_text("utf-8")
SCRIPT = build_bundle().script


def test_every_operation_is_in_the_document(app: FastAPI) -> None:
    described = [
        f"`{method.upper()} {path}`"
        for path, methods in app.openapi()["paths"].items()
        for method in methods
    ]
    assert [name for name in described if name not in API] == []


def test_every_filter_is_in_the_document() -> None:
    assert [name for name in ItemQuery.model_fields if f"`{name}`" not in API] == []


def test_every_setting_is_in_a_document_with_its_default() -> None:
    for name, field in WebSettings.model_fields.items():
        variable = f"ZHENGWEN_{name.upper()}"
        assert variable in API + EMBED + (DOCS / "operations.md").read_text("utf-8"), variable
        if name.startswith("rate_"):
            assert f"`{variable}` | `{field.default}`" in API


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 408, 413, 415, 422, 429, 500, 503])
def test_every_error_is_in_the_document(status: int) -> None:
    assert re.search(rf"^\|[\d ]*\b{status}\b[\d ]*\|", API, re.MULTILINE)


def test_attributes_and_the_document_agree() -> None:
    told = set(re.findall(r"^\| `data-([a-z]+)`", EMBED, re.MULTILINE))
    read = set(re.findall(r"\bdata\.([a-z]+)", SCRIPT))
    assert told == read - {"text", "title"} | {"title"}


def test_events_and_methods_and_the_document_agree() -> None:
    told = set(re.findall(r"`zhengwen:([a-z]+)`", EMBED))
    sent = set(re.findall(r'#tell\("([a-z]+)"', SCRIPT)) | {"ready"}
    assert told == sent
    handle = SCRIPT[SCRIPT.index("Object.freeze({") :]
    methods = set(re.findall(r"^    ([a-z]+)[:(,]", handle, re.MULTILINE))
    assert methods == set(re.findall(r"`(?:await )?zhengwen\.([a-z]+)\b", EMBED))


def test_the_python_client_has_ten_lines_at_most() -> None:
    code = python_client()
    assert len([line for line in code.splitlines() if line.strip()]) <= 10
    compile(code, "docs/api.md", "exec")


def python_client() -> str:
    found = re.search(r"```python\n(.*?)```", API, re.DOTALL)
    assert found
    return found[1]


def test_no_question_stands_in_an_address() -> None:
    addresses = re.findall(r"https?://\S+|/api/\S+", API + EMBED)
    assert [one for one in addresses if "?" in one] == []
