"""Takes the pictures of the README: a running service, a real Chromium, small PNG files.

``make screenshots`` runs it on the data directory of ``make install``.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page

from index.settings import IndexSettings
from tests.web.serving import free_port, run_chromium, run_service
from tests.web.visiting import Visit, ask

FOLDER = Path(__file__).parent
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 360, "height": 740}
COLOURS = 128
MATRIX = "各地政务新媒体矩阵由谁负责、什么时候完成"


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: which page, on what window, and what is done before it is taken."""

    name: str
    path: str = "/"
    window: dict[str, int] = field(default_factory=lambda: DESKTOP)
    theme: str = "light"
    choices: str = "{}"
    prepare: Callable[[Page], None] | None = None


def answer(page: Page) -> None:
    """Ask for a comparison."""
    ask(page, MATRIX)


def answer_with_source(page: Page) -> None:
    """Ask, and open the source of the first citation."""
    ask(page, "谁负责涉农补贴公开、何时完成")
    page.locator("#chat .sources .chip").first.click()
    page.locator("#panel mark").first.wait_for()


SHOTS = (
    Shot("chat"),
    Shot("answer", prepare=answer_with_source),
    Shot("answer-dark", theme="dark", prepare=answer_with_source),
    Shot("phone", window=PHONE, prepare=answer),
    Shot("phone-source", window=PHONE, prepare=answer_with_source),
    Shot("phone-large", window=PHONE, choices='{large: "large"}', prepare=answer),
    Shot("ledger", path="/ledger"),
    Shot("charts", path="/charts"),
    Shot("item", path="/items/jiangbei-2022/40"),
    Shot("plain", path="/plain", window=PHONE),
)


def take(browser: Browser, address: str, shot: Shot) -> None:
    """Take one picture and write it with few colours."""
    visit = Visit(
        browser,
        address,
        viewport=shot.window,
        color_scheme=shot.theme,
        locale="zh-CN",
        reduced_motion="reduce",
    )
    visit.context.add_init_script(
        f'try {{ localStorage.setItem("zhengwen.choices", JSON.stringify({shot.choices})) }}'
        " catch {}"
    )
    page = visit.chat() if shot.path == "/" else visit.open(shot.path)
    if shot.prepare:
        shot.prepare(page)
    page.mouse.move(0, 0)
    page.wait_for_timeout(400)
    picture = Image.open(io.BytesIO(page.screenshot()))
    few = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(FOLDER / f"{shot.name}.png", optimize=True)
    visit.close()


def main() -> None:
    """Take them all."""
    port = free_port()
    with run_service(IndexSettings().data, port), run_chromium() as browser:
        for shot in SHOTS:
            take(browser, f"http://127.0.0.1:{port}", shot)


if __name__ == "__main__":
    main()
