"""A catalog entry for a new file: what the command line states, the rest from the text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.catalog import CatalogEntry, aliases_of, slug_of
from corpus.errors import UsageError
from corpus.facts import Facts

_ID = re.compile("[a-z0-9][a-z0-9._-]{0,62}[a-z0-9]")


@dataclass(frozen=True, slots=True)
class Stated:
    """What whoever adds a file says of it; ``None`` leaves it to the text."""

    id: str | None = None
    jurisdiction: str | None = None
    year: int | None = None


def infer_entry(facts: Facts, name: str, stated: Stated) -> CatalogEntry:
    """Make the entry of the file ``name``.

    Raises:
        UsageError: jurisdiction or year are neither stated nor to be read, or the id is malformed.
    """
    jurisdiction = (stated.jurisdiction or facts.jurisdiction or "").strip()
    if not jurisdiction:
        raise UsageError(
            f"看不出“{name}”是哪个地区的计划，请用 --jurisdiction 写明，如“宁波市江北区”。"
        )
    year = stated.year or facts.year
    if not year or not 1949 <= year <= 2199:
        raise UsageError(f"看不出“{name}”是哪一年的计划，请用 --year 写明，如 2022。")
    document_id = stated.id or slug_of(jurisdiction, year)
    if not _ID.fullmatch(document_id):
        raise UsageError(
            f"文件编号“{document_id}”不合要求，请用 --id 写明，只用小写字母、数字和连字符。"
        )
    return CatalogEntry(document_id, jurisdiction, aliases_of(jurisdiction), year, name)
