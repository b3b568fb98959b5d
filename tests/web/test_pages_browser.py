"""Ledger, charts, documents and plain page as a person uses them, with and without scripts."""

from __future__ import annotations

import io
from urllib.parse import unquote

import openpyxl
import pytest
from playwright.sync_api import Page, Request, expect

from tests.web.visiting import Visit, check_with_axe, is_as_wide_as_the_screen

pytestmark = pytest.mark.xdist_group("browser")  # one server and one browser

PAGES = (
    "/ledger",
    "/ledger?unit=财政局&sort=deadline",
    "/ledger?unit=火星局",
    "/charts",
    "/charts?place=舟山市",
    "/documents",
    "/documents/mancheng-2022",
    "/items/zhoushan-2022/38",
    "/passages/zhoushan-2022/二/十",
    "/plain",
    "/plain?size=huge&contrast=high",
)
WITHOUT_SCRIPTS = {"java_script_enabled": False}
DESKTOP = {"viewport": {"width": 1440, "height": 900}}
TABLET = {"viewport": {"width": 768, "height": 1024}}
PHONE = {"viewport": {"width": 320, "height": 640}}
LOOKS = [{"color_scheme": "light", **DESKTOP}, {"color_scheme": "dark", **PHONE}]


def choose(visit: Visit, **choices: str) -> None:
    """Have chosen so on an earlier visit."""
    page = visit.open("/documents")
    page.evaluate("kept => localStorage.setItem('zhengwen.choices', JSON.stringify(kept))", choices)
    page.close()


def watch_requests(visit: Visit) -> list[str]:
    """Return the paths that will be asked for, in order."""
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.append(unquote(request.url).removeprefix(visit.address))

    visit.context.on("request", note)
    return asked


def expect_total(page: Page, count: int) -> None:
    expect(page.locator("#total b")).to_have_text(f"共 {count} 项")


def count_of(page: Page, place: str) -> str:
    return page.locator(".box", has_text=place).locator(".count").inner_text()


# -- the ledger ------------------------------------------------------------------------------------


def test_filters_narrow_the_rows_and_the_address_follows(visit: Visit) -> None:
    page = visit.open("/ledger")
    expect_total(page, 219)
    page.get_by_label("宁波市江北区").check()
    expect_total(page, 48)
    page.get_by_label("完成时限").select_option("三季度")
    expect_total(page, 4)
    assert unquote(page.url).endswith("/ledger?jurisdiction=宁波市江北区&deadline=三季度")
    assert count_of(page, "宁波市鄞州区") == "3"  # what choosing it as well would add
    expect(page.locator("tbody th[scope=row] a")).to_have_text(
        ["江北区2022·第4项", "江北区2022·第34项", "江北区2022·第39项", "江北区2022·第41项"]
    )
    page.reload()
    expect_total(page, 4)
    expect(page.get_by_label("宁波市江北区")).to_be_checked()
    page.get_by_role("link", name="清除全部条件").click()
    expect_total(page, 219)


def test_words_are_typed_without_losing_the_place_and_reach_no_address(visit: Visit) -> None:
    asked = watch_requests(visit)
    page = visit.open("/ledger")
    page.get_by_label("文字").press_sequentially("涉农 补贴", delay=20)
    expect_total(page, 4)
    expect(page.get_by_label("文字")).to_be_focused()
    expect(page.get_by_label("文字")).to_have_value("涉农 补贴")
    assert unquote(page.url).endswith("/ledger#q=涉农 补贴")
    assert not [path for path in asked if "涉农" in path]
    again = visit.open(page.url.removeprefix(visit.address))
    expect_total(again, 4)
    expect(again.get_by_label("文字")).to_have_value("涉农 补贴")


