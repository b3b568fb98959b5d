"""Reading HTML as a person would: by selector, spaces folded."""

from __future__ import annotations

from bs4 import BeautifulSoup, Tag


def parse(text: str) -> BeautifulSoup:
    return BeautifulSoup(text, "html.parser")


def text_of(element: Tag, selector: str) -> list[str]:
    return [" ".join(found.get_text().split()) for found in element.select(selector)]
