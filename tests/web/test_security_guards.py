"""The guards before the application: origins, keys, rates, proxies, the path it is shown under."""

from __future__ import annotations

from typing import Any

import pytest
import structlog
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.requests import Request
from starlette.responses import JSONResponse, StreamingResponse

from bot.web.app import post_guards
from bot.web.clients import client_of
from bot.web.metrics import Metrics
from bot.web.origins import Portals, is_own
from bot.web.prefix import add_prefix, path_of
from bot.web.problems import install_problems
from bot.web.settings import WebSettings, read_settings
from corpus.errors import ServerError

KEY = "k3y-of-a-program-0001"
PORTAL = "https://www.example.gov.cn"
ASK = {"json": {"question": "谁负责"}}


def build(client: tuple[str, int] = ("192.0.2.1", 5000), **settings: Any) -> TestClient:
    """Return a client of a small application behind all guards."""
    app = FastAPI(openapi_url=None)
    install_problems(app)

    async def show(request: Request) -> JSONResponse:
        host = request.client.host if request.client else ""
        scheme, path = request.url.scheme, path_of(request.scope)
        return JSONResponse({"client": host, "scheme": scheme, "path": path})

    async def stream(request: Request) -> StreamingResponse:
        return StreamingResponse(iter(["data: x\n\n"] * 400), media_type="text/event-stream")

    async def crash(request: Request) -> JSONResponse:
        raise RuntimeError("谁负责秘密")

    for path in ("/api/ask", "/api/items", "/documents", "/healthz", "/"):
        app.add_route(path, show, methods=["GET", "POST"])
    app.add_route("/api/ask/stream", stream, methods=["POST"])
    app.add_route("/api/crash", crash, methods=["GET"])
    post_guards(app, WebSettings(**settings), Metrics())
    return TestClient(app, client=client, raise_server_exceptions=False)


def status_of(response: Any) -> int:
    """Return the status; a refusal must be a problem with the request's id."""
    if response.status_code >= 400:
        assert response.headers["content-type"] == "application/problem+json"
        assert response.json()["request_id"] == response.headers["x-request-id"]
        assert response.json()["detail"].endswith("。")
    return response.status_code


# -- settings -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value", "read"),
    [
        (
            "portals",
            "https://a.gov.cn, https://*.b.gov.cn/",
            ("https://a.gov.cn", "https://*.b.gov.cn"),
        ),
        ("portals", "https://政务.中国", ("https://xn--zfr164b.xn--fiqs8s",)),
        (
            "portals",
            "http://LOCALHOST:8080 https://a.cn:443",
            ("http://localhost:8080", "https://a.cn"),
        ),
        ("portals", "", ()),
        ("trusted_proxies", "127.0.0.1 10.0.0.0/8 ::1", ("127.0.0.1", "10.0.0.0/8", "::1")),
        ("root_path", "/zhengwen/", "/zhengwen"),
        ("root_path", "/", ""),
        ("rate_ask", "2/second", "2/second"),
        ("rate_ask", "off", "off"),
        ("api_keys", f"{KEY},{KEY}2", (KEY, f"{KEY}2")),
    ],
)
def test_a_setting_is_read(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, read: object
) -> None:
    monkeypatch.setenv(f"ZHENGWEN_{name.upper()}", value)
    assert getattr(read_settings(), name) == read


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("portals", "*"),
        ("portals", "https://*"),
        ("portals", "https://*.cn"),
        ("portals", "www.example.gov.cn"),
        ("portals", "ftp://a.gov.cn"),
        ("portals", "https://a.gov.cn/path"),
        ("portals", "https://a.gov.cn; script-src *"),
        ("portals", "https://a.*.gov.cn"),
        ("portals", "https://用户@a.gov.cn"),
        ("api_keys", "short"),
        ("rate_ask", "many"),
        ("rate_read", "-1/minute"),
        ("trusted_proxies", "proxy.example"),
        ("root_path", "zhengwen"),
        ("root_path", "/a b"),
        ("root_path", '/"><script>'),
    ],
)
def test_a_wrong_setting_is_told_by_its_name(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"ZHENGWEN_{name.upper()}", value)
    with pytest.raises(ServerError, match=f"ZHENGWEN_{name.upper()}.*。$") as caught:
        read_settings()
    if name == "api_keys":
        assert value not in str(caught.value)


# -- origins --------------------------------------------------------------------------------

WILD = Portals.parse(["https://*.example.gov.cn", "http://127.0.0.1:8132"])


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        ("https://www.example.gov.cn", True),
        ("https://a.b.example.gov.cn", True),
        ("http://127.0.0.1:8132", True),
        ("https://example.gov.cn", False),
        ("http://www.example.gov.cn", False),
        ("https://www.example.gov.cn:8443", False),
        ("https://www.example.gov.cn.evil.example", False),
        ("https://evilexample.gov.cn", False),
        ("https://evil.example/?.example.gov.cn", False),
        ("http://127.0.0.1:81320", False),
        ("http://127x0.0.1:8132", False),
        ("null", False),
        ("", False),
    ],
)
def test_portals_are_matched_whole(origin: str, allowed: bool) -> None:
    assert WILD.allow(origin) is allowed


