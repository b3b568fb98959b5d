"""What a file cannot say for itself: id, jurisdiction, short names, year."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import cast

from corpus.labels import short_name
from corpus.rules import load_rules

_SUFFIX = re.compile("(?:自治州|自治县|自治旗|特区|新区|地区|省|市|区|县|旗|盟|州)$")


@dataclass(frozen=True, slots=True)
class CatalogEntry:
    """One document as the catalog knows it; ``source_file`` is the name of the file as received."""

    id: str
    jurisdiction: str
    aliases: tuple[str, ...]
    year: int
    source_file: str
    title: str | None = None
    url: str | None = None


@cache
def shipped_entries() -> tuple[CatalogEntry, ...]:
    """Return the catalog of the documents that ship with the program."""
    tables = cast("list[dict[str, object]]", load_rules("catalog")["document"])
    return tuple(_entry(table) for table in tables)


def _entry(table: dict[str, object]) -> CatalogEntry:
    return CatalogEntry(
        id=str(table["id"]),
        jurisdiction=str(table["jurisdiction"]),
        aliases=tuple(cast("list[str]", table["aliases"])),
        year=int(str(table["year"])),
        source_file=str(table["source_file"]),
        title=cast("str | None", table.get("title")),
        url=cast("str | None", table.get("url")),
    )


def shipped_file(entry: CatalogEntry) -> Path:
    """Path of a shipped source file."""
    return Path(str(files("corpus") / "documents" / entry.source_file))


def aliases_of(jurisdiction: str) -> tuple[str, ...]:
    """Short names of a jurisdiction: 宁波市江北区 is also 江北区, 江北, 宁波江北."""
    short = short_name(jurisdiction)
    bare = bare_name(short)
    parent = _SUFFIX.sub("", jurisdiction.removesuffix(short))
    names = [short, bare, parent + bare if parent else "", parent + short if parent else ""]
    return tuple(dict.fromkeys(name for name in names if name and name != jurisdiction))


def bare_name(short: str) -> str:
    """Name without its kind: 江北区 is 江北; 沛县 stays, one character is no name."""
    bare = _SUFFIX.sub("", short)
    return bare if len(bare) >= 2 else short


def slug_of(jurisdiction: str, year: int) -> str:
    """Document id made of pinyin and year: 宁波市江北区, 2022 is ``jiangbei-2022``."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415 (its dictionaries take 0.3 s)

    syllables = lazy_pinyin(bare_name(short_name(jurisdiction)), errors="ignore")
    return f"{''.join(syllables) or 'plan'}-{year}"
