"""What a person sees: real Chromium, a really running server, the five shipped documents.

Every request of every page is watched: none may go to another host.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from bot.web.server import claim_port
from bot.web.wording import wording

pytestmark = pytest.mark.xdist_group("browser")  # one server and one browser
expect.set_options(timeout=20_000)  # what is measured here is that it comes, not how fast

ROOT = Path(__file__).parents[2]
QUESTION = "谁负责涉农补贴公开、何时完成"
EXAMPLES = [question for group in wording().chat.groups for question in group.questions]
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]


def start(data: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "zhengwen", *arguments],
        cwd=ROOT,
        env={**os.environ, "ZHENGWEN_DATA": str(data), "OMP_NUM_THREADS": "1"},
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


@pytest.fixture(scope="module")
def address(shipped_data: Path) -> Iterator[str]:
    with claim_port("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
    with start(shipped_data, "serve", "--port", str(port)) as server:
        wait_until_ready(server, f"http://127.0.0.1:{port}/readyz")
        yield f"http://127.0.0.1:{port}"
        with httpx.stream("GET", f"http://127.0.0.1:{port}/gradio_api/heartbeat/open-page"):
            server.send_signal(signal.SIGINT)
            _, log = server.communicate(timeout=30)
    assert server.returncode == 0
    assert "Traceback" not in log
    assert log.endswith("已停止。\n")
    assert "涉农" not in log


def wait_until_ready(server: subprocess.Popen[str], address: str) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and server.poll() is None:
        try:
            if httpx.get(address).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    raise AssertionError("the server did not become ready")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=QUIET
        )
        yield browser
        browser.close()


class Visit:
    """Opens pages and watches them: no other host, no script error, nothing refused."""

    def __init__(self, browser: Browser, address: str, **options: object) -> None:
        self.address = address
        self.context: BrowserContext = browser.new_context(base_url=address, **options)
        self.faults: list[str] = []
        self.context.on("request", lambda request: self.watch(request.url))
        self.context.on("weberror", lambda error: self.faults.append(str(error.error)))
        self.context.on("console", lambda line: self.listen(line.type, line.text))

    def watch(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"data", "blob"} and parts.netloc != urlsplit(self.address).netloc:
            self.faults.append(f"asked another host: {url}")

    def listen(self, kind: str, text: str) -> None:
        if kind == "error" and "status of 404" not in text:
            self.faults.append(text)

    def chat(self) -> Page:
        page = self.context.new_page()
        page.goto("/")
        expect(page.locator("#covered li")).to_have_count(5)
        return page

    def page(self, path: str) -> Page:
        page = self.context.new_page()
        page.goto(path)
        return page


@pytest.fixture
def visit(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Visit]:
    options = {
        "locale": "zh-CN",
        "viewport": {"width": 1440, "height": 900},
        "reduced_motion": "reduce",
    }
    visit = Visit(browser, address, **(options | getattr(request, "param", {})))
    yield visit
    visit.context.close()
    assert visit.faults == []


def ask(page: Page, question: str) -> None:
    page.get_by_label("您的问题").fill(question)
    page.get_by_label("您的问题").press("Enter")
    expect(page.locator("#chat .card").last.locator(".notice, .status").first).to_be_visible()


def rows_of(page: Page) -> dict[str, str]:
    rows = page.locator("#chat .card").last.locator("tbody tr").all()
    return {row.locator("td").first.inner_text(): row.inner_text() for row in rows}


def sources_of(page: Page) -> list[str]:
    chips = page.locator("#chat .card").last.locator(".sources .chip")
    return [" ".join(text.split()) for text in chips.all_inner_texts()]


def test_the_main_question_is_answered_with_units_deadlines_and_sources(visit: Visit) -> None:
    page = visit.chat()
    ask(page, QUESTION)
    rows = rows_of(page)
    assert len(rows) == 4
    for place, expected in {
        "江北区": ["区政府办", "各涉农街道(镇)", "全年", "2022年底前"],
        "鄞州区": ["区农业农村局", "区财政局", "各镇政府", "街道办事处", "全年", "2022年底前"],
        "舟山市": ["市农业农村局", "市财政局", "9月底前"],
        "满城区": ["区财政局", "各乡（镇）政府", "2022年底前"],
    }.items():
        (row,) = [text for name, text in rows.items() if place in name]
        assert [part for part in expected if part not in row] == []
    assert sources_of(page) == [
        "1 江北区2022·第40项",
        "2 鄞州区2022·第46项",
        "3 舟山市2022·第38项",
        "4 满城区2022·第26项",
    ]
    assert "莱芜区2021·第7项" in page.locator("#chat .related").inner_text()
    assert "莱芜区" not in str(rows)
    expect(page.locator("#chat .notice")).to_have_text(wording().notice)


@pytest.mark.parametrize(
    ("chip", "title", "marked"),
    [
        ("江北区2022·第40项", "江北区2022·第40项", ["涉农补贴", "区政府办", "全年"]),
        ("舟山市2022·第38项", "舟山市2022·第38项", ["〔已剔除无关文字〕", "9月底前"]),
        ("莱芜区2021·第7项", "莱芜区2021·第7项（原表未编号，按表内顺序）", ["村"]),
    ],
)
def test_a_citation_opens_the_marked_row_beside_the_chat(
    visit: Visit, chip: str, title: str, marked: list[str]
) -> None:
    page = visit.chat()
    ask(page, QUESTION)
    link = page.locator("#chat .chip").filter(has_text=chip)
    link.click()
    panel = page.get_by_role("complementary", name="原文")
    expect(panel.get_by_role("heading", level=1)).to_have_text(title)
    expect(panel.get_by_role("heading", level=1)).to_be_focused()
    text = panel.locator("mark").all_inner_texts()
    assert [part for part in marked if part not in "".join(text)] == []
    assert page.url == f"{visit.address}/"
    chat, side = page.locator("#chat").bounding_box(), panel.bounding_box()
    assert chat
    assert side
    assert chat["x"] + chat["width"] <= side["x"]
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(link).to_be_focused()


@pytest.mark.parametrize("visit", [{"viewport": {"width": 360, "height": 740}}], indirect=True)
def test_on_a_phone_the_source_comes_from_below_and_keeps_the_focus(visit: Visit) -> None:
    page = visit.chat()
    ask(page, QUESTION)
    page.locator("#chat .sources .chip").first.click()
    sheet = page.get_by_role("dialog", name="原文")
    expect(sheet.locator("mark")).to_have_count(1)
    box = sheet.bounding_box()
    assert box
    assert (box["x"], box["width"]) == (0, 360)
    assert round(box["y"] + box["height"]) == 740
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('#panel') !== null")
    page.mouse.click(180, 20)
    expect(sheet).to_be_hidden()


def test_a_marker_in_the_text_opens_the_same_source(visit: Visit) -> None:
    page = visit.chat()
    ask(page, QUESTION)
    page.locator("#chat a.marker").nth(1).click()
    expect(page.locator("#panel h1")).to_have_text("鄞州区2022·第46项")


def test_the_link_in_the_panel_leads_to_the_row_in_the_whole_document(visit: Visit) -> None:
    page = visit.chat()
    ask(page, QUESTION)
    page.locator("#chat .sources .chip").nth(3).click()
    page.get_by_role("link", name="在全文中查看").click()
    expect(page.locator(":target")).to_be_in_viewport()
    assert "第26项" in page.locator(":target").inner_text()


@pytest.mark.parametrize("question", EXAMPLES)
def test_every_example_question_has_an_answer_with_a_source(visit: Visit, question: str) -> None:
    page = visit.chat()
    page.get_by_role("button", name=question, exact=True).click()
    expect(page.locator("#chat .sources .chip").first).to_be_visible()
    expect(page.locator("#chat .status")).to_have_count(0)
    expect(page.locator("#welcome")).to_be_hidden()


def test_suggestions_ask_and_a_new_conversation_starts_over(visit: Visit) -> None:
    page = visit.chat()
    ask(page, QUESTION)
    page.locator("#next button:visible").first.click()
    expect(page.locator("#chat .asked")).to_have_count(2)
    expect(page.locator("#chat .card").nth(1).locator(".notice")).to_be_visible()
    page.get_by_role("button", name="新对话").click()
    expect(page.locator("#welcome")).to_be_visible()
    expect(page.locator("#chat .card")).to_have_count(0)


def test_the_chosen_place_limits_the_answer(visit: Visit) -> None:
    page = visit.chat()
    page.get_by_role("combobox", name="地区").click()
    options = page.get_by_role("option").all_inner_texts()
    assert len(options) == 6
    page.get_by_role("option", name="舟山市").click()
    ask(page, QUESTION)
    assert sources_of(page) == ["1 舟山市2022·第38项"]


@pytest.mark.parametrize("question", ["", "问" * 501])
def test_a_bad_question_is_answered_in_the_same_place_and_kept(visit: Visit, question: str) -> None:
    page = visit.chat()
    ask(page, question)
    sentence = page.locator("#chat .card-error .body").inner_text()
    assert sentence.endswith("。")
    expect(page.get_by_label("您的问题")).to_have_value(question)


def test_markup_in_a_question_is_shown_as_typed(visit: Visit) -> None:
    page = visit.chat()
    typed = "<img src=x onerror=alert(1)> **谁** 负责"
    ask(page, typed)
    expect(page.locator("#chat .asked")).to_have_text(typed)
    expect(page.locator("#chat img")).to_have_count(0)


def test_the_chat_works_by_keyboard_alone(visit: Visit) -> None:
    page = visit.chat()
    expect(page.get_by_label("您的问题")).to_be_focused()
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    expect(page.locator("#chat .notice")).to_be_visible()
    for _ in range(40):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.matches('#chat .sources .chip')"):
            break
    page.keyboard.press("Enter")
    expect(page.locator("#panel mark").first).to_be_visible()


@pytest.mark.parametrize("visit", [{"locale": "en-US"}, {"locale": "zh"}], indirect=True)
def test_the_chat_speaks_chinese_in_every_browser(visit: Visit) -> None:
    page = visit.chat()
    ask(page, QUESTION)
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    assert re.findall("[A-Za-z]{2,}", page.locator("body").inner_text()) == []
    labels = page.locator("[aria-label]:visible").evaluate_all("all => all.map(e => e.ariaLabel)")
    assert [label for label in labels if re.search("[A-Za-z]{2,}", label)] == []
    expect(page.get_by_role("log")).to_have_attribute("aria-live", "polite")


@pytest.mark.parametrize("visit", [{"java_script_enabled": False}], indirect=True)
def test_pages_can_be_read_without_scripts(visit: Visit) -> None:
    page = visit.page("/")
    page.locator("noscript a, .lead a").first.click()
    page.get_by_role("link", name="2022年江北区政务公开工作要点").click()
    page.locator(".items a").nth(39).click()
    expect(page.locator("h1")).to_have_text("江北区2022·第40项")
    expect(page.locator("mark")).to_have_count(1)


@pytest.mark.parametrize("visit", [{"permissions": ["clipboard-write"]}], indirect=True)
def test_the_citation_can_be_copied(visit: Visit) -> None:
    page = visit.page("/items/jiangbei-2022/40")
    page.get_by_role("button", name="复制").click()
    expect(page.locator(".copied")).to_have_text("已复制")


@pytest.mark.parametrize("visit", [{"viewport": {"width": 320, "height": 640}}], indirect=True)
def test_nothing_scrolls_sideways_at_320_pixels(visit: Visit) -> None:
    page = visit.chat()
    assert is_as_wide_as_the_screen(page)
    ask(page, QUESTION)
    assert is_as_wide_as_the_screen(page)
    page.locator("#chat .sources .chip").nth(2).click()
    expect(page.locator("#panel mark")).to_have_count(1)
    assert is_as_wide_as_the_screen(page)
    assert page.evaluate(
        "(() => { const e = document.querySelector('.panel-body');"
        " return e.scrollWidth <= e.clientWidth })()"
    )
    for path in ("/items/zhoushan-2022/38", "/documents/laiwu-2021", "/documents", "/nothing"):
        assert is_as_wide_as_the_screen(visit.page(path))


def is_as_wide_as_the_screen(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(
    "visit", [{"color_scheme": "light"}, {"color_scheme": "dark"}], indirect=True
)
def test_axe_finds_nothing(visit: Visit) -> None:
    page = visit.chat()
    check_with_axe(page)
    ask(page, QUESTION)
    check_with_axe(page)
    page.locator("#chat .sources .chip").first.click()
    expect(page.locator("#panel mark")).to_have_count(1)
    check_with_axe(page)
    for path in ("/items/zhoushan-2022/38", "/passages/zhoushan-2022/二/十", "/documents"):
        check_with_axe(visit.page(path))


def check_with_axe(page: Page) -> None:
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
