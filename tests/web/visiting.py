"""A visitor's window: opens pages of the service, asks, reads what an answer's card says."""

from __future__ import annotations

from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.web.serving import Watched

expect.set_options(timeout=20_000)  # what is measured is that it comes, not how fast

LEFT = ("AbortError", "Connection errored out")
SHOWN = "document.documentElement.scrollWidth <= innerWidth"


class Visit(Watched):
    """A window whose faults are no other host, no script error, nothing refused."""

    def __init__(self, browser: Browser, address: str, **options: object) -> None:
        self.address = address
        super().__init__(browser, {urlsplit(address).netloc}, base_url=address, **options)

    def close(self) -> None:
        """Close the window; raises AssertionError where it has seen a fault.

        Gradio's stream complains when its page is left: that is none.
        """
        faults = [fault for fault in self.faults if not any(one in fault for one in LEFT)]
        self.context.close()
        assert faults == [], faults

    def chat(self, fragment: str = "") -> Page:
        page = self.open(f"/{fragment}")
        wait_until_ready(page)
        return page


def wait_until_ready(page: Page) -> None:
    """Wait until the chat can be asked."""
    expect(page.locator("body")).to_have_attribute("data-ready", "")


def ask(page: Page, question: str) -> None:
    """Type ``question``, send it with Enter, and wait for the finished card."""
    cards = page.locator("#chat .card").count()
    page.get_by_label("您的问题").fill(question)
    page.get_by_label("您的问题").press("Enter")
    expect(page.locator("#chat .card")).to_have_count(cards + 1)
    wait_for_answer(page)


def wait_for_answer(page: Page) -> None:
    """Wait until the last card is finished."""
    expect(page.locator("#chat .card").last).to_have_attribute("data-done", "")


def rows_of(page: Page) -> dict[str, str]:
    """Return the rows of the last answer's table by their first cell."""
    rows = page.locator("#chat .card").last.locator("tbody tr").all()
    return {row.locator("td").first.inner_text(): row.inner_text() for row in rows}


def sources_of(page: Page) -> list[str]:
    """Return the citations of the last answer, marker and label."""
    chips = page.locator("#chat .card").last.locator(".sources .chip")
    return [" ".join(text.split()) for text in chips.all_inner_texts()]


def is_as_wide_as_the_screen(page: Page) -> bool:
    """Tell whether nothing scrolls sideways."""
    return page.evaluate(SHOWN)


def check_with_axe(page: Page) -> None:
    """Fail with axe's report where it finds a violation."""
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
