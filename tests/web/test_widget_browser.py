"""The widget on a portal of another origin, with hostile rules and a strict policy, in Chromium."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.web.portals import open_portal
from tests.web.samples import ANSWER
from tests.web.serving import Watched, free_port, run_chromium, run_service

pytestmark = pytest.mark.xdist_group("browser")
expect.set_options(timeout=20_000)

MATRIX = "政务新媒体矩阵什么时候建成"
PHONE = {"viewport": {"width": 360, "height": 740}}


@dataclass(frozen=True)
class Place:
    """Three origins: the service, a portal it allows, and one it does not."""

    bot: str
    portal: str
    stranger: str


@pytest.fixture(scope="module")
def place(shipped_data: Path) -> Iterator[Place]:
    port = free_port()
    bot = f"http://127.0.0.1:{port}"
    with (
        open_portal(bot) as portal,
        open_portal(bot) as stranger,
        run_service(shipped_data, port, portals=portal) as service,
    ):
        yield Place(bot, portal, stranger)
    assert "Traceback" not in service.log
    assert "/api/ask/stream" in service.log
    assert "矩阵" not in service.log


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with run_chromium() as browser:
        yield browser


@pytest.fixture
def window(browser: Browser, place: Place, request: pytest.FixtureRequest) -> Iterator[Watched]:
    options = {
        "locale": "zh-CN",
        "viewport": {"width": 1000, "height": 720},
        "reduced_motion": "reduce",
    }
    hosts = {origin.removeprefix("http://") for origin in (place.bot, place.portal, place.stranger)}
    window = Watched(browser, hosts, **(options | getattr(request, "param", {})))
    yield window
    window.context.close()
    assert window.faults == []


def visit(window: Watched, address: str) -> Page:
    page = window.open(address)
    expect(page.locator("zhengwen-widget")).to_be_attached()  # a strict policy forbids polling
    return page


def launcher(page: Page) -> Locator:
    return page.get_by_role("button", name="政问", exact=True)


def ask(page: Page, question: str) -> Locator:
    """Ask by the keyboard and return the finished card."""
    if launcher(page).is_visible():
        launcher(page).click()
    cards = page.locator("zhengwen-widget .card")
    earlier = cards.count()
    page.get_by_label("您的问题").fill(question)
    page.get_by_label("您的问题").press("Enter")
    expect(cards).to_have_count(earlier + 1)
    expect(cards.last.locator(".notice")).to_be_visible()
    return cards.last


def chips(card: Locator) -> list[str]:
    return card.locator(".legend:text-is('出处') + .chips .chip").all_inner_texts()


def focus_is_inside(page: Page) -> bool:
    return page.evaluate(
        "document.activeElement === zhengwen.element"
        " && zhengwen.element.shadowRoot.activeElement.closest('.panel') !== null"
    )


def style_of(target: Locator, *names: str) -> list[str]:
    return target.evaluate("(node, names) => names.map(n => getComputedStyle(node)[n])", names)


def test_hostile_rules_change_nothing(window: Watched, place: Place) -> None:
    page = visit(window, f"{place.portal}/index.html")
    assert style_of(page.locator("h1"), "fontSize", "direction") == ["40px", "rtl"]
    button = launcher(page)
    box = button.bounding_box()
    assert box
    assert (box["width"], box["height"]) == (56, 56)
    assert (box["x"] + box["width"], box["y"] + box["height"]) == (1000 - 24, 720 - 24)
    assert style_of(button, "fontSize", "opacity", "direction") == ["16px", "1", "ltr"]
    button.click()
    panel = page.get_by_role("dialog", name="江北区政务公开问答")
    box = panel.bounding_box()
    assert box
    assert (box["width"], box["height"]) == (380, 600)
    names = ["fontSize", "fontStyle", "direction", "textAlign", "letterSpacing", "visibility"]
    assert style_of(page.locator("zhengwen-widget .lead"), *names) == [
        *("16px", "normal", "ltr", "start", "normal", "visible")
    ]
    assert style_of(page.locator("zhengwen-widget"), "opacity", "transform", "filter") == [
        *("1", "none", "none")
    ]


def test_an_answer_shows_its_row_in_place(window: Watched, place: Place) -> None:
    page = visit(window, f"{place.portal}/index.html")
    card = ask(page, MATRIX)
    assert chips(card) == ["江北区2022·第34项"]
    assert "2022年7月底前" in card.inner_text()
    chip = card.locator(".chip").first
    chip.click()
    row = page.get_by_role("region", name="原文")
    expect(row.get_by_role("heading", level=3)).to_be_focused()
    expect(row.get_by_role("heading", level=3)).to_have_text("江北区2022·第34项")
    expect(row.locator("mark")).to_have_count(1)
    assert "政务新媒体矩阵" in row.locator("mark").inner_text()
    facts = row.locator(".facts").inner_text()
    assert [part for part in ("区政府办", "7月底", "2022年7月底前") if part not in facts] == []
    expect(row.locator(".notice")).to_have_text(ANSWER.notice)
    expect(row.locator(".ended")).to_have_count(0)
    link = row.get_by_role("link", name="在新窗口查看原文页")
    assert link.get_attribute("href") == f"{place.bot}/items/jiangbei-2022/34"
    row.get_by_role("button", name="返回对话").click()
    expect(chip).to_be_focused()
    assert page.url == f"{place.portal}/index.html"


def test_a_row_of_a_withdrawn_plan_says_so(window: Watched, place: Place) -> None:
    page = visit(window, f"{place.portal}/index.html")

    def withdraw(route: Route) -> None:
        response = route.fetch()
        end = {"on": "2023-05-01", "reason": "已有新的计划。"}
        route.fulfill(response=response, json={**response.json(), "withdrawn": end})

    page.route("**/api/items/jiangbei-2022/34", withdraw)
    ask(page, MATRIX).locator(".chip").first.click()
    expect(page.locator("zhengwen-widget .ended")).to_have_text(
        "这份文件已于 2023年5月1日 废止，以下内容只供查考。原因：已有新的计划。"
    )


def test_a_marker_and_a_passage_open_in_place_too(window: Watched, place: Place) -> None:
    page = visit(window, f"{place.portal}/second.html")
    card = ask(page, "舟山市第38项由谁负责")
    card.locator(".marker").first.click()
    row = page.get_by_role("region", name="原文")
    expect(row.locator("mark").first).to_contain_text("〔已剔除无关文字〕")
    assert "365" not in row.inner_text()
    passage = page.evaluate(
        "async bot => (await fetch(bot + '/api/passages/zhoushan-2022/二/十')).json()", place.bot
    )
    assert passage["label"] == "舟山市2022·正文二（十）"
    assert any(line["marked"] for line in passage["source"])


def test_a_place_named_in_the_question_wins_over_the_portals(window: Watched, place: Place) -> None:
    page = visit(window, f"{place.portal}/index.html")
    assert chips(ask(page, "涉农补贴公开由谁负责")) == ["江北区2022·第40项"]
    assert chips(ask(page, "舟山市的涉农补贴公开由谁负责")) == ["舟山市2022·第38项"]


def test_the_conversation_goes_on_on_the_next_page(window: Watched, place: Place) -> None:
    page = visit(window, f"{place.portal}/second.html")
    ask(page, "江北区的涉农补贴公开由谁负责")
    page.goto(f"{place.portal}/index.html")
    expect(page.locator("zhengwen-widget .asked")).to_contain_text("江北区的涉农补贴公开由谁负责")
    expect(page.locator("zhengwen-widget .panel")).to_be_visible()
    assert chips(ask(page, "那鄞州区呢")) == ["鄞州区2022·第46项"]
    page.get_by_role("button", name="新对话").click()
    expect(page.locator("zhengwen-widget .card")).to_have_count(0)
    page.keyboard.press("Escape")
    page.reload()
    expect(launcher(page)).to_be_visible()
    expect(page.locator("zhengwen-widget .asked")).to_have_count(0)


@pytest.mark.parametrize("window", [{}, PHONE], indirect=True, ids=["desktop", "phone"])
def test_keyboard_alone(window: Watched, place: Place) -> None:
    page = visit(window, f"{place.portal}/second.html")
    launcher(page).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("您的问题")).to_be_focused()
    page.keyboard.type("满城区第12项由谁负责")
    page.keyboard.press("Enter")
    expect(page.locator("zhengwen-widget .notice")).to_be_visible()
    for key in ["Tab"] * 16 + ["Shift+Tab"] * 20:
        page.keyboard.press(key)
        assert focus_is_inside(page)
    page.keyboard.press("Escape")
    expect(page.locator("zhengwen-widget .panel")).to_be_hidden()
    expect(launcher(page)).to_be_focused()
    assert "shortcut" not in page.locator("#told").inner_text().replace("shortcut Enter", "")


def test_the_focus_goes_back_to_what_opened_it(window: Watched, place: Place) -> None:
    page = visit(window, f"{place.portal}/index.html")
    page.locator("#before").focus()
    page.evaluate("zhengwen.open()")
    expect(page.get_by_label("您的问题")).to_be_focused()
    page.get_by_role("button", name="关闭").click()
    expect(page.locator("#before")).to_be_focused()


def test_the_portal_hears_events_and_can_ask(window: Watched, place: Place) -> None:
    page = visit(window, f"{place.portal}/second.html")
    heard = page.evaluate(
        """async () => {
          const heard = [];
          const off = zhengwen.on("answer", ({ answer }) => heard.push(answer.status));
          const answer = await zhengwen.ask("满城区第12项由谁负责");
          off();
          await zhengwen.ask("你好");
          const ids = answer.citations.map(({ id }) => id);
          return { heard, ids, none: await zhengwen.ask(" ") };
        }"""
    )
    assert heard == {"heard": ["answered"], "ids": ["mancheng-2022#12"], "none": None}
    assert (
        page.locator("#told")
        .inner_text()
        .startswith("open;ask 满城区第12项由谁负责;answer 满城区第12项由谁负责 answered;ask 你好;")
    )
    page.evaluate("zhengwen.configure({ jurisdiction: '舟山市' })")
    assert chips(ask(page, "涉农补贴公开由谁负责")) == ["舟山市2022·第38项"]
    page.evaluate("zhengwen.reset(); zhengwen.close()")
    expect(launcher(page)).to_be_visible()


def test_attributes_choose_look_and_examples(window: Watched, place: Place) -> None:
    page = visit(window, f"{place.portal}/second.html")
    box = launcher(page).bounding_box()
    assert box
    assert box["x"] == 24
    assert style_of(launcher(page), "backgroundColor", "color", "fontSize") == [
        *("rgb(179, 38, 30)", "rgb(255, 255, 255)", "20px")
    ]
    launcher(page).click()
    expect(page.locator("zhengwen-widget .place")).to_have_text("2022 年")
    expect(page.get_by_role("button", name="大字")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="满城区第12项由谁负责").click()
    expect(page.locator("zhengwen-widget .notice")).to_be_visible()
    page.get_by_role("button", name="大字").click()
    page.reload()
    expect(page.get_by_role("button", name="大字")).to_have_attribute("aria-pressed", "false")


def test_wrong_attributes_count_as_none_and_two_tags_make_one_widget(
    window: Watched, place: Place
) -> None:
    page = visit(window, f"{place.portal}/open.html")
    expect(page.locator("zhengwen-widget")).to_have_count(1)
    expect(page.get_by_role("dialog", name="政问")).to_be_visible()
    expect(page.locator("zhengwen-widget .place")).to_be_hidden()
    assert style_of(page.locator("zhengwen-widget .send"), "backgroundColor") == [
        "rgb(31, 95, 191)"
    ]
    page.keyboard.press("Escape")  # the focus is still the page's
    expect(page.get_by_role("dialog", name="政问")).to_be_visible()
    page.get_by_role("button", name="关闭").click()
    page.reload()
    expect(launcher(page)).to_be_visible()


@pytest.mark.parametrize(
    "window", [{"viewport": {"width": width, "height": 640}} for width in (320, 479)], indirect=True
)
def test_on_a_phone_it_fills_the_screen(window: Watched, place: Place) -> None:
    page = visit(window, f"{place.portal}/second.html")
    ask(page, "江北区商务局负责哪些任务")
    box = page.locator("zhengwen-widget .panel").bounding_box()
    assert box
    size = page.viewport_size
    assert size
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, size["width"], 640)
    for part in (".log", "header", "form"):
        assert page.locator(f"zhengwen-widget {part}").evaluate(
            "node => node.scrollWidth <= node.clientWidth"
        )


SCRIPTED = ANSWER.model_copy(
    update={
        "text": (
            '<img src=x onerror="alert(1)"> **<b>粗</b>** 与 [外面](//evil.example) '
            "[脚本](javascript:alert(1)) [全文](/documents/shili-2022) [出去](/items/../x) \\*星\\*"
            " [1] [9]\n\n> 引文<script>\n\n- 甲\n- 乙 [2]\n\n1. 一\n2. 二\n\n"
            "| 地区 | 责任单位 |\n| --- | --- |\n| 示例区 | 甲\\|乙 [1] |\n"
        ),
        "suggestions": ("<i>接着</i>",),
    }
)


def answer_with(page: Page, answer: dict[str, Any]) -> None:
    """Let the service answer with what no service of ours would say."""

    def fulfil(route: Route) -> None:
        if route.request.method == "OPTIONS":
            route.continue_()
            return
        body = f"event: done\ndata: {json.dumps(answer, ensure_ascii=False)}\n\n"
        headers = {"Access-Control-Allow-Origin": "*"}
        route.fulfill(body=body, content_type="text/event-stream", headers=headers)

    page.route("**/api/ask/stream", fulfil)


def test_nothing_of_an_answer_becomes_markup(window: Watched, place: Place) -> None:
    page = visit(window, f"{place.portal}/second.html")
    answer = SCRIPTED.model_dump(mode="json")
    answer["citations"][0]["url"] = "javascript:alert(1)"
    answer_with(page, answer)
    card = ask(page, "<u>问</u>")
    expect(page.locator("zhengwen-widget .asked")).to_contain_text("<u>问</u>")
    expect(page.get_by_role("button", name="<i>接着</i>")).to_be_visible()
    assert card.locator("img, script, b, i, u").count() == 0
    first = card.locator(".body > p").inner_text()
    assert first.startswith('<img src=x onerror="alert(1)"> <b>粗</b> 与 [外面](//evil.example) ')
    assert "[脚本](javascript:alert(1))" in first
    assert first.endswith("*星*1 [9]")
    hrefs = card.locator("a").evaluate_all("all => all.map(a => a.href)")
    assert hrefs == [f"{place.bot}/documents/shili-2022"]
    assert card.locator("blockquote").inner_text() == "引文<script>"
    assert card.locator("ul:not(.rows, .chips) li").all_inner_texts() == ["甲", "乙2"]
    assert card.locator("ol li").all_inner_texts() == ["一", "二"]
    assert card.locator(".rows dt").inner_text() == "责任单位"
    assert card.locator(".rows dd").inner_text() == "甲|乙1"
    card.locator(".chip").first.click()
    expect(page.locator("zhengwen-widget .record .wrong")).to_be_visible()


def test_the_finished_answer_is_announced_once(window: Watched, place: Place) -> None:
    page = visit(window, f"{place.portal}/second.html")
    page.evaluate(
        """() => {
          const voice = zhengwen.element.shadowRoot.querySelector(".root > [role=status]");
          window.said = [];
          const hear = new MutationObserver(() => said.push(voice.textContent));
          hear.observe(voice, { childList: true });
        }"""
    )
    ask(page, "满城区第12项由谁负责")
    (said,) = page.evaluate("said")
    assert said.startswith("满城区 2022 年计划第12项由区行政审批局牵头")
    assert said.endswith("以原文为准")
    assert "[1]" not in said


def test_reading_aloud_says_where_there_is_no_voice(window: Watched, place: Place) -> None:
    page = visit(window, f"{place.portal}/second.html")
    card = ask(page, "满城区第12项由谁负责")
    card.get_by_role("button", name="朗读").click()
    sentence = "这台设备没有中文语音，不能朗读。"
    expect(page.locator("zhengwen-widget .root > [role=status]")).to_have_text(sentence)
    expect(page.locator("zhengwen-widget .hint")).to_have_text(sentence)
    expect(page.locator("zhengwen-widget .hint")).to_be_hidden()  # after a while


VOICE = """
  window.spoken = [];
  const voice = { lang: "zh-CN", name: "test" };
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
  Object.defineProperty(window, "speechSynthesis", { value: {
    getVoices: () => [voice],
    speak: (utterance) => spoken.push(utterance.text),
    cancel: () => spoken.push("stop"),
    addEventListener() {},
  } });
