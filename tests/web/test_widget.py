"""The widget as it is served: its weight, its parts, its versions, and its place in the design."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
from importlib.resources import files

import pytest
from fastapi.testclient import TestClient

from bot.widget.bundle import build_bundle

LIMIT = 20 * 1024
SCRIPT = build_bundle().script
STYLE = files("bot.widget").joinpath("source/style.css").read_text("utf-8")
LOOK = files("bot.web").joinpath("static/look.css").read_text("utf-8")


def test_it_weighs_less_than_twenty_kilobytes(client: TestClient) -> None:
    with client.stream("GET", "/widget.js", headers={"Accept-Encoding": "gzip"}) as response:
        sent = b"".join(response.iter_raw())
        assert response.headers["content-encoding"] == "gzip"
    assert gzip.decompress(sent).decode() == SCRIPT
    assert len(sent) < LIMIT


@pytest.mark.parametrize(
    "forbidden",
    ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "//cdn"],
)
def test_it_makes_no_markup_of_text(forbidden: str) -> None:
    assert forbidden not in SCRIPT


def test_it_names_no_host() -> None:
    assert re.findall(r"https?://[\w.-]+", SCRIPT) == []


def test_each_part_is_in_the_script() -> None:
    parts = list(files("bot.widget").joinpath("source").iterdir())
    scripts = [part for part in parts if part.name.endswith(".js")]
    assert len(scripts) >= 10
    assert [part.name for part in scripts if part.read_text("utf-8") not in SCRIPT] == []


def test_portals_may_load_it_and_keep_it_for_a_while(client: TestClient) -> None:
    response = client.get("/widget.js")
    assert response.headers["content-type"] == "text/javascript; charset=utf-8"
    assert response.headers["cross-origin-resource-policy"] == "cross-origin"
    assert response.headers["access-control-allow-origin"] == "*"
    assert "max-age=300" in response.headers["cache-control"]
    again = client.get("/widget.js", headers={"If-None-Match": response.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_pinned_version_is_what_its_integrity_says(client: TestClient) -> None:
    pinned = client.get("/widget.json").json()
    response = client.get(pinned["url"])
    digest = base64.b64encode(hashlib.sha384(response.content).digest()).decode()
    assert pinned["integrity"] == f"sha384-{digest}"
    assert "immutable" in response.headers["cache-control"]
    assert f'"{pinned["version"]}"' in response.text
    gone = client.get("/widget/000000000000.js")
    assert gone.status_code == 404
    assert pinned["version"] in gone.json()["detail"]


def properties(css: str, block: str) -> dict[str, str]:
    """Return the custom properties of the first rule that ``block`` begins."""
    rule = css[css.index(block) :].partition("}")[0]
    return dict(re.findall(r"(--[\w-]+):\s*([^;]+);", rule))


@pytest.mark.parametrize(
    ("ours", "shared"),
    [
        (".root {", ":root {"),
        ("  .root {\n    --ink", "  :root {\n    --ink"),
        (".root.large {", ":root[data-large] {"),
        ("  .root.large {", "  :root[data-large] {"),
    ],
    ids=["light", "dark", "large", "dark-large"],
)
def test_its_colours_are_those_of_the_pages(ours: str, shared: str) -> None:
    widget, pages = properties(STYLE, ours), properties(LOOK, shared)
    assert len(widget) >= 5
    assert {name: pages.get(name) for name in widget} == widget
