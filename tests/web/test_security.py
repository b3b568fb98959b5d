"""What the browser is told to refuse, and which of Gradio's doors are shut."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient

from tests.web.reading import parse

ADDRESSES = ["/", "/items/shili-2022/1", "/documents", "/healthz", "/ui/look.css", "/nothing"]


def policy_of(client: TestClient, address: str) -> dict[str, str]:
    policy = client.get(address).headers["content-security-policy"]
    return {rule.split()[0]: rule for rule in policy.split("; ")}


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_response_carries_the_headers(client: TestClient, address: str) -> None:
    headers = client.get(address).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    policy = policy_of(client, address)
    assert policy["frame-ancestors"] == "frame-ancestors 'self'"
    assert "unsafe-inline" not in policy["script-src"]
    assert "unsafe-eval" not in policy["script-src"]
    assert "http" not in str(policy)


@pytest.mark.parametrize("address", ["/items/shili-2022/1", "/documents/shili-2022", "/documents"])
def test_pages_hold_no_inline_script_or_style(client: TestClient, address: str) -> None:
    assert policy_of(client, address)["style-src"] == "style-src 'self'"
    response = client.get(address)
    page = parse(response.text)
    data = 'script[type="application/ld+json"]'  # facts for search engines, which nothing runs
    assert all(
        script.get("src") for script in page.select(f"script:not({data.removeprefix('script')})")
    )
    assert not page.select("style, [style]")
    nonces = {script.get("nonce") for script in page.select("script")}
    assert len(nonces) == 1
    assert f"'nonce-{nonces.pop()}'" in response.headers["content-security-policy"]
    assert not [name for tag in page.find_all(True) for name in tag.attrs if name.startswith("on")]


def test_chat_page_is_chinese_and_every_script_has_the_nonce(client: TestClient) -> None:
    response = client.get("/")
    (nonce,) = re.findall(r"'nonce-([^']+)'", response.headers["content-security-policy"])
    page = parse(response.text)
    assert page.html.get("lang") == "zh-CN"
    scripts = page.select("script")
    assert scripts[0].get("src") == "/ui/language.js"
    assert {script.get("nonce") for script in scripts} == {nonce}
    assert nonce not in client.get("/").text


def test_chat_page_names_no_other_host(client: TestClient) -> None:
    page = parse(client.get("/").text)
    targets = [
        tag.get(name) for tag in page.find_all(True) for name in ("src", "href") if tag.get(name)
    ]
    assert not [target for target in targets if target.startswith(("http", "//"))]
    assert not page.select('meta[property^="og:"], meta[name^="twitter:"]')


def test_chat_page_leads_on_without_scripts(client: TestClient) -> None:
    page = parse(client.get("/").text)
    assert page.select('noscript a[href="/documents"]')


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("POST", "/gradio_api/upload"),
        ("POST", "/upload"),
        ("GET", "/gradio_api/file=/etc/passwd"),
        ("GET", "/file=/etc/passwd"),
        ("GET", "/gradio_api/proxy=http://example.org"),
        ("GET", "/gradio_api/info"),
        ("GET", "/gradio_api/openapi.json"),
        ("GET", "/gradio_api/runs"),
        ("POST", "/gradio_api/run/ask"),
        ("POST", "/gradio_api/call/ask"),
        ("POST", "/gradio_api/component_server"),
        ("GET", "/monitoring"),
        ("GET", "/login_check"),
        ("POST", "/login"),
        ("GET", "/docs"),
        ("GET", "/redoc"),
        ("GET", "/svelte/x"),
    ],
)
def test_gradio_doors_the_chat_does_not_need_are_shut(
    client: TestClient, method: str, address: str
) -> None:
    response = client.request(method, address)
    assert response.status_code == 404
    assert response.json()["detail"].startswith("没有这个网页")