@pytest.mark.parametrize(
    "visit", [{"permissions": ["clipboard-read", "clipboard-write"]}], indirect=True
)
def test_the_link_holds_the_filters_and_the_words(visit: Visit) -> None:
    page = visit.open("/ledger?year=2022#q=涉农")
    expect_total(page, 4)
    page.get_by_role("button", name="复制链接").click()
    expect(page.locator(".toast")).to_contain_text("已复制")
    link = page.evaluate("navigator.clipboard.readText()")
    assert unquote(link) == f"{visit.address}/ledger?year=2022#q=涉农"


def test_columns_sort_and_the_header_stays(visit: Visit) -> None:
    page = visit.open("/ledger")
    due = page.get_by_role("columnheader", name="完成时限")
    due.get_by_role("button").click()
    expect(due).to_have_attribute("aria-sort", "ascending")
    expect(page.locator("tbody tr").first).to_contain_text("2021")
    due.get_by_role("button").press("Enter")
    expect(due).to_have_attribute("aria-sort", "descending")
    expect(due.get_by_role("button")).to_be_focused()
    expect(page.locator("tbody tr").first).to_contain_text("12月底前")
    page.mouse.move(900, 600)
    page.mouse.wheel(0, 2500)
    page.wait_for_function("scrollY > 1500")
    expect(due).to_be_in_viewport()
    bar = page.locator(".bar").bounding_box()
    head = due.bounding_box()
    assert bar
    assert head
    assert 0 <= bar["y"] + bar["height"] - head["y"] <= 4


