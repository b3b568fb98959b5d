"""The running service where deployments put it: on ``::``, behind a proxy, under a path."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, expect

from tests.web.serving import Watched, free_port, run_chromium, run_service
from tests.web.stripping import open_proxy
from tests.web.test_api import read_event
from tests.web.test_api_docs import python_client

pytestmark = pytest.mark.xdist_group("browser")
expect.set_options(timeout=20_000)

QUESTION = "谁负责涉农补贴公开、何时完成"
PREFIX = "/zhengwen"
READS = 40


@pytest.fixture(scope="module")
def proxied(shipped_data: Path) -> Iterator[tuple[str, str]]:
    """Give the address behind the proxy and the service's own, which listens on ``::``."""
    port = free_port()
    settings = {"root_path": PREFIX, "trusted_proxies": "127.0.0.1", "rate_read": f"{READS}/minute"}
    with run_service(shipped_data, port, host="::", **settings), open_proxy(port, PREFIX) as shown:
        yield shown, f"[::1]:{port}"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with run_chromium() as browser:
        yield browser


def test_it_answers_over_ipv6(proxied: tuple[str, str]) -> None:
    _, own = proxied
    response = httpx.post(f"http://{own}/api/ask/stream", json={"question": QUESTION})
    events = [read_event(block) for block in response.text.strip().split("\n\n")]
    assert events[-1][1]["status"] == "answered"
    assert httpx.get(f"http://{own}/documents").status_code == 200


def test_clients_behind_the_proxy_are_counted_by_their_own_address(
    proxied: tuple[str, str],
) -> None:
    _, own = proxied
    from_proxy = own.replace("[::1]", "127.0.0.1")

    def read(host: str, client: str) -> int:
        headers = {"X-Forwarded-For": client}
        return httpx.get(f"http://{host}/api/items?per_page=1", headers=headers).status_code

    assert {read(from_proxy, "198.51.100.7") for _ in range(READS)} == {200}
    assert read(from_proxy, "198.51.100.7") == 429
    assert read(from_proxy, "198.51.100.8") == 200
    assert read(own, "198.51.100.7") == 200  # ::1 is no trusted proxy: it counts as itself


@pytest.mark.parametrize("path", ["/ledger", "/charts", "/documents", "/items/jiangbei-2022/40"])
def test_pages_under_a_path_lead_nowhere_else(
    browser: Browser, proxied: tuple[str, str], path: str
) -> None:
    shown, _ = proxied
    window = Watched(browser, {shown.split("/")[2]}, locale="zh-CN")
    page = window.open(shown + path)
    expect(page.locator("h1").first).to_be_visible()
    addresses = page.locator("[href], [src], form").evaluate_all(
        "all => all.map(e => new URL(e.href || e.src || e.action))"
        ".filter(url => url.origin === location.origin).map(url => url.pathname)"
    )
    assert len(addresses) > 5
    assert [one for one in addresses if not one.startswith(f"{PREFIX}/")] == []
    window.context.close()
    assert window.faults == []


def test_the_chat_under_a_path_answers_and_shows_the_row(
    browser: Browser, proxied: tuple[str, str]
) -> None:
    shown, _ = proxied
    window = Watched(browser, {shown.split("/")[2]}, locale="zh-CN")
    asked: list[str] = []
    window.context.on("request", lambda request: asked.append(request.url))
    page = window.open(f"{shown}/")
    page.get_by_label("您的问题").fill(QUESTION)
    page.get_by_label("您的问题").press("Enter")
    expect(page.locator("#chat .sources .chip")).to_have_count(4)
    page.locator("#chat .sources .chip").first.click()
    expect(page.locator("#panel mark")).to_have_count(1)
    window.context.close()
    assert window.faults == []
    assert [url for url in asked if url.startswith("http") and PREFIX not in url] == []


def test_the_widget_under_a_path_finds_its_service(
    browser: Browser, proxied: tuple[str, str]
) -> None:
    shown, _ = proxied
    window = Watched(browser, {shown.split("/")[2]}, locale="zh-CN")
    page = window.open(f"{shown}/documents")
    page.evaluate(
        """async (address) => {
          const script = document.createElement("script");
          script.src = address;
          script.dataset.open = "";
          const loaded = new Promise((ready) => script.addEventListener("load", ready));
          document.body.append(script);
          await loaded;
        }""",
        f"{shown}/widget.js",
    )
    status = page.evaluate("zhengwen.ask('舟山市第38项由谁负责').then((answer) => answer.status)")
    assert status == "answered"
    expect(page.locator("zhengwen-widget .chip").first).to_be_visible()
    window.context.close()
    assert window.faults == []


def test_the_python_client_of_the_document_works(
    proxied: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    _, own = proxied
    code = python_client().replace("http://127.0.0.1:7860", f"http://{own}")
    exec(compile(code, "docs/api.md", "exec"), {})
    told = capsys.readouterr().out
    assert "[1] 江北区2022·第40项 /items/jiangbei-2022/40" in told
    assert told.strip().endswith("以原文为准")
