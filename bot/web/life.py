"""The life of a document in words: its end, its versions, what each changed, where a row stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.web.page_words import page_words
from bot.web.ports import Shelf
from corpus.labels import document_url, record_url
from corpus.types import Document, Record, Version


@dataclass(frozen=True, slots=True)
class Change:
    """Items that one version added, removed or changed: a name each, an address where it stands."""

    what: str
    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version in words, the newest first in a list; ``address`` shows it and its changes."""

    name: str
    state: str
    published: str
    changes: tuple[Change, ...]
    is_first: bool
    link: str
    address: str


def tell_end(document: Document) -> str:
    """Say since when a document is withdrawn, and why; empty while it is in force."""
    end = document.withdrawn
    if end is None:
        return ""
    words = page_words().pages
    why = words["withdrawn_reason"].format(reason=end.reason.rstrip("。")) if end.reason else ""
    return words["withdrawn"].format(date=in_words(end.on)) + why


def tell_versions(shelf: Shelf, document: Document) -> list[VersionLine]:
    """Return every version, the newest first; none where there was but one."""
    words = page_words().pages
    last = len(document.versions)
    return [
        VersionLine(
            name=version_name(version),
            state=_state(document, is_last=place == last),
            published=words["published_on"].format(date=in_words(version.published_on))
            if version.published_on
            else "",
            changes=tuple(_changes(shelf, version)),
            is_first=place == 1,
            link=words["see_changes"] if place == last else words["see_version"],
            address=f"{document_url(document)}/versions/{version.number}",
        )
        for place, version in reversed(list(enumerate(document.versions, 1)))
    ]


def version_name(version: Version) -> str:
    """「第 2 版」."""
    return page_words().pages["version"].format(number=version.number)


def tell_superseded(document: Document, version: Version) -> str:
    """Say which version has taken the place of this one; empty for the last."""
    after = next((one for one in document.versions if one.number > version.number), None)
    if after is None:
        return ""
    words = page_words().pages
    day = words["on_day"].format(date=in_words(after.published_on)) if after.published_on else ""
    return words["superseded_by"].format(number=version.number, day=day, after=after.number)


def tell_change(document: Document, record: Record) -> tuple[str, str]:
    """Say which version brought or changed this record last, and where that is shown.

    Both are empty where none did.
    """
    words = page_words().pages
    for version in reversed(document.versions):
        for what, ids in (("added", version.added), ("changed", version.changed)):
            if record.id in ids:
                day = version.published_on
                form = words["since"] if day else words["since_undated"]
                said = in_words(day) if day else ""
                address = f"{document_url(document)}/versions/{version.number}"
                return form.format(number=version.number, what=words[what], date=said), address
    return "", ""


def tell_place(document: Document, record: Record) -> str:
    """Say where the record stands in the file as people open it, as far as its format tells."""
    words, place = page_words().pages, record.location
    parts = (
        words["file_page"].format(number=place.page) if place.page else "",
        words["file_sheet"].format(name=place.sheet) if place.sheet else "",
        words["file_table"].format(number=place.table) if place.table else "",
        words["file_row"].format(number=place.row) if place.row else "",
    )
    found = "".join(parts)
    return words["file_place"].format(file=document.source_file, place=found) if found else ""


def in_words(day: date) -> str:
    """「2022年7月8日」."""
    return f"{day.year}年{day.month}月{day.day}日"


def _state(document: Document, *, is_last: bool) -> str:
    words = page_words().pages
    if not is_last:
        return words["superseded"]
    return words["current"] if document.in_force else words["ended"]


def _changes(shelf: Shelf, version: Version) -> list[Change]:
    words = page_words().pages
    groups = (("added", version.added), ("removed", version.removed), ("changed", version.changed))
    return [Change(words[what], _named(shelf, ids, what)) for what, ids in groups if ids]


def _named(shelf: Shelf, ids: Sequence[str], what: str) -> tuple[tuple[str, str], ...]:
    """Name items by their numbers; a removed one has no page, and its number may be another's."""
    items = ((one.partition("#")[2] or one, shelf.items.get(one)) for one in ids)
    return tuple(
        (f"第{number}项", record_url(item) if item and what != "removed" else "")
        for number, item in items
    )