"""


def test_reading_aloud_reads_sentences_and_stops(window: Watched, place: Place) -> None:
    window.context.add_init_script(VOICE)
    page = visit(window, f"{place.portal}/second.html")
    card = ask(page, "江北区和鄞州区的涉农补贴公开由谁负责")
    card.get_by_role("button", name="朗读").click()
    expect(card.get_by_role("button", name="停止朗读")).to_be_visible()
    spoken = [text for text in page.evaluate("spoken") if text != "stop"]
    assert len(spoken) == 4  # the sentence, the columns, two rows
    assert not [text for text in spoken if set(text) & set("|[]*")]
    assert any("区农业农村局" in text for text in spoken)
    card.get_by_role("button", name="停止朗读").click()
    assert page.evaluate("spoken.at(-1)") == "stop"


def test_a_failure_is_told_in_place_and_can_be_tried_again(window: Watched, place: Place) -> None:
    window.forgiven = ["net::ERR_FAILED", "429"]
    page = visit(window, f"{place.portal}/second.html")
    page.route("**/api/ask/stream", lambda route: route.abort())
    launcher(page).click()
    page.get_by_label("您的问题").fill("满城区第12项由谁负责")
    page.get_by_role("button", name="提问").click()
    expect(page.locator("zhengwen-widget .wrong")).to_have_text("没有连上服务，请检查网络后再试。")
    page.unroute("**/api/ask/stream")
    page.get_by_role("button", name="再试一次").click()
    expect(page.locator("zhengwen-widget .notice")).to_be_visible()


def test_without_storage_it_still_answers(window: Watched, place: Place) -> None:
    window.context.add_init_script(
        "Object.defineProperty(window, 'sessionStorage', { get() { throw new Error('denied'); } })"
    )
    page = visit(window, f"{place.portal}/second.html")
    assert chips(ask(page, "满城区第12项由谁负责")) == ["满城区2022·第12项"]


def test_a_page_of_another_origin_cannot_read_an_answer(window: Watched, place: Place) -> None:
    window.forgiven = ["CORS policy", "net::ERR_FAILED", "status of 403", "NotSameOrigin"]
    page = visit(window, f"{place.stranger}/second.html")
    launcher(page).click()
    page.get_by_label("您的问题").fill("满城区第12项由谁负责")
    page.get_by_role("button", name="提问").click()
    expect(page.locator("zhengwen-widget .wrong")).to_be_visible()
    assert "审批" not in page.locator("zhengwen-widget .log").inner_text()
    outcomes = page.evaluate(
        """async (bot) => {
          const outcome = async (path, options) => {
            try {
              const response = await fetch(bot + path, options);
              return `${response.type} ${(await response.text()).length}`;
            } catch (error) {
              return error.name;
            }
          };
          const body = JSON.stringify({ question: "满城区第12项由谁负责" });
          const json = { "Content-Type": "application/json" };
          return [
            await outcome("/api/ask", { method: "POST", headers: json, body }),
            await outcome("/api/ask", { method: "POST", body, mode: "no-cors" }),
            await outcome("/api/items", {}),
            await outcome("/api/items/mancheng-2022/12", { mode: "no-cors" }),
          ];
        }""",
        place.bot,
    )
    assert outcomes == ["TypeError"] * 4


def test_pages_may_be_framed_by_the_allowed_portal_alone(window: Watched, place: Place) -> None:
    window.forgiven = ["frame-ancestors"]
    for origin, framed in ((place.portal, True), (place.stranger, False)):
        page = visit(window, f"{origin}/open.html")
        page.evaluate(
            """async (address) => {
              const frame = document.createElement("iframe");
              frame.src = address;
              const loaded = new Promise((ready) => frame.addEventListener("load", ready));
              document.body.append(frame);
              await loaded;
            }""",
            f"{place.bot}/documents",
        )
        shown = page.frames[-1].url
        assert (shown == f"{place.bot}/documents") is framed
        assert shown.startswith("chrome-error://") is not framed


@pytest.mark.parametrize(
    "window",
    [
        {"color_scheme": scheme, **size}
        for scheme in ("light", "dark")
        for size in ({}, {"viewport": {"width": 360, "height": 740}})
    ],
    indirect=True,
    ids=["light", "light-phone", "dark", "dark-phone"],
)
@pytest.mark.parametrize("large", [False, True], ids=["normal", "large"])
def test_axe_finds_nothing(window: Watched, place: Place, large: bool) -> None:
    page = visit(window, f"{place.portal}/second.html")
    if not large:
        launcher(page).click()
        page.get_by_role("button", name="大字").click()
        page.get_by_role("button", name="关闭").click()
    check_with_axe(page)
    launcher(page).click()
    check_with_axe(page)
    card = ask(page, "谁负责涉农补贴公开、何时完成")
    check_with_axe(page)
    card.locator(".chip").first.click()
    expect(page.locator("zhengwen-widget mark").first).to_be_visible()
    check_with_axe(page)


def check_with_axe(page: Page) -> None:
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
