"""The chat as a person uses it: real Chromium, a really running server, the shipped documents."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Locator, Page, Request, Route, expect

from bot.web.wording import wording
from tests.web.visiting import (
    Visit,
    ask,
    check_with_axe,
    rows_of,
    sources_of,
    wait_for_answer,
    wait_until_ready,
)

pytestmark = pytest.mark.xdist_group("browser")  # one server and one browser

QUESTION = "谁负责涉农补贴公开、何时完成"
LIST = "江北区有哪些任务"
EXAMPLES = [question for group in wording().chat.groups for question in group.questions]
CLIPBOARD = {"permissions": ["clipboard-read", "clipboard-write"]}
PHONE = {"viewport": {"width": 360, "height": 740}}
NO_STORAGE = """Object.defineProperty(window, "localStorage", {
  get() { throw new DOMException("denied", "SecurityError"); } })"""


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


@pytest.mark.parametrize("visit", [PHONE], indirect=True)
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
    page = visit.open("/")
    page.get_by_role("button", name=question, exact=True).click()  # perhaps before Gradio is there
    expect(page.locator("#chat .sources .chip").first).to_be_visible()
    expect(page.locator("#chat .status")).to_have_count(0)
    expect(page.locator("#welcome")).to_be_hidden()


def test_next_questions_ask_and_a_new_conversation_starts_over(visit: Visit) -> None:
    page = visit.chat()
    ask(page, QUESTION)
    page.locator("#chat .following button").first.click()
    expect(page.locator("#chat .card")).to_have_count(2)
    wait_for_answer(page)
    expect(page.locator("#chat .card").first.locator(".following")).to_be_hidden()
    page.get_by_role("button", name="新对话").click()
    expect(page.locator("#welcome")).to_be_visible()
    expect(page.locator("#chat .card")).to_have_count(0)
    expect(page.get_by_label("您的问题")).to_be_focused()


def test_a_clarification_is_answered_by_a_click(visit: Visit) -> None:
    page = visit.chat()
    ask(page, "谁负责")
    expect(page.locator("#chat .status")).to_have_text(wording().status["needs_clarification"])
    choice = page.locator("#chat .choose button").first
    chosen = choice.inner_text()
    choice.click()
    expect(page.locator("#chat .asked").last).to_have_text(chosen)
    expect(page.locator("#chat .card").last.locator(".sources .chip").first).to_be_visible()


def choose(page: Page, selector: str, option: str) -> None:
    page.get_by_role("combobox", name=selector).click()
    page.get_by_role("option", name=option).click()


def test_the_selectors_limit_the_answer(visit: Visit) -> None:
    page = visit.chat()
    page.get_by_role("combobox", name="地区").click()
    assert len(page.get_by_role("option").all_inner_texts()) == 6
    page.get_by_role("option", name="舟山市").click()
    ask(page, QUESTION)
    assert sources_of(page) == ["1 舟山市2022·第38项"]
    choose(page, "地区", "全部地区")
    choose(page, "年份", "2021年")
    ask(page, "安全生产信息由谁公开")
    assert sources_of(page)
    assert all("莱芜区2021" in source for source in sources_of(page))


@pytest.mark.parametrize("question", ["", "问" * 501])
def test_a_bad_question_is_answered_in_the_same_place_and_kept(visit: Visit, question: str) -> None:
    page = visit.chat()
    ask(page, question)
    assert page.locator("#chat .card-error .body").inner_text().strip().endswith("。")
    expect(page.get_by_label("您的问题")).to_have_value(question)


def test_without_a_network_it_says_so_and_goes_on_where_it_stopped(visit: Visit) -> None:
    page = visit.chat()
    ask(page, "江北区第40项是什么")
    visit.context.set_offline(True)
    page.get_by_label("您的问题").fill(QUESTION)
    page.get_by_label("您的问题").press("Enter")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("没有连上服务器")
    assert not re.search("[A-Za-z]{4,}", page.locator("body").inner_text())
    visit.context.set_offline(False)
    alert.get_by_role("button", name="重新连接").click()
    expect(page.locator("#chat .card[data-done]")).to_have_count(2)
    assert len(sources_of(page)) == 4
    visit.faults = [fault for fault in visit.faults if "ERR_INTERNET_DISCONNECTED" not in fault]


def refuse_questions(page: Page, times: int) -> None:
    """Let the next questions be too many, in the words of the service."""

    def refuse(route: Route) -> None:
        detail = wording().problem["rate"].format(seconds=54)
        kind = "application/problem+json"
        route.fulfill(status=429, content_type=kind, json={"detail": detail})

    page.route("**/gradio_api/queue/join*", refuse, times=times)


def test_too_many_questions_are_told_in_chinese_and_asked_again(visit: Visit) -> None:
    visit.forgiven.append("status of 429")
    page = visit.chat()
    alert = page.get_by_role("alert")
    refuse_questions(page, 2)
    page.get_by_label("您的问题").fill(QUESTION)
    page.get_by_label("您的问题").press("Enter")
    expect(alert).to_contain_text("请求太频繁，请在 54 秒后再试。")
    assert not re.search("[A-Za-z]{4,}|错误", page.locator("body").inner_text())
    check_with_axe(page)
    alert.get_by_role("button", name="再问一次").click()
    expect(alert).to_contain_text("请求太频繁")
    alert.get_by_role("button", name="再问一次").click()
    wait_for_answer(page)
    expect(alert).to_have_count(0)
    refuse_questions(page, 1)
    page.get_by_role("button", name="重新回答").click()
    page.get_by_label("您的问题").fill("别的")
    alert.get_by_role("button", name="再问一次").click()  # what was refused, not what is typed
    expect(alert).to_have_count(0)
    wait_for_answer(page)
    assert page.locator("#chat .asked").all_inner_texts() == [QUESTION]


def test_a_page_that_is_one_too_many_says_so_and_keeps_what_its_link_asks(visit: Visit) -> None:
    visit.forgiven.append("status of 429")
    page = visit.context.new_page()
    refuse_questions(page, 1)
    page.goto(f"/#q={QUESTION}&place=舟山市")
    page.get_by_role("alert").get_by_role("button", name="重新打开").click()
    wait_for_answer(page)
    assert sources_of(page) == ["1 舟山市2022·第38项"]
    assert page.url == f"{visit.address}/"


def test_markup_in_a_question_is_shown_as_typed(visit: Visit) -> None:
    page = visit.chat()
    typed = "<img src=x onerror=alert(1)> **谁** 负责 \"'&lt;"
    ask(page, typed)
    expect(page.locator("#chat .asked")).to_have_text(typed)
    expect(page.locator("#chat img")).to_have_count(0)
    page.reload()
    expect(page.locator("#chat .asked")).to_have_text(typed)


# -- lists -------------------------------------------------------------------------------------


def test_a_long_list_is_paged_and_still_says_that_it_is_whole(visit: Visit) -> None:
    page = visit.chat()
    ask(page, LIST)
    card = page.locator("#chat .card")
    rows, pager = card.locator("tbody tr"), page.get_by_role("group", name="翻页")
    assert "48 项任务，全部列出" in card.inner_text()
    expect(rows).to_have_count(48)
    expect(rows.filter(visible=True)).to_have_count(10)
    expect(pager.get_by_role("button", name="上一页")).to_be_disabled()
    pager.get_by_role("button", name="下一页").click()
    expect(pager).to_contain_text("第 11–20 行，共 48 行")
    expect(rows.filter(visible=True).first).to_contain_text("第11项")
    for _ in range(3):
        pager.get_by_role("button", name="下一页").click()
    expect(pager).to_contain_text("第 41–48 行，共 48 行")
    expect(pager.get_by_role("button", name="下一页")).to_be_disabled()
    pager.get_by_role("button", name="全部显示").click()
    expect(rows.filter(visible=True)).to_have_count(48)


@pytest.mark.parametrize(("words", "form"), [("下载表格", "xlsx"), ("下载 CSV", "csv")])
def test_a_list_is_downloaded_whole(visit: Visit, words: str, form: str, tmp_path: Path) -> None:
    page = visit.chat()
    ask(page, LIST)
    with page.expect_download() as waiting:
        page.get_by_role("link", name=words).click()
    file = tmp_path / f"list.{form}"
    waiting.value.save_as(file)
    assert waiting.value.suggested_filename.endswith(f".{form}")
    if form == "csv":
        text = file.read_text("utf-8-sig")
    else:
        sheets = load_workbook(file).worksheets
        text = "\n".join(str(row) for sheet in sheets for row in sheet.values)
    assert text.count("江北区") >= 48
    assert wording().notice in text


# -- copy and share ------------------------------------------------------------------------------


@pytest.mark.parametrize("visit", [CLIPBOARD], indirect=True)
def test_a_copied_answer_keeps_sources_and_notice(visit: Visit) -> None:
    page = visit.chat()
    ask(page, QUESTION)
    page.get_by_role("button", name="复制").click()
    expect(page.locator(".toast")).to_contain_text("回答已复制")
    text = page.evaluate("navigator.clipboard.readText()")
    assert "江北区（2022）\t区政府办、各涉农街道(镇)\t全年" in text
    assert "[1]" in text
    assert f"[4] 满城区2022·第26项 {visit.address}/items/mancheng-2022/26" in text
    assert wording().notice in text


@pytest.mark.parametrize("visit", [CLIPBOARD], indirect=True)
def test_what_is_selected_and_copied_takes_the_notice_along(visit: Visit) -> None:
    page = visit.chat()
    ask(page, QUESTION)
    page.evaluate("getSelection().selectAllChildren(document.querySelector('#chat .body p'))")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Control+c")
    text = page.evaluate("navigator.clipboard.readText()")
    assert text.startswith("有 4 个地区")
    assert wording().notice in text


@pytest.mark.parametrize("visit", [CLIPBOARD], indirect=True)
def test_a_shared_link_asks_and_no_server_ever_sees_the_question(visit: Visit) -> None:
    seen: list[str] = []
    page = visit.chat()
    choose(page, "地区", "舟山市")
    ask(page, QUESTION)
    page.get_by_role("button", name="分享").click()
    expect(page.locator(".toast")).to_contain_text("链接已复制")
    link = page.evaluate("navigator.clipboard.readText()")
    assert link.startswith(f"{visit.address}/#q={quote(QUESTION)}")

    def note(request: Request) -> None:
        seen.append(request.url.partition("#")[0] + str(request.headers.get("referer", "")))

    visit.context.on("request", note)
    other = visit.open(link)
    expect(other.locator("#chat .card")).to_have_count(2)  # the one that was there before
    wait_for_answer(other)
    expect(other.locator("#chat .asked").last).to_have_text(QUESTION)
    assert sources_of(other) == ["1 舟山市2022·第38项"]
    expect(other.get_by_role("combobox", name="地区")).to_have_value("舟山市")
    assert other.url == f"{visit.address}/"
    assert not [url for url in seen if "涉农" in url or quote("涉农") in url]


def test_asking_again_replaces_the_answer(visit: Visit) -> None:
    page = visit.chat()
    ask(page, "江北区第40项是什么")
    ask(page, QUESTION)
    again = page.get_by_role("button", name="重新回答")
    expect(again.filter(visible=True)).to_have_count(1)
    page.locator("#chat .card").last.evaluate("card => (card.id = 'before')")
    again.last.click()
    expect(page.locator("#before")).to_have_count(0)
    wait_for_answer(page)
    expect(page.locator("#chat .asked")).to_have_count(2)
    assert len(sources_of(page)) == 4


# -- history -------------------------------------------------------------------------------------


def test_the_conversation_comes_back_until_it_is_cleared(visit: Visit) -> None:
    page = visit.chat()
    ask(page, QUESTION)
    page.goto("/documents")
    page.goto("/")
    expect(page.locator("#chat .asked")).to_have_text(QUESTION)
    assert len(sources_of(page)) == 4
    expect(page.locator("#announce")).to_have_text("")
    wait_until_ready(page)
    ask(page, "那鄞州区呢")
    assert sources_of(page) == ["1 鄞州区2022·第46项"]
    page.get_by_role("button", name="记录").click()
    panel = page.get_by_role("complementary", name="记录")
    assert panel.locator(".example").all_inner_texts() == ["那鄞州区呢", QUESTION]
    panel.get_by_role("button", name="清除记录").click()
    expect(page.locator("#welcome")).to_be_visible()
    page.reload()
    expect(page.locator("#welcome")).to_be_visible()
    wait_until_ready(page)
    expect(page.locator("#chat .card")).to_have_count(0)
    assert "涉农" not in page.evaluate("JSON.stringify(localStorage)")
    assert page.evaluate("localStorage.getItem('zhengwen.history')") is None


def test_a_question_from_the_list_is_asked_again(visit: Visit) -> None:
    page = visit.chat()
    ask(page, QUESTION)
    page.get_by_role("button", name="新对话").click()
    page.get_by_role("button", name="记录").click()
    page.locator("#panel .example").click()
    wait_for_answer(page)
    expect(page.locator("#chat .asked")).to_have_text(QUESTION)
    expect(page.locator("#panel")).to_be_hidden()


def test_without_storage_the_chat_works_and_forgets(visit: Visit) -> None:
    visit.context.add_init_script(NO_STORAGE)
    page = visit.chat()
    ask(page, QUESTION)
    ask(page, "那鄞州区呢")
    assert sources_of(page) == ["1 鄞州区2022·第46项"]
    page.get_by_role("button", name="记录").click()
    expect(page.locator("#panel")).to_contain_text("还没有记录")
    visit.faults = [fault for fault in visit.faults if "denied" not in fault]  # Gradio says it


# -- keyboard and screen reader --------------------------------------------------------------------


def go_back_to(page: Page, stop: Locator) -> None:
    for _ in range(60):
        page.keyboard.press("Shift+Tab")
        if stop.evaluate("stop => stop === document.activeElement"):
            return
    raise AssertionError("the keyboard does not reach it")


def test_all_of_it_works_from_the_keyboard(visit: Visit) -> None:
    page = visit.chat()
    go_back_to(page, page.get_by_role("link", name="跳到提问"))
    page.keyboard.press("Enter")
    expect(page.get_by_label("您的问题")).to_be_focused()
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    wait_for_answer(page)
    chip = page.locator("#chat .sources .chip").first
    go_back_to(page, chip)
    page.keyboard.press("Enter")
    expect(page.locator("#panel mark")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(chip).to_be_focused()


def test_a_finished_answer_is_announced_once(visit: Visit) -> None:
    page = visit.chat()
    page.evaluate(
        """() => { window.heard = [];
        new MutationObserver(() => {
          const words = document.querySelector("#announce").textContent;
          if (words) window.heard.push(words);
        }).observe(document.querySelector("#announce"), {childList: true}); }"""
    )
    ask(page, QUESTION)
    page.locator("#chat .chip").first.click()
    page.keyboard.press("Escape")
    page.wait_for_timeout(500)
    (heard,) = page.evaluate("window.heard")
    assert heard.startswith("回答：有 4 个地区")
    assert "表格，4 行" in heard
    assert "出处 4 条" in heard
    expect(page.locator("#chat [role=log]")).to_have_attribute("aria-live", "off")


def test_nothing_is_left_in_english(visit: Visit) -> None:
    page = visit.chat()
    ask(page, QUESTION)
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    assert set(re.findall("[A-Za-z]{2,}", page.locator("body").inner_text())) <= {"CSV"}
    labels = page.locator("[aria-label]:visible").evaluate_all("all => all.map(e => e.ariaLabel)")
    assert [label for label in labels if re.search("[A-Za-z]{2,}", label)] == []
