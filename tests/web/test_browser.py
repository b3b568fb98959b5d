"""The site as a person sees it: its weight, its width, its colours, the choices of the reader."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from bot.web.wording import wording
from tests.web.visiting import (
    Visit,
    ask,
    check_with_axe,
    is_as_wide_as_the_screen,
    wait_until_ready,
)

pytestmark = pytest.mark.xdist_group("browser")  # one server and one browser

QUESTION = "谁负责涉农补贴公开、何时完成"
PAGES = (
    "/items/zhoushan-2022/38",
    "/passages/zhoushan-2022/二/十",
    "/documents/laiwu-2021",
    "/documents",
    "/nothing",
)
CHAT_BYTES = 450_000
PAGE_BYTES = 30_000
NO_STORAGE = """Object.defineProperty(window, "localStorage", {
  get() { throw new DOMException("denied", "SecurityError"); } })"""
VOICE = """window.said = [];
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
Object.defineProperty(window, "speechSynthesis", { value: {
  getVoices: () => [{ lang: "en-US" }, { lang: "zh-CN", localService: true }],
  addEventListener() {},
  speak(it) { window.said.push(`${it.voice.lang} ${it.text}`); },
  cancel() { window.said.push("安静"); } } });"""


def choose(visit: Visit, **choices: str) -> None:
    """Have chosen so on an earlier visit."""
    kept = ", ".join(f'{name}: "{value}"' for name, value in choices.items())
    visit.context.add_init_script(  # a blank tab has no storage
        f'try {{ localStorage.setItem("zhengwen.choices", JSON.stringify({{{kept}}})) }} catch {{}}'
    )


# -- weight ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "limit"), [("/", CHAT_BYTES), ("/items/jiangbei-2022/40", PAGE_BYTES)]
)
def test_a_cold_page_weighs_little(visit: Visit, path: str, limit: int) -> None:
    page = visit.context.new_page()
    wire = visit.context.new_cdp_session(page)
    wire.send("Network.enable")
    sizes: list[float] = []
    wire.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(path)
    if path == "/":
        wait_until_ready(page)
    page.wait_for_load_state("networkidle" if path != "/" else "load")
    assert 1000 < sum(sizes) < limit


# -- width -----------------------------------------------------------------------------------------


def look_everywhere(visit: Visit) -> None:
    page = visit.chat()
    assert is_as_wide_as_the_screen(page)
    ask(page, QUESTION)
    assert is_as_wide_as_the_screen(page)
    ask(page, "江北区有哪些任务")
    assert is_as_wide_as_the_screen(page)
    page.locator("#chat .sources .chip").nth(2).click()
    expect(page.locator("#panel mark")).to_have_count(1)
    assert is_as_wide_as_the_screen(page)
    assert page.evaluate(
        "(() => { const e = document.querySelector('.panel-body');"
        " return e.scrollWidth <= e.clientWidth })()"
    )
    for path in PAGES:
        assert is_as_wide_as_the_screen(visit.open(path)), path


@pytest.mark.parametrize("visit", [{"viewport": {"width": 320, "height": 640}}], indirect=True)
@pytest.mark.parametrize("large", ["", "large", "huge"])
def test_nothing_scrolls_sideways_at_320_pixels(visit: Visit, large: str) -> None:
    choose(visit, large=large)
    look_everywhere(visit)


@pytest.mark.parametrize("visit", [{"viewport": {"width": 360, "height": 740}}], indirect=True)
@pytest.mark.parametrize("large", ["", "large"])
def test_on_a_phone_bar_and_composer_take_few_rows(visit: Visit, large: str) -> None:
    choose(visit, large=large)
    page = visit.chat()
    question, settings = ("#question", "#send"), ("#place", "#year", "#restart", "#history")
    for row in (*(", ".join(parts) for parts in (question, settings)), ".bar nav a"):
        tops = [box["y"] for part in page.locator(row).all() if (box := part.bounding_box())]
        assert max(tops) - min(tops) < 3, row


@pytest.mark.parametrize("visit", [{"viewport": {"width": 320, "height": 256}}], indirect=True)
def test_at_400_percent_the_bars_leave_room_to_read(visit: Visit) -> None:
    page = visit.chat()
    ask(page, QUESTION)
    page.locator("#chat .card").scroll_into_view_if_needed()
    page.evaluate("document.querySelector('#chat .card td').scrollIntoView()")
    for selector in (".bar", "#composer"):
        box = page.locator(selector).bounding_box()
        assert box
        assert box["y"] + box["height"] <= 0 or box["y"] >= 256  # scrolled away


# -- colours ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "visit", [{"color_scheme": "light"}, {"color_scheme": "dark"}], indirect=True
)
@pytest.mark.parametrize(
    "choices", [{}, {"large": "huge"}, {"contrast": "high", "voice": "on"}], ids=str
)
def test_axe_finds_nothing(visit: Visit, choices: dict[str, str]) -> None:
    choose(visit, **choices)
    page = visit.chat()
    check_with_axe(page)
    ask(page, QUESTION)
    check_with_axe(page)
    ask(page, "江北区有哪些任务")
    page.locator("#chat .card").last.locator(".sources .chip").first.click()
    expect(page.locator("#panel mark")).to_have_count(1)
    check_with_axe(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="记录").click()
    ask(page, "")
    check_with_axe(page)
    for path in PAGES[:4]:
        check_with_axe(visit.open(path))


@pytest.mark.parametrize("visit", [{"viewport": {"width": 320, "height": 640}}], indirect=True)
def test_axe_finds_nothing_on_a_phone(visit: Visit) -> None:
    page = visit.chat()
    check_with_axe(page)
    ask(page, QUESTION)
    page.locator("#chat .sources .chip").first.click()
    expect(page.locator("#panel mark")).to_have_count(1)
    check_with_axe(page)


# -- choices ---------------------------------------------------------------------------------------


def font_size(page: Page) -> str:
    return page.evaluate("getComputedStyle(document.documentElement).fontSize")


def test_choices_hold_on_every_page_and_are_remembered(visit: Visit) -> None:
    page = visit.chat()
    large = page.get_by_role("button", name="大字版")
    expect(large).to_have_attribute("aria-pressed", "false")
    large.click()
    assert font_size(page) == "20px"
    large.click()
    assert font_size(page) == "32px"
    expect(large).to_have_text("大字版·特大")
    page.get_by_role("button", name="高对比").click()
    for path in ("/documents", "/"):
        page.goto(path)
        assert font_size(page) == "32px"
        expect(page.locator("html")).to_have_attribute("data-contrast", "high")
        expect(page.get_by_role("button", name="高对比")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="大字版").click()
    assert font_size(page) == "16px"


def test_a_browser_that_keeps_nothing_says_so(visit: Visit) -> None:
    visit.context.add_init_script(NO_STORAGE)
    page = visit.open("/documents")
    page.get_by_role("button", name="大字版").click()
    assert font_size(page) == "20px"
    expect(page.locator(".toast")).to_contain_text("不让网页记住")


# -- reading aloud ---------------------------------------------------------------------------------


def said(page: Page) -> list[str]:
    return page.evaluate("window.said")


def test_an_answer_is_read_aloud_and_stopped(visit: Visit) -> None:
    visit.context.add_init_script(VOICE)
    page = visit.chat()
    ask(page, QUESTION)
    assert said(page) == []
    page.get_by_role("button", name="朗读").click()
    stop = page.get_by_role("button", name="停止朗读")
    expect(stop).to_have_attribute("aria-pressed", "true")
    heard = "".join(said(page))
    assert "zh-CN 有 4 个地区" in heard
    assert "责任单位，区政府办、各涉农街道(镇)" in heard
    assert "出处" not in heard
    stop.click()
    assert said(page)[-1] == "安静"
    expect(page.get_by_role("button", name="朗读")).to_have_attribute("aria-pressed", "false")


def test_the_voice_version_reads_each_answer_by_itself(visit: Visit) -> None:
    visit.context.add_init_script(VOICE)
    page = visit.chat()
    page.get_by_role("button", name="语音版").click()
    ask(page, QUESTION)
    expect(page.get_by_role("button", name="停止朗读")).to_be_visible()
    assert [words for words in said(page) if "有 4 个地区" in words]


def test_without_a_chinese_voice_it_says_what_to_do(visit: Visit) -> None:
    page = visit.chat()
    ask(page, QUESTION)
    page.get_by_role("button", name="朗读").click()
    expect(page.locator(".toast")).to_contain_text("没有装中文语音")
    expect(page.locator(".toast")).to_contain_text("系统设置")


# -- pages -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("visit", [{"java_script_enabled": False}], indirect=True)
def test_pages_can_be_read_without_scripts(visit: Visit) -> None:
    page = visit.open("/")
    expect(page.locator("#welcome")).to_be_visible()
    page.locator("noscript a, .without a").filter(has_text="文件").first.click()
    page.get_by_role("link", name="2022年江北区政务公开工作要点").first.click()
    page.get_by_role("link", name="江北区2022·第40项").first.click()
    expect(page.locator("h1")).to_have_text("江北区2022·第40项")
    expect(page.locator("mark")).to_have_count(1)


@pytest.mark.parametrize("visit", [{"permissions": ["clipboard-write"]}], indirect=True)
def test_the_citation_can_be_copied(visit: Visit) -> None:
    page = visit.open("/items/jiangbei-2022/40")
    page.get_by_role("button", name="复制").click()
    expect(page.locator(".copied")).to_have_text("已复制")


def test_every_page_carries_the_notice(visit: Visit) -> None:
    for path in PAGES[:4]:
        expect(visit.open(path).locator("body")).to_contain_text(wording().notice)