@pytest.mark.parametrize(
    ("origin", "host", "own"),
    [
        ("https://bot.example", "bot.example", True),
        ("http://[::1]:7860", "[::1]:7860", True),
        ("https://evil.example", "bot.example", False),
        ("https://bot.example.evil", "bot.example", False),
        ("null", "", False),
        ("", "", False),
    ],
)
def test_the_service_knows_its_own_origin(origin: str, host: str, own: bool) -> None:
    assert is_own(origin, host) is own


PREFLIGHT = {
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "content-type",
}


@pytest.mark.parametrize(
    ("origin", "status", "named"),
    [
        (None, 200, None),
        ("http://testserver", 200, None),
        (PORTAL, 200, PORTAL),
        ("https://evil.example", 403, None),
        ("null", 403, None),
    ],
)
def test_only_allowed_portals_can_read_the_api(
    origin: str | None, status: int, named: str | None
) -> None:
    client = build(portals=(PORTAL,))
    headers = {"Origin": origin} if origin else {}
    for method, address in (("POST", "/api/ask"), ("GET", "/api/items")):
        response = client.request(method, address, headers=headers)
        assert status_of(response) == status
        assert response.headers.get("access-control-allow-origin") == named
        assert "access-control-allow-credentials" not in response.headers
    if origin:
        response = client.options("/api/ask", headers={**headers, **PREFLIGHT})
        assert response.headers.get("access-control-allow-origin") == named
    assert client.get("/documents", headers=headers).status_code == 200


def test_a_portal_can_read_refusals_and_crashes_too() -> None:
    client = build(portals=(PORTAL,), api_keys=(KEY,), rate_ask="1/minute")
    headers = {"Origin": PORTAL}
    assert client.post("/api/ask", headers=headers).status_code == 200
    for response in (
        client.post("/api/ask", headers=headers),
        client.get("/api/crash", headers=headers),
        client.post("/api/ask", headers=headers, content=b"x" * 300_000),
        client.get("/api/none", headers=headers),
    ):
        assert status_of(response) >= 404
        assert response.headers["access-control-allow-origin"] == PORTAL
    exposed = client.get("/api/items", headers=headers).headers["access-control-expose-headers"]
    assert {"X-Request-ID", "Retry-After"} <= set(exposed.split(", "))


def test_pages_may_be_framed_by_the_portals_alone() -> None:
    client = build(portals=(PORTAL, "https://*.b.gov.cn"))
    policy = client.get("/documents").headers["content-security-policy"]
    assert policy.endswith(f"frame-ancestors 'self' {PORTAL} https://*.b.gov.cn")
    assert build().get("/").headers["content-security-policy"].endswith("frame-ancestors 'self'")


# -- keys -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({"Authorization": f"Bearer {KEY}"}, 200),
        ({"Authorization": f"bearer {KEY}"}, 200),
        ({"X-API-Key": KEY}, 200),
        ({"Authorization": f"Bearer {KEY}x"}, 401),
        ({"Authorization": f"Basic {KEY}"}, 401),
        ({"X-API-Key": "密钥".encode()}, 401),
        ({"Origin": "http://testserver"}, 200),
        ({"Referer": "http://testserver/ledger"}, 200),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Origin": PORTAL}, 200),
        ({"Origin": PORTAL, "X-API-Key": "wrong-key-00000000"}, 401),
        ({"Sec-Fetch-Site": "none"}, 401),
        ({"Referer": "https://evil.example/"}, 401),
    ],
)
def test_programs_need_a_key_and_pages_do_not(headers: dict[str, Any], status: int) -> None:
    client = build(api_keys=(KEY, f"{KEY}2"), portals=(PORTAL,))
    response = client.get("/api/items", headers=headers)
    assert status_of(response) == status
    if status == 401:
        assert response.headers["www-authenticate"] == "Bearer"
    assert client.get("/documents").status_code == 200
    assert client.get("/healthz").status_code == 200


def test_without_keys_everyone_may_ask() -> None:
    assert build().post("/api/ask").status_code == 200


# -- rates ----------------------------------------------------------------------------------


def test_too_many_questions_are_refused_and_told_when_to_return() -> None:
    client = build(rate_ask="2/minute", rate_read="off")
    assert [client.post("/api/ask").status_code for _ in range(2)] == [200, 200]
    response = client.post("/api/ask/stream")
    assert status_of(response) == 429
    wait = int(response.headers["retry-after"])
    assert 55 <= wait <= 60
    assert f"{wait} 秒" in response.json()["detail"]
    assert [client.get("/api/items").status_code for _ in range(5)] == [200] * 5
    assert [client.get("/documents").status_code for _ in range(5)] == [200] * 5


def test_reads_have_a_rate_of_their_own() -> None:
    client = build(rate_read="1/minute")
    assert client.get("/api/items?q=a").status_code == 200
    assert status_of(client.get("/api/items?q=b")) == 429
    assert client.post("/api/ask").status_code == 200


