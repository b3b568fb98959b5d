"""The five shipped documents, parsed once a test process."""

from functools import cache

import pytest

from corpus.catalog import shipped_entries, shipped_file
from corpus.parse import parse_document
from corpus.types import ParsedDocument


@cache
def _parse_shipped() -> dict[str, ParsedDocument]:
    return {
        entry.id: parse_document(shipped_file(entry).read_text(encoding="utf-8"), entry)
        for entry in shipped_entries()
    }


@pytest.fixture(scope="session")
def shipped() -> dict[str, ParsedDocument]:
    return _parse_shipped()