def test_a_row_opens_its_source_beside_the_table(visit: Visit) -> None:
    page = visit.open("/ledger?unit=财政局&jurisdiction=舟山市")
    link = page.locator("a[href='/items/zhoushan-2022/38']")
    page.locator("tr", has=link).locator("td").first.click()
    panel = page.get_by_role("complementary", name="原文")
    expect(panel.get_by_role("heading", level=1)).to_be_focused()
    expect(panel.locator("mark")).to_contain_text("〔已剔除无关文字〕")
    expect(page.locator("tr:has([aria-current])")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(link).to_be_focused()
    page.keyboard.press("Enter")
    expect(panel).to_be_visible()


@pytest.mark.parametrize("visit", [PHONE], indirect=True)
def test_on_a_phone_filters_fold_and_the_source_comes_from_below(visit: Visit) -> None:
    page = visit.open("/ledger")
    fold = page.get_by_role("button", name="筛选条件")
    expect(page.get_by_label("宁波市江北区")).to_be_hidden()
    fold.click()
    expect(fold).to_have_attribute("aria-expanded", "true")
    page.get_by_label("宁波市江北区").check()
    expect_total(page, 48)
    expect(page.get_by_label("宁波市江北区")).to_be_visible()  # stays open while one chooses
    expect(fold).to_have_text("筛选条件（1）")
    page.locator("tbody th[scope=row] a").first.click()
    sheet = page.get_by_role("dialog", name="原文")
    expect(sheet.locator("mark").first).to_be_visible()
    box = sheet.bounding_box()
    assert box
    assert (box["x"], box["width"]) == (0, 320)
    assert is_as_wide_as_the_screen(page)


def test_pages_are_turned_with_the_focus_on_the_rows(visit: Visit) -> None:
    page = visit.open("/ledger")
    page.get_by_role("button", name="下一页").click()
    expect(page.locator(".pager span")).to_have_text("第 2 页，共 5 页")
    expect(page.locator("#rows")).to_be_focused()
    assert page.url.endswith("/ledger?page=2")
    page.get_by_label("保定市满城区").check()
    expect_total(page, 36)
    assert "page" not in page.url


def test_the_download_holds_what_is_shown(visit: Visit) -> None:
    page = visit.open("/ledger?deadline=三季度#q=公开")
    expect(page.locator(".about")).to_contain_text("文字：公开")
    count = int(page.locator("#total b").inner_text().split()[1])
    with page.expect_download() as waiting:
        page.get_by_role("button", name=f"导出 {count} 项（Excel）").click()
    assert waiting.value.suggested_filename == f"任务台账_三季度_{count}项.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(waiting.value.path().read_bytes()))
    sheet = book["任务项"]
    records = [row[-1].value for row in sheet.iter_rows() if "#" in str(row[-1].value)]
    assert len(records) == count


@pytest.mark.parametrize("visit", [WITHOUT_SCRIPTS, WITHOUT_SCRIPTS | PHONE], indirect=True)
def test_the_ledger_works_without_scripts(visit: Visit) -> None:
    page = visit.open("/ledger")
    page.get_by_label("舟山市").check()
    page.get_by_label("文字").fill("涉农")
    page.get_by_role("button", name="筛选", exact=True).last.click()
    expect_total(page, 1)
    assert page.url == f"{visit.address}/ledger"
    page.get_by_label("文字").fill("")
    page.get_by_role("button", name="完成时限").click()
    expect_total(page, 47)
    assert unquote(page.url).endswith("/ledger?jurisdiction=舟山市&sort=deadline")
    page.locator("tbody th[scope=row] a").first.click()
    expect(page.locator("h1")).to_contain_text("舟山市2022·第")


# -- the charts ------------------------------------------------------------------------------------


@pytest.mark.parametrize("visit", [WITHOUT_SCRIPTS, WITHOUT_SCRIPTS | PHONE], indirect=True)
def test_charts_are_drawn_without_scripts(visit: Visit) -> None:
    page = visit.open("/charts")
    longest, *_, shortest = page.locator(".bars .strip").all()
    widths = [
        sum(rect.bounding_box()["width"] for rect in strip.locator("rect").all())  # type: ignore[index]
        for strip in (longest, shortest)
    ]
    values = [
        int(page.locator(".bars .value").nth(place).inner_text().split()[0]) for place in (0, -1)
    ]
    assert abs(widths[1] / widths[0] - values[1] / values[0]) < 0.03
    page.get_by_text("这张图的数据").nth(1).click()
    page.get_by_role("row", name="舟山市2022").get_by_role("link").nth(2).click()
    expect_total(page, 5)
    page.goto("/charts?place=舟山市")
    expect(page.locator(".places [aria-current]")).to_have_text("舟山市")


def test_a_shared_task_opens_its_sources_beside_the_table(visit: Visit) -> None:
    page = visit.open("/charts")
    row = page.locator(".matrix tr", has=page.locator("a[href='/items/zhoushan-2022/38']"))
    expect(row.locator("a")).to_have_count(5)
    row.get_by_role("link", name="第40项").click()
    panel = page.get_by_role("complementary", name="原文")
    expect(panel.get_by_role("heading", level=1)).to_have_text("江北区2022·第40项")


# -- documents and records -------------------------------------------------------------------------


@pytest.mark.parametrize("visit", [WITHOUT_SCRIPTS, WITHOUT_SCRIPTS | PHONE], indirect=True)
def test_pages_are_read_from_one_to_the_next_without_scripts(visit: Visit) -> None:
    page = visit.open("/documents")
    page.get_by_role("link", name="2022年江北区政务公开工作要点").click()
    page.locator("ol.items a").nth(39).click()
    expect(page.locator("h1")).to_have_text("江北区2022·第40项")
    expect(page.locator("mark")).to_contain_text("涉农补贴")
    page.get_by_role("link", name="下一项").click()
    expect(page.locator("h1")).to_have_text("江北区2022·第41项")
    page.get_by_role("link", name="上一项").click()
    page.get_by_role("link", name="在全文中查看").click()
    expect(page.locator(":target")).to_be_in_viewport()


def test_paper_shows_the_row_and_nothing_to_click(visit: Visit) -> None:
    page = visit.open("/items/zhoushan-2022/38")
    page.emulate_media(media="print", color_scheme="light")
    expect(page.locator("mark")).to_be_visible()
    for selector in (".bar nav", ".choices", ".turn", ".button >> nth=0"):
        expect(page.locator(selector)).to_be_hidden()
    page.goto("/ledger")
    expect(page.locator(".filters")).to_be_hidden()
    expect(page.locator("tbody tr").first).to_be_visible()


# -- the plain page --------------------------------------------------------------------------------


@pytest.mark.parametrize("visit", [WITHOUT_SCRIPTS, WITHOUT_SCRIPTS | PHONE], indirect=True)
def test_the_plain_page_answers_and_follows_up_without_scripts(visit: Visit) -> None:
    asked = watch_requests(visit)
    page = visit.open("/plain")
    page.get_by_role("button", name="谁负责涉农补贴公开、何时完成").click()
    expect(page.locator(".result tbody tr")).to_have_count(4)
    expect(page.locator(".result .notice")).to_have_text(
        "本回答由程序依据公开文件自动生成，以原文为准"
    )
    page.get_by_label("您的问题").fill("那满城区呢")
    page.get_by_role("button", name="提问", exact=True).click()
    expect(page.locator(".result .body")).to_contain_text("满城区")
    expect(page.locator(".earlier .asked")).to_have_count(1)
    page.get_by_label("您的问题").fill("有多少项")
    page.get_by_label("地区").select_option("济南市莱芜区")
    page.get_by_role("button", name="提问", exact=True).click()
    expect(page.locator(".earlier .asked")).to_have_count(2)
    assert page.url == f"{visit.address}/plain"
    assert is_as_wide_as_the_screen(page) if page.viewport_size == PHONE["viewport"] else True
    assert {*asked} <= {
        "/plain",
        "/ui/look.css",
        "/ui/plain.css",
        "/ui/mark.svg",
    }
    page.locator(".earlier .cited a").first.click()
    expect(page.locator("mark").first).to_be_visible()


# -- every page, at every size and in every colour -------------------------------------------------


@pytest.mark.parametrize("visit", LOOKS, indirect=True)
@pytest.mark.parametrize("choices", [{}, {"large": "huge"}, {"contrast": "high"}], ids=str)
def test_axe_finds_nothing(visit: Visit, choices: dict[str, str]) -> None:
    visit.forgiven.append("status of 422")  # an empty question, asked on purpose
    choose(visit, **choices)
    for path in PAGES:
        page = visit.open(path)
        for details in page.locator("details").all():
            details.evaluate("element => { element.open = true }")
        check_with_axe(page)
        page.close()
    page = visit.open("/ledger")
    page.locator("tbody th[scope=row] a").first.click()
    expect(page.locator("#panel mark").first).to_be_visible()
    check_with_axe(page)
    page = visit.open("/plain")
    page.get_by_role("button", name="谁负责涉农补贴公开、何时完成").click()
    check_with_axe(page)
    page.get_by_role("button", name="提问", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    check_with_axe(page)


@pytest.mark.parametrize("visit", [PHONE, TABLET], indirect=True)
@pytest.mark.parametrize("large", ["", "large", "huge"])
def test_nothing_scrolls_sideways(visit: Visit, large: str) -> None:
    choose(visit, large=large)
    for path in PAGES:
        page = visit.open(path)
        for details in page.locator("details").all():
            details.evaluate("element => { element.open = true }")
        assert is_as_wide_as_the_screen(page), path
        page.close()


@pytest.mark.parametrize(
    ("path", "limit"),
    [
        ("/items/zhoushan-2022/37", 30_000),
        ("/passages/zhoushan-2022/二/十", 30_000),
        ("/documents", 30_000),
        ("/plain", 30_000),
        ("/ledger", 60_000),
        ("/charts", 60_000),
        ("/documents/mancheng-2022", 60_000),
    ],
)
def test_a_cold_page_weighs_little(visit: Visit, path: str, limit: int) -> None:
    page = visit.context.new_page()
    wire = visit.context.new_cdp_session(page)
    wire.send("Network.enable")
    sizes: list[float] = []
    wire.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(path)
    page.wait_for_load_state("networkidle")
    assert 1000 < sum(sizes) < limit