def test_each_client_and_each_key_is_counted_alone() -> None:
    settings = {"trusted_proxies": ("192.0.2.1",), "rate_ask": "1/minute", "rate_key": "2/minute"}
    client = build(**settings, api_keys=(KEY,), portals=(PORTAL,))
    for address in ("198.51.100.1", "198.51.100.2", "2001:db8:0:1::1", "2001:db8:0:2::1"):
        headers = {"X-Forwarded-For": address, "Origin": PORTAL}
        assert client.post("/api/ask", headers=headers).status_code == 200
        assert client.post("/api/ask", headers=headers).status_code == 429
    neighbour = {"X-Forwarded-For": "2001:db8:0:1::ffff", "Origin": PORTAL}
    assert client.post("/api/ask", headers=neighbour).status_code == 429
    keyed = {"X-Forwarded-For": "198.51.100.1", "X-API-Key": KEY}
    statuses = [client.post("/api/ask", headers=keyed).status_code for _ in range(3)]
    assert statuses == [200, 200, 429]


def test_preflights_are_not_counted() -> None:
    client = build(rate_ask="1/minute", portals=(PORTAL,))
    headers = {"Origin": PORTAL, **PREFLIGHT}
    assert [client.options("/api/ask", headers=headers).status_code for _ in range(3)] == [200] * 3


# -- proxies --------------------------------------------------------------------------------

FORWARDED = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}


@pytest.mark.parametrize(
    ("peer", "trusted", "client", "scheme"),
    [
        ("192.0.2.1", (), "192.0.2.1", "http"),
        ("192.0.2.1", ("10.0.0.0/8",), "192.0.2.1", "http"),
        ("10.1.2.3", ("10.0.0.0/8",), "203.0.113.9", "https"),
        ("127.0.0.1", ("127.0.0.1",), "203.0.113.9", "https"),
        ("::ffff:127.0.0.1", ("127.0.0.1",), "203.0.113.9", "https"),
        ("::ffff:192.0.2.7", (), "192.0.2.7", "http"),
        ("2001:db8::1", (), "2001:db8::1", "http"),
    ],
)
def test_a_forwarded_address_counts_behind_a_trusted_proxy_alone(
    peer: str, trusted: tuple[str, ...], client: str, scheme: str
) -> None:
    shown = build((peer, 5000), trusted_proxies=trusted).get("/healthz", headers=FORWARDED).json()
    assert (shown["client"], shown["scheme"]) == (client, scheme)


@pytest.mark.parametrize(
    ("host", "key"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("testclient", "testclient"),
    ],
)
def test_the_key_of_a_client(host: str, key: str) -> None:
    assert client_of({"client": (host, 1)}) == key


# -- the path it is shown under -------------------------------------------------------------


@pytest.mark.parametrize("address", ["/zhengwen/documents", "/documents"])
def test_both_kinds_of_proxies_find_the_service(address: str) -> None:
    assert build(root_path="/zhengwen").get(address).json()["path"] == "/documents"


def test_paths_that_only_look_alike_are_not_ours() -> None:
    assert build(root_path="/zhengwen").get("/zhengwenx/documents").status_code == 404


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ('<a href="/items/a/1">', '<a href="/zw/items/a/1">'),
        ('<img src="/ui/x.svg" alt="/ui">', '<img src="/zw/ui/x.svg" alt="/ui">'),
        ('<form action="/plain">', '<form action="/zw/plain">'),
        ('<a href="/zw/items/a/1">', '<a href="/zw/items/a/1">'),
        ('<a href="//evil">', '<a href="//evil">'),
        ('<a href="#x"><a href="https://a/">', '<a href="#x"><a href="https://a/">'),
        ("text href=&#34;/x&#34;", "text href=&#34;/x&#34;"),
    ],
)
def test_addresses_in_a_page_get_the_prefix_once(page: str, expected: str) -> None:
    assert add_prefix(page, "/zw") == expected
    assert add_prefix(add_prefix(page, "/zw"), "/zw") == expected
    assert add_prefix(page, "") == page


# -- the rest -------------------------------------------------------------------------------


def test_streams_are_not_compressed_and_long_answers_are() -> None:
    client = build()
    assert "content-encoding" not in client.post("/api/ask/stream").headers


def test_head_answers_as_get_without_a_body() -> None:
    response = build().head("/documents")
    assert (response.status_code, response.content) == (200, b"")
    assert int(response.headers["content-length"]) > 10


def test_a_filter_never_reaches_the_log() -> None:
    with structlog.testing.capture_logs() as logs:
        build().get("/api/items?q=张三的补贴&unit=秘密")
    assert [line["path"] for line in logs] == ["/api/items"]
    assert "张三" not in str(logs)
    assert "秘密" not in str(logs)


def test_a_crash_is_a_problem_without_a_word_of_its_cause() -> None:
    with structlog.testing.capture_logs() as logs:
        response = build().get("/api/crash")
    assert status_of(response) == 500
    assert "秘密" not in response.text + str(logs)
